/* mbox.c - sessions over one mbox.
 *
 * Keeps the index of the file, from one session to the next as long as the
 * file stays the same. Reading, locking and rewriting the file itself is done
 * by the other mbox-*.c. */
#include <config.h>

#include "net/store/mbox.h"

#include "net/base/memory.h"
#include "net/store/file-state.h"
#include "net/store/mbox-index.h"
#include "net/store/mbox-lock.h"
#include "net/store/mbox-rewrite.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

enum { TRIES = 3 }; /* to read a file that others write to */

struct mbox {
    struct maildrop base;
    char *path; /* owned; no symbolic link */
    bool allow_delete;
    int fd; /* with the session's flock(); -1 between sessions */
    struct mbox_index index;
    struct file_state state; /* of the file when the index was made */
    struct stored text;
    size_t reading; /* which message; 0: none */
    char uid[FINGERPRINT_TEXT + 12];
};

static struct mbox *mbox_of(struct maildrop *m)
{
    return (struct mbox *)m;
}

static const struct mbox_entry *entry_of(const struct maildrop *m,
                                         size_t number)
{
    const struct mbox *b = (const struct mbox *)m;

    assert(number >= 1 && number <= b->index.n);
    return &b->index.entries[number - 1];
}

static void mbox_close(struct maildrop *m)
{
    struct mbox *b = mbox_of(m);

    if (b->fd >= 0)
        close(b->fd);
    b->fd = -1;
    b->reading = 0;
}

/* --- open --- */

/* Make the index true for the file as it is now. False and an empty *err when
 * another program wrote to it meanwhile. */
static bool read_index(struct mbox *b, struct error *err)
{
    struct file_state before, after;

    if (!file_state_of(b->fd, &before))
        return error_set(err, ERROR_INPUT, "cannot look at it: %s",
                         strerror(errno));
    if (file_state_proves(&b->state, &before))
        return true;
    b->state = (struct file_state){0};
    if (!mbox_index_read(&b->index, b->fd, before.size, err))
        return false;
    if (!mbox_lock_is_free(b->path) || !file_state_of(b->fd, &after) ||
        !file_state_equal(&before, &after))
        return false;
    b->state = before;
    return true;
}

static enum maildrop_result open_once(struct mbox *b, struct error *err)
{
    struct mbox_lock lock;
    enum maildrop_result result =
        mbox_lock_take(&lock, b->path, MBOX_LOCK_READ, err);

    if (result != MAILDROP_OK)
        return result;
    b->fd = lock.fd;
    if (flock(b->fd, LOCK_EX | LOCK_NB) != 0) {
        result = MAILDROP_IN_USE;
        error_set(err, ERROR_INPUT, "another session has %s", b->path);
    } else {
        if (b->allow_delete)
            mbox_rewrite_sweep(b->path);
        if (!read_index(b, err))
            result = err->code ? MAILDROP_PERM : MAILDROP_TEMP;
    }
    mbox_lock_drop(&lock);
    return result;
}

static enum maildrop_result mbox_open(struct maildrop *m, struct error *err)
{
    struct mbox *b = mbox_of(m);
    enum maildrop_result result = MAILDROP_TEMP;
    struct error why = {0};

    if (b->fd >= 0)
        return MAILDROP_IN_USE;
    for (int i = 0; i < TRIES && result == MAILDROP_TEMP; i++) {
        result = open_once(b, &why);
        if (result != MAILDROP_OK)
            mbox_close(m);
    }
    if (result == MAILDROP_TEMP)
        error_set(&why, ERROR_INPUT,
                  "another program keeps writing to it; try again later");
    if (result != MAILDROP_OK)
        error_set(err, why.code, "%s: %s", b->path, why.what);
    return result;
}

/* --- messages --- */

static size_t mbox_count(const struct maildrop *m)
{
    return ((const struct mbox *)m)->index.n;
}

static uint64_t mbox_octets(const struct maildrop *m, size_t number)
{
    return entry_of(m, number)->octets;
}

static struct span mbox_uid(const struct maildrop *m, size_t number)
{
    const struct mbox_entry *e = entry_of(m, number);
    char *uid = ((struct mbox *)m)->uid; /* room for the answer only */

    fingerprint_text(e->print, uid);
    if (e->twin > 1)
        snprintf(uid + FINGERPRINT_TEXT - 1, 12, "-%u", (unsigned)e->twin);
    return span_of(uid);
}

/* A message of a file that another program wrote to may be gone or moved. */
static bool is_there(struct mbox *b, const struct mbox_entry *e)
{
    struct file_state now;

    return file_state_of(b->fd, &now) &&
           (file_state_equal(&b->state, &now) || mbox_index_check(e, b->fd));
}

static ssize_t mbox_read(struct maildrop *m, size_t number, uint64_t offset,
                         char *at, size_t room, struct error *err)
{
    struct mbox *b = mbox_of(m);
    const struct mbox_entry *e = entry_of(m, number);

    if (b->reading != number) {
        b->reading = 0;
        if (!is_there(b, e)) {
            error_set(err, ERROR_INPUT,
                      "another program changed %s, and message %zu is no "
                      "longer where it was; a new session will find it",
                      b->path, number);
            return -1;
        }
        stored_start(&b->text, b->fd, e->text, e->text_end, STORED_QUOTED);
        b->reading = number;
    }

    ssize_t n = -1;
    if (offset == b->text.given || stored_seek(&b->text, e->text, offset, err))
        n = stored_read(&b->text, at, room, err);
    if (n <= 0)
        b->reading = 0; /* look again whether it is there */
    if (n < 0)
        error_prefix(err, b->path);
    return n;
}

/* --- UPDATE --- */

/* Where a run of equal messages in a sorted index ends. */
static size_t end_of_twins(struct mbox_entry **sorted, size_t n, size_t at)
{
    size_t end = at + 1;

    while (end < n && mbox_entry_is_twin(sorted[at], sorted[end]))
        end++;
    return end;
}

/* Find the messages to drop in an index made anew. Of equal messages as many
 * stay, at least, as were to stay. */
static void find_again(const struct mbox_index *old, const bool *deleted,
                       const struct mbox_index *new, bool *drop)
{
    struct mbox_entry **was = mbox_index_sort(old);
    struct mbox_entry **is = mbox_index_sort(new);

    for (size_t i = 0, k = 0, end, last; i < old->n; i = end) {
        size_t gone = 0;

        end = end_of_twins(was, old->n, i);
        for (size_t j = i; j < end; j++)
            gone += deleted[was[j] - old->entries];
        while (k < new->n &&
               memcmp(is[k]->print, was[i]->print, sizeof is[k]->print) < 0)
            k++;
        if (k == new->n || !mbox_entry_is_twin(is[k], was[i]))
            continue;
        last = end_of_twins(is, new->n, k);
        for (size_t stay = end - i - gone; gone && last - k > stay; gone--)
            drop[is[k++] - new->entries] = true;
    }
    free(was);
    free(is);
}

static bool rewrite(struct mbox *b, struct mbox_lock *lock, const bool *deleted,
                    struct error *err)
{
    struct mbox_index now = {0};
    struct file_state state;

    if (!file_state_of(lock->fd, &state))
        return error_set(err, ERROR_INPUT, "cannot look at %s: %s", b->path,
                         strerror(errno));
    if (file_state_proves(&b->state, &state))
        return mbox_rewrite(b->path, lock, &b->index, deleted, err);
    if (!mbox_index_read(&now, lock->fd, state.size, err)) {
        error_prefix(err, b->path);
        return false;
    }

    bool *drop = xcalloc(now.n + 1, sizeof *drop);
    find_again(&b->index, deleted, &now, drop);
    bool done = mbox_rewrite(b->path, lock, &now, drop, err);
    free(drop);
    mbox_index_done(&now);
    return done;
}

/* The session's flock() is on another file when a program replaced that. */
static bool is_ours(const struct mbox *b, int fd)
{
    struct file_state ours, now;

    if (!file_state_of(b->fd, &ours) || !file_state_of(fd, &now))
        return false;
    return file_state_same_file(&ours, &now) ||
           flock(fd, LOCK_EX | LOCK_NB) == 0;
}

static bool mbox_update(struct maildrop *m, const bool *deleted,
                        size_t *removed_out, struct error *err)
{
    struct mbox *b = mbox_of(m);
    struct mbox_lock lock = {.fd = -1};
    size_t wanted = 0;
    bool done = true;

    for (size_t i = 0; i < b->index.n; i++)
        wanted += deleted[i];
    if (wanted && !b->allow_delete)
        done = error_set(err, ERROR_INPUT, "%s may only be read", b->path);
    else if (wanted)
        done =
            mbox_lock_take(&lock, b->path, MBOX_LOCK_WRITE, err) == MAILDROP_OK;
    if (done && wanted && !is_ours(b, lock.fd))
        done = error_set(err, ERROR_INPUT, "another session has %s", b->path);
    if (done && wanted)
        done = rewrite(b, &lock, deleted, err);
    mbox_lock_drop(&lock);
    if (lock.fd >= 0)
        close(lock.fd);
    mbox_close(m);
    *removed_out = done ? wanted : 0;
    return done;
}

/* --- life cycle --- */

static void mbox_free(struct maildrop *m)
{
    struct mbox *b = mbox_of(m);

    mbox_close(m);
    mbox_index_done(&b->index);
    stored_done(&b->text);
    free(b->path);
    free(b);
}

static const struct maildrop_ops ops = {
    .open = mbox_open,
    .count = mbox_count,
    .octets = mbox_octets,
    .uid = mbox_uid,
    .read = mbox_read,
    .update = mbox_update,
    .close = mbox_close,
    .free = mbox_free,
};

/* That a session can work, said before the first one tries. */
static bool can_serve(const char *path, bool allow_delete, struct error *err)
{
    struct stat st;
    int access_mode = allow_delete ? O_RDWR : O_RDONLY;

    if (stat(path, &st) != 0)
        return error_set(err, ERROR_INPUT, "%s", strerror(errno));
    if (!S_ISREG(st.st_mode))
        return error_set(err, ERROR_INPUT, "%s",
                         S_ISDIR(st.st_mode)
                             ? "this is a folder, and an mbox is a file; is "
                               "it a maildir?"
                             : "this is no regular file");
    int fd = open(path, access_mode | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return error_set(err, ERROR_INPUT, "%s", strerror(errno));
    bool begins = mbox_index_probe(fd, err);
    close(fd);
    if (begins && allow_delete && !mbox_rewrite_is_possible(path))
        return error_set(err, ERROR_INPUT,
                         "deleting needs a folder that can be written to: %s",
                         strerror(errno));
    return begins;
}

struct maildrop *mbox_new(const char *path, bool allow_delete,
                          struct error *err)
{
    char *real = realpath(path, NULL);

    if (!real)
        error_set(err, ERROR_INPUT, "%s: %s", path, strerror(errno));
    else if (!can_serve(real, allow_delete, err))
        error_prefix(err, path);
    else {
        struct mbox *b = xcalloc(1, sizeof *b);

        *b = (struct mbox){
            .base.ops = &ops,
            .path = real,
            .allow_delete = allow_delete,
            .fd = -1,
        };
        return &b->base;
    }
    free(real);
    return NULL;
}
