/* slurp.c - reads a file to its end. */
#include <config.h>

#include "shell/file/slurp.h"

#include "net/base/memory.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST = 64 << 10 };

/* Room for a regular file at once, for anything else by and by. */
static size_t first_room(int fd, size_t most)
{
    struct stat st;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size <= 0)
        return FIRST;
    return (size_t)st.st_size < most ? (size_t)st.st_size + 1 : most + 1;
}

static bool read_all(struct slurp *s, int fd, size_t most)
{
    s->room = first_room(fd, most);
    s->at = xcalloc(1, s->room);
    for (;;) {
        size_t left = (most + 1 < s->room ? most + 1 : s->room) - s->len;
        ssize_t n = read(fd, s->at + s->len, left);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n == 0;
        s->len += (size_t)n;
        if (s->len > most)
            return true;
        if (s->len == s->room) {
            s->room *= 2;
            s->at = xrealloc(s->at, s->room);
        }
    }
}

bool slurp_file(struct slurp *out, const char *path, size_t most,
                struct error *err)
{
    bool standard = !strcmp(path, "-");
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    bool ok;

    *out = (struct slurp){0};
    ok = fd >= 0 && read_all(out, fd, most);
    if (!ok)
        error_set(err, ERROR_INPUT, "%s: %s", path, strerror(errno));
    if (fd >= 0 && !standard)
        close(fd);
    return ok;
}

void slurp_done(struct slurp *s)
{
    free(s->at);
    *s = (struct slurp){0};
}
