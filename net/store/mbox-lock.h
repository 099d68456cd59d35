/* mbox-lock.h - an mbox opened while no other program writes to it.
 *
 * Two locks, as mail programs take them: fcntl() on the file, and PATH.lock
 * beside it with our process number inside. Waiting for them ends after
 * MBOX_LOCK_WAIT_MS. A PATH.lock of a process that has ended, or an old one
 * of nobody, is taken away. */
#ifndef POP3SH_STORE_MBOX_LOCK_H
#define POP3SH_STORE_MBOX_LOCK_H

#include "net/server/maildrop.h"

enum { MBOX_LOCK_WAIT_MS = 2000 };

enum mbox_lock_kind {
    MBOX_LOCK_READ,  /* writes nothing: PATH.lock is only respected */
    MBOX_LOCK_WRITE, /* PATH.lock is made */
};

struct mbox_lock {
    char *path; /* owned: of PATH.lock when that is ours, else NULL */
    int fd;     /* of the mbox; the caller's when mbox_lock_drop is over */
};

/* Open the file at path and lock it; it is still the one at path then. */
enum maildrop_result mbox_lock_take(struct mbox_lock *lock, const char *path,
                                    enum mbox_lock_kind kind,
                                    struct error *err);

/* Give both locks back; lock->fd stays open. Again is fine. */
void mbox_lock_drop(struct mbox_lock *lock);

/* True when nobody holds PATH.lock. */
bool mbox_lock_is_free(const char *path);

/* The fcntl() lock alone, on another file; false when others have it. */
bool mbox_lock_file(int fd, enum mbox_lock_kind kind);
void mbox_unlock_file(int fd);

#endif
