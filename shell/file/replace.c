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
        if (n == 0)
            errno = ENOSPC;
        if (n <= 0)
            return false;
        octets = span_from(octets, (size_t)n);
    }
    return true;
}

/* The folder of path, with its "/"; empty: the present one. */
static struct span folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return (struct span){path, slash ? (size_t)(slash - path) + 1 : 0};
}

/* Give the new file the owner, as far as we may, and the permissions of the old
 * one. Those of set-user-id programs go with their owner only. */
static bool keep_mode(int fd, const struct stat *was)
{
    bool kept = fchown(fd, was->st_uid, was->st_gid) == 0;
    int group = kept ? 0 : fchown(fd, (uid_t)-1, was->st_gid);

    (void)group; /* who may not give it away keeps it */
    return fchmod(fd, was->st_mode & (kept ? 07777 : 0777)) == 0;
}

/* was: whose permissions it takes; NULL: nobody's but its owner's. */
static bool write_beside(const char *path, struct span octets,
                         const struct stat *was, struct error *err)
{
    struct span folder = folder_of(path);
    struct buf part = {0};
    char *name;
    int fd, why;
    bool ok;

    /* of no more octets than any file name may have */
    buf_add(&part, folder);
    buf_add_text(&part, ".pop3sh-XXXXXX");
    name = buf_take(&part);
    fd = mkstemp(name);
    if (fd < 0) {
        error_set(err, ERROR_INPUT,
                  "%s cannot be written: in %.*s no file can be made: %s", path,
                  folder.len ? (int)folder.len : 1,
                  folder.len ? folder.at : ".", strerror(errno));
        free(name);
        return false;
    }
    ok = (!was || keep_mode(fd, was)) && write_all(fd, octets) &&
         (!was || fsync(fd) == 0);
    why = errno;
    if (close(fd) != 0 && ok) {
        ok = false;
        why = errno;
    }
    if (ok && rename(name, path) != 0) {
        ok = false;
        why = errno;
    }
    if (!ok) {
        unlink(name);
        error_set(err, ERROR_INPUT, "%s cannot be written: %s", path,
                  strerror(why));
    }
    free(name);
    return ok;
}

bool replace_name(const char *path, struct span octets, const char *mode_of,
                  struct error *err)
{
    struct stat was;
    bool known = mode_of && stat(mode_of, &was) == 0;

    return write_beside(path, octets, known ? &was : NULL, err);
}

bool replace_file(const char *path, struct span octets, struct error *err)
{
    char *real = realpath(path, NULL);
    struct stat was;
    bool ok = false;

    if (!real || stat(real, &was) != 0)
        error_set(err, ERROR_INPUT, "%s cannot be written: %s", path,
                  strerror(errno));
    else if (!S_ISREG(was.st_mode))
        error_set(err, ERROR_INPUT, "%s cannot be written: it is no plain file",
                  path);
    else
        ok = write_beside(real, octets, &was, err);
    free(real);
    return ok;
}
