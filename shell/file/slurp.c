/* slurp.c - reads files to their end. */
#include <config.h>

#include "shell/file/slurp.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STEP = 64 << 10 };

/* A regular file gets its room at once, anything else by and by. One octet
 * more than the size, so that its end is seen without growing. */
static size_t first_room(int fd)
{
    struct stat st;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size <= 0)
        return STEP;
    return (size_t)st.st_size + 1;
}

/* As much as is wanted and may be; 0 when the buffer is full. */
static size_t room_for(struct buf *out, size_t want)
{
    size_t most = out->most ? out->most : BUF_MOST;

    return want < most - out->len ? want : most - out->len;
}

bool slurp_fd(int fd, struct buf *out)
{
    size_t want = first_room(fd);

    for (;;) {
        size_t room = room_for(out, want);
        ssize_t n = room ? read(fd, buf_room(out, room), room) : 0;

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n == 0;
        buf_grow(out, (size_t)n);
        want = want - (size_t)n > 0 ? want - (size_t)n : STEP;
    }
}

bool slurp_error(const char *path, int number, struct error *err)
{
    const char *name = strcmp(path, "-") ? path : "standard input";

    return error_set(err, ERROR_INPUT, "%s: %s%s", name, strerror(number),
                     number == EISDIR ? "; name the files in it" : "");
}

bool slurp_file(struct buf *out, const char *path, size_t most,
                struct error *err)
{
    bool standard = !strcmp(path, "-");
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    bool ok;

    buf_init(out, most + 1);
    ok = fd >= 0 && slurp_fd(fd, out);
    if (!ok)
        slurp_error(path, errno, err);
    if (fd >= 0 && !standard)
        close(fd);
    return ok;
}
