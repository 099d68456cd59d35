/* maildir.c - sessions over one maildir.
 *
 * Keeps the list of files, from one session to the next, for their sizes.
 * Reading the folders is done by maildir-list.c. */
#include <config.h>

#include "net/store/maildir.h"

#include "net/base/memory.h"
#include "net/store/maildir-list.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

struct maildir {
    struct maildrop base;
    char *path; /* owned */
    bool allow_delete;
    int fd; /* with the session's flock(); -1 between sessions */
    struct maildir_folders folders;
    struct maildir_list list;
    struct stored text;
    int message;    /* the file that is read; -1: none */
    size_t reading; /* its number */
};

static struct maildir *maildir_of(struct maildrop *m)
{
    return (struct maildir *)m;
}

static struct maildir_entry *entry_of(const struct maildrop *m, size_t number)
{
    const struct maildir *d = (const struct maildir *)m;

    assert(number >= 1 && number <= d->list.n);
    return &d->list.entries[number - 1];
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void maildir_close(struct maildrop *m)
{
    struct maildir *d = maildir_of(m);

    close_fd(&d->message);
    for (int i = 0; i < MAILDIR_FOLDERS; i++)
        close_fd(&d->folders.fd[i]);
    close_fd(&d->fd);
    d->reading = 0;
}

/* --- open --- */

static bool open_folders(struct maildir *d, struct error *err)
{
    static const char *const names[MAILDIR_FOLDERS] = {
        [MAILDIR_NEW] = "new",
        [MAILDIR_CUR] = "cur",
    };

    d->fd = open(d->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (d->fd < 0)
        return error_set(err, ERROR_INPUT, "%s: %s", d->path, strerror(errno));
    for (int i = 0; i < MAILDIR_FOLDERS; i++) {
        d->folders.fd[i] =
            openat(d->fd, names[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (d->folders.fd[i] < 0 && errno == ENOENT)
            return error_set(err, ERROR_INPUT,
                             "%s is no maildir: it has no folder %s/", d->path,
                             names[i]);
        if (d->folders.fd[i] < 0 ||
            (d->allow_delete &&
             faccessat(d->folders.fd[i], ".", W_OK | X_OK, AT_EACCESS) != 0))
            return error_set(err, ERROR_INPUT, "%s/%s/: %s%s", d->path,
                             names[i], d->allow_delete ? "for deleting: " : "",
                             strerror(errno));
    }
    return true;
}

static enum maildrop_result maildir_open(struct maildrop *m, struct error *err)
{
    struct maildir *d = maildir_of(m);
    struct maildir_list now = {0};
    enum maildrop_result result = MAILDROP_OK;

    if (d->fd >= 0)
        return MAILDROP_IN_USE;
    if (!open_folders(d, err)) {
        result = MAILDROP_PERM;
    } else if (flock(d->fd, LOCK_EX | LOCK_NB) != 0) {
        error_set(err, ERROR_INPUT, "another session has %s", d->path);
        result = MAILDROP_IN_USE;
    } else if (!maildir_list_read(&now, &d->folders, &d->list, err)) {
        error_prefix(err, d->path);
        result = MAILDROP_PERM;
    }
    if (result == MAILDROP_OK) {
        maildir_list_done(&d->list);
        d->list = now;
    } else {
        maildir_list_done(&now);
        maildir_close(m);
    }
    return result;
}

/* --- messages --- */

static size_t maildir_count(const struct maildrop *m)
{
    return ((const struct maildir *)m)->list.n;
}

static uint64_t maildir_octets(const struct maildrop *m, size_t number)
{
    return entry_of(m, number)->octets;
}

static struct span maildir_uid(const struct maildrop *m, size_t number)
{
    return maildir_entry_uid(entry_of(m, number));
}

static bool start_reading(struct maildir *d, size_t number, struct error *err)
{
    struct maildir_entry *e = entry_of(&d->base, number);
    struct file_state now;

    close_fd(&d->message);
    d->reading = 0;
    d->message = maildir_entry_open(e, &d->folders);
    if (d->message < 0 && errno == ENOENT)
        return error_set(err, ERROR_INPUT,
                         "another program removed message %zu (%s)", number,
                         e->name);
    if (d->message < 0)
        return error_set(err, ERROR_INPUT, "cannot read %s: %s", e->name,
                         strerror(errno));
    if (!file_state_of(d->message, &now) || now.size != e->state.size ||
        !file_state_equal(&now, &e->state))
        return error_set(err, ERROR_INPUT,
                         "another program changed message %zu (%s); a new "
                         "session will see it",
                         number, e->name);
    stored_start(&d->text, d->message, 0, e->state.size, STORED_PLAIN);
    d->reading = number;
    return true;
}

static ssize_t maildir_read(struct maildrop *m, size_t number, uint64_t offset,
                            char *at, size_t room, struct error *err)
{
    struct maildir *d = maildir_of(m);
    ssize_t n = -1;

    if ((d->reading == number || start_reading(d, number, err)) &&
        (offset == d->text.given || stored_seek(&d->text, 0, offset, err)))
        n = stored_read(&d->text, at, room, err);
    if (n <= 0) {
        close_fd(&d->message);
        d->reading = 0;
    }
    if (n < 0)
        error_prefix(err, d->path);
    return n;
}

/* --- UPDATE --- */

static bool remove_messages(struct maildir *d, const bool *deleted,
                            size_t *removed, struct error *err)
{
    bool done = true;

    for (size_t i = 0; i < d->list.n; i++) {
        struct maildir_entry *e = &d->list.entries[i];

        if (!deleted[i])
            continue;
        if (maildir_entry_remove(e, &d->folders))
            ++*removed;
        else if (done)
            done = error_set(err, ERROR_INPUT, "cannot remove %s from %s: %s",
                             e->name, d->path, strerror(errno));
    }
    for (int i = 0; i < MAILDIR_FOLDERS && *removed; i++)
        if (fsync(d->folders.fd[i]) != 0 && done)
            done = error_set(err, ERROR_INPUT, "cannot write to %s: %s",
                             d->path, strerror(errno));
    return done;
}

static bool maildir_update(struct maildrop *m, const bool *deleted,
                           size_t *removed_out, struct error *err)
{
    struct maildir *d = maildir_of(m);
    size_t wanted = 0, removed = 0;
    bool done = true;

    for (size_t i = 0; i < d->list.n; i++)
        wanted += deleted[i];
    if (wanted && !d->allow_delete)
        done = error_set(err, ERROR_INPUT, "%s may only be read", d->path);
    else if (wanted)
        done = remove_messages(d, deleted, &removed, err);
    maildir_close(m);
    *removed_out = removed;
    return done;
}

/* --- life cycle --- */

static void maildir_free(struct maildrop *m)
{
    struct maildir *d = maildir_of(m);

    maildir_close(m);
    maildir_list_done(&d->list);
    stored_done(&d->text);
    free(d->path);
    free(d);
}

static const struct maildrop_ops ops = {
    .open = maildir_open,
    .count = maildir_count,
    .octets = maildir_octets,
    .uid = maildir_uid,
    .read = maildir_read,
    .update = maildir_update,
    .close = maildir_close,
    .free = maildir_free,
};

struct maildrop *maildir_new(const char *path, bool allow_delete,
                             struct error *err)
{
    struct maildir *d = xcalloc(1, sizeof *d);

    *d = (struct maildir){
        .base.ops = &ops,
        .path = xstrdup(path),
        .allow_delete = allow_delete,
        .fd = -1,
        .folders.fd = {-1, -1},
        .message = -1,
    };
    bool usable = open_folders(d, err);
    maildir_close(&d->base);
    if (usable)
        return &d->base;
    maildir_free(&d->base);
    return NULL;
}
