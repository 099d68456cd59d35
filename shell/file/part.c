/* part.c - makes and locks a file that is being written. */
#include <config.h>

#include "shell/file/part.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FLAGS = O_CLOEXEC | O_NOFOLLOW | O_NOCTTY };

bool part_is_there(int fd, const char *part)
{
    struct stat ours, there;

    return fstat(fd, &ours) == 0 && lstat(part, &there) == 0 &&
           ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

bool part_remove(void *ctx, const char *part)
{
    (void)ctx;
    return unlink(part) == 0 || errno == ENOENT;
}

static void close_quietly(int fd)
{
    int why = errno;

    close(fd);
    errno = why;
}

/* Where files cannot be locked, a new one is ours all the same: whoever finds
 * it cannot lock it either, and leaves it alone. */
static bool take(int fd)
{
    return flock(fd, LOCK_EX | LOCK_NB) == 0 || errno == ENOLCK ||
           errno == EOPNOTSUPP || errno == ENOSYS;
}

/* NFS locks only what is open for writing. */
static int open_old(const char *part)
{
    int fd = open(part, O_RDWR | O_NONBLOCK | FLAGS);

    return fd < 0 && errno == EACCES ? open(part, O_RDONLY | O_NONBLOCK | FLAGS)
                                     : fd;
}

/* Out of the way with what a crash left. False and errno when there is a reason
 * to stop. */
static bool clear(const char *part, part_put_away_fn *put_away, void *ctx)
{
    struct stat st;
    int fd = open_old(part);
    bool good;

    if (fd < 0 && errno == EISDIR)
        errno = EINVAL;
    if (fd < 0)
        return errno == ENOENT;
    good = fstat(fd, &st) == 0;
    if (good && !S_ISREG(st.st_mode)) {
        errno = EINVAL;
        good = false;
    }
    good = good && flock(fd, LOCK_EX | LOCK_NB) == 0;
    /* asked again: its writer may have filled it, and gone, just now */
    if (good && part_is_there(fd, part) && (good = fstat(fd, &st) == 0))
        good = (st.st_size ? put_away : part_remove)(ctx, part);
    close_quietly(fd);
    return good;
}

int part_create(const char *part, mode_t mode, part_put_away_fn *put_away,
                void *ctx)
{
    enum { TRIES = 100 };

    for (int i = 0; i < TRIES; i++) {
        int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | FLAGS, mode);

        if (fd < 0 && errno != EEXIST)
            return -1;
        if (fd < 0) {
            if (!clear(part, put_away, ctx))
                return -1;
            continue;
        }
        if (take(fd) && part_is_there(fd, part))
            return fd;
        close(fd); /* somebody took it for what a crash left */
    }
    errno = EWOULDBLOCK;
    return -1;
}
