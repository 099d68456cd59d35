/* replace.c - a new file beside the old one, renamed when it is whole. */
#include <config.h>

#include "shell/file/replace.h"

#include "net/base/buf.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_all(int fd, struct span octets)
{
    while (octets.len) {
        ssize_t n = write(fd, octets.at, octets.len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        octets = span_from(octets, (size_t)n);
    }
    return true;
}

bool replace_file(const char *path, struct span octets, struct error *err)
{
    struct buf part = {0};
    struct stat st;
    char *name;
    int fd;
    bool ok;

    buf_add_format(&part, "%s.XXXXXX", path);
    name = buf_take(&part);
    fd = mkstemp(name);
    ok = fd >= 0 && stat(path, &st) == 0 &&
         fchmod(fd, st.st_mode & 0777) == 0 && write_all(fd, octets) &&
         fsync(fd) == 0 && rename(name, path) == 0;
    if (!ok)
        error_set(err, ERROR_INPUT, "cannot rewrite %s: %s", path,
                  strerror(errno));
    if (!ok && fd >= 0)
        unlink(name);
    if (fd >= 0)
        close(fd);
    free(name);
    return ok;
}
