/* mbox-rewrite.c - a new mbox beside the old one, then in its place.
 *
 * A program that waited for the fcntl() lock of the old file writes its mail
 * there, behind our back: after the renaming we give it the time for that,
 * and bring the mail over. */
#include <config.h>

#include "net/store/mbox-rewrite.h"

#include "net/base/buf.h"
#include "net/base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    PIECE = 1 << 17,
    LATE_MS = 10, /* for a program that was waiting for our lock, at first */
    LATE_ROUNDS = 3,
    LATE_TRIES = 100,
};

static char *folder_of(const char *path)
{
    char *copy = xstrdup(path);
    char *folder = xstrdup(dirname(copy));

    free(copy);
    return folder;
}

static char *new_path(const char *path)
{
    char *folder = folder_of(path);
    const char *slash = strrchr(path, '/');
    struct buf b = {0};

    buf_add_format(&b, "%s/.%s.pop3sh-new", folder, slash ? slash + 1 : path);
    free(folder);
    return buf_take(&b);
}

/* --- octets --- */

static bool write_all(int fd, const char *at, size_t len)
{
    while (len) {
        ssize_t n = write(fd, at, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

/* Copy what lies from `at` to before `end`; errno on failure. */
static bool copy_range(int from, off_t at, off_t end, int to, char *piece)
{
    while (at < end) {
        size_t want = end - at < PIECE ? (size_t)(end - at) : PIECE;
        ssize_t n = pread(from, piece, want, at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n == 0)
            errno = EIO; /* shorter than it was, under our locks */
        if (n <= 0 || !write_all(to, piece, (size_t)n))
            return false;
        at += n;
    }
    return true;
}

static bool copy_kept(int from, const struct mbox_index *index,
                      const bool *drop, int to, char *piece)
{
    for (size_t i = 0, next; i < index->n; i = next) {
        next = i + 1;
        if (drop[i])
            continue;
        while (next < index->n && !drop[next])
            next++;
        if (!copy_range(from, index->entries[i].from,
                        index->entries[next - 1].end, to, piece))
            return false;
    }
    return true;
}

/* --- the new file --- */

/* Owner first: chown() takes bits of the mode away. */
static bool take_over_owner(int from, int to)
{
    struct stat old, new;

    if (fstat(from, &old) != 0 || fstat(to, &new) != 0)
        return false;
    if ((old.st_uid != new.st_uid || old.st_gid != new.st_gid) &&
        fchown(to, old.st_uid, old.st_gid) != 0)
        return false;
    return fchmod(to, old.st_mode & 07777) == 0;
}

static bool sync_folder(const char *path)
{
    char *folder = folder_of(path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    free(folder);
    return synced;
}

static int make_new(const char *name)
{
    unlink(name); /* of one who was killed: we have the locks */
    return open(name,
                O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                0600);
}

/* --- mail that came too late for the old file --- */

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000L}, NULL);
}

/* Let whoever waits for the lock of the old file have it, and take it back. */
static bool lend_lock(int old, long ms)
{
    mbox_unlock_file(old);
    pause_ms(ms);
    for (int tries = 0; !mbox_lock_file(old, MBOX_LOCK_WRITE); tries++) {
        if (tries == LATE_TRIES)
            return false;
        pause_ms(LATE_MS);
    }
    return true;
}

/* What the old file has beyond `end`. Nobody can tell whether a program waits
 * for the lock: on a busy machine it may need more than one chance. */
static void bring_late_mail(int old, off_t end, int new, char *piece)
{
    struct stat st;

    for (int round = 0; round < LATE_ROUNDS; round++) {
        if (!lend_lock(old, LATE_MS << round) || fstat(old, &st) != 0)
            return;
        if (st.st_size <= end)
            continue;
        if (!copy_range(old, end, st.st_size, new, piece))
            return;
        end = st.st_size;
        fsync(new);
    }
}

/* --- */

bool mbox_rewrite(const char *path, struct mbox_lock *lock,
                  const struct mbox_index *index, const bool *drop,
                  struct error *err)
{
    char *name = new_path(path), *piece = xcalloc(1, PIECE);
    struct stat old = {0};
    int fd = make_new(name);

    /* Nobody writes to the new file before late mail is in it. */
    bool made = fd >= 0 && mbox_lock_file(fd, MBOX_LOCK_WRITE) &&
                fstat(lock->fd, &old) == 0 &&
                copy_kept(lock->fd, index, drop, fd, piece) &&
                take_over_owner(lock->fd, fd) && fsync(fd) == 0 &&
                rename(name, path) == 0;
    if (made) {
        sync_folder(path);
        bring_late_mail(lock->fd, old.st_size, fd, piece);
    } else {
        error_set(err, ERROR_INPUT,
                  "cannot write %s anew: %s; nothing was removed", path,
                  strerror(errno));
        if (fd >= 0)
            unlink(name);
    }
    if (fd >= 0)
        close(fd);
    free(piece);
    free(name);
    return made;
}

bool mbox_rewrite_is_possible(const char *path)
{
    char *folder = folder_of(path);
    bool possible = faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0;

    free(folder);
    return possible;
}

void mbox_rewrite_sweep(const char *path)
{
    char *name = new_path(path);

    unlink(name);
    free(name);
}
