/* mbox-lock.c - the locks that mail programs agree on.
 *
 * fcntl() locks belong to the open file, not to the process (OFD): several
 * sessions of one process respect each other, and locks of other programs
 * count all the same. */
#include <config.h>

#include "net/store/mbox-lock.h"

#include "net/base/buf.h"
#include "net/base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    RETRY_MS = 20,
    OLD_S = 10 * 60, /* a PATH.lock of nobody is left over after that */
};

/* --- fcntl() --- */

static bool set_lock(int fd, int type)
{
    struct flock whole = {.l_type = (short)type, .l_whence = SEEK_SET};

    return fcntl(fd, F_OFD_SETLK, &whole) == 0;
}

bool mbox_lock_file(int fd, enum mbox_lock_kind kind)
{
    return set_lock(fd, kind == MBOX_LOCK_WRITE ? F_WRLCK : F_RDLCK);
}

void mbox_unlock_file(int fd)
{
    set_lock(fd, F_UNLCK);
}

/* --- PATH.lock --- */

static char *dot_path(const char *path)
{
    struct buf b = {0};

    buf_add_format(&b, "%s.lock", path);
    return buf_take(&b);
}

/* The process that a lock file names; 0 when it names none. */
static pid_t owner_of(int fd)
{
    char text[32];
    ssize_t n = pread(fd, text, sizeof text, 0);
    struct span rest = {text, n > 0 ? (size_t)n : 0};
    uint64_t pid;

    rest = span_trim(rest);
    if (!span_take_number(&rest, &pid) || pid > INT32_MAX)
        return 0;
    return (pid_t)pid;
}

/* Nobody can still need this lock. One with our own number is left over too:
 * we never wait while we hold one. */
static bool is_left_over(int fd, const struct stat *st)
{
    pid_t owner = owner_of(fd);

    if (owner == getpid())
        return true;
    if (owner > 0)
        return kill(owner, 0) != 0 && errno == ESRCH;
    return time(NULL) - st->st_mtime > OLD_S;
}

/* A name beside the lock file, for one of us at a time: who comes here has
 * the fcntl() lock. What a killed process left under it is overwritten. */
static char *name_beside(const char *lock)
{
    struct buf b = {0};

    buf_add_format(&b, "%s.pop3sh", lock);
    return buf_take(&b);
}

/* Take a left-over lock away. It is renamed first: if another program was
 * faster and made a new one, that is what we moved, and it goes back. */
static void break_lock(const char *lock, const struct stat *old)
{
    char *aside = name_beside(lock);
    struct stat st;

    if (rename(lock, aside) == 0) {
        if (lstat(aside, &st) == 0 && st.st_ino != old->st_ino &&
            link(aside, lock) != 0)
            errno = 0; /* a third one is there already */
        unlink(aside);
    }
    free(aside);
}

/* True when somebody holds the lock file; a left-over one goes if it may. */
static bool is_held(const char *lock, bool may_break)
{
    int fd = open(lock, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat st;

    if (fd < 0)
        return errno != ENOENT;

    bool held = fstat(fd, &st) != 0 || !is_left_over(fd, &st);
    close(fd);
    if (!held && may_break)
        break_lock(lock, &st);
    return held;
}

/* Make the lock file with our number. Written beside it and linked, so that
 * nobody sees it empty. False and errno. */
static bool make_dot(const char *lock)
{
    char *own = name_beside(lock);
    char number[32];
    bool made = false;

    unlink(own);
    int fd =
        open(own, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd >= 0) {
        int len = snprintf(number, sizeof number, "%ld\n", (long)getpid());

        made = write(fd, number, (size_t)len) == len && link(own, lock) == 0;
        int failure = errno;
        close(fd);
        unlink(own);
        errno = failure;
    }
    free(own);
    return made;
}

/* --- both --- */

static bool is_at(int fd, const char *path)
{
    struct stat open_one, named;

    return fstat(fd, &open_one) == 0 && stat(path, &named) == 0 &&
           open_one.st_dev == named.st_dev && open_one.st_ino == named.st_ino;
}

enum attempt { ATTEMPT_DONE, ATTEMPT_BUSY, ATTEMPT_FAILED };

bool mbox_lock_is_free(const char *path)
{
    char *dot = dot_path(path);
    bool free_now = !is_held(dot, false);

    free(dot);
    return free_now;
}

/* One try at PATH.lock, with the fcntl() lock in hand. */
static enum attempt try_dot(struct mbox_lock *lock, const char *path,
                            enum mbox_lock_kind kind, struct error *err)
{
    char *dot = dot_path(path);
    enum attempt result = ATTEMPT_BUSY;

    if (is_held(dot, kind == MBOX_LOCK_WRITE)) {
        result = ATTEMPT_BUSY;
    } else if (kind == MBOX_LOCK_READ) {
        result = ATTEMPT_DONE;
    } else if (make_dot(dot)) {
        lock->path = dot;
        return ATTEMPT_DONE;
    } else if (errno != EEXIST) {
        error_set(err, ERROR_INPUT, "cannot make the lock file %s: %s", dot,
                  strerror(errno));
        result = ATTEMPT_FAILED;
    }
    free(dot);
    return result;
}

static enum attempt try_both(struct mbox_lock *lock, const char *path,
                             enum mbox_lock_kind kind, struct error *err)
{
    int access = kind == MBOX_LOCK_WRITE ? O_RDWR : O_RDONLY;
    enum attempt result = ATTEMPT_BUSY;

    lock->fd = open(path, access | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (lock->fd < 0) {
        error_set(err, ERROR_INPUT, "cannot open %s: %s", path,
                  strerror(errno));
        return ATTEMPT_FAILED;
    }
    if (mbox_lock_file(lock->fd, kind))
        result = try_dot(lock, path, kind, err);
    if (result == ATTEMPT_DONE && !is_at(lock->fd, path)) {
        mbox_lock_drop(lock);
        result = ATTEMPT_BUSY; /* replaced meanwhile */
    }
    if (result != ATTEMPT_DONE) {
        close(lock->fd);
        lock->fd = -1;
    }
    return result;
}

enum maildrop_result mbox_lock_take(struct mbox_lock *lock, const char *path,
                                    enum mbox_lock_kind kind, struct error *err)
{
    const struct timespec pause = {.tv_nsec = RETRY_MS * 1000000L};

    *lock = (struct mbox_lock){.fd = -1};
    for (int waited_ms = 0; waited_ms <= MBOX_LOCK_WAIT_MS;
         waited_ms += RETRY_MS) {
        switch (try_both(lock, path, kind, err)) {
        case ATTEMPT_DONE:
            return MAILDROP_OK;
        case ATTEMPT_FAILED:
            return MAILDROP_PERM;
        case ATTEMPT_BUSY:
            nanosleep(&pause, NULL);
        }
    }
    error_set(err, ERROR_INPUT,
              "%s is locked by another program; try again later, or look "
              "whether %s.lock is left over",
              path, path);
    return MAILDROP_IN_USE;
}

void mbox_lock_drop(struct mbox_lock *lock)
{
    if (lock->path)
        unlink(lock->path);
    free(lock->path);
    lock->path = NULL;
    if (lock->fd >= 0)
        mbox_unlock_file(lock->fd);
}
