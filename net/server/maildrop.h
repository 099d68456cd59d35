/* maildrop.h - the messages that a server session serves, whoever keeps them.
 *
 * A table of functions, so that the session stays pure: the sample makes its
 * messages while they are sent, net/store reads them from disk. One maildrop
 * serves one session at a time; message-numbers begin at 1 and are fixed
 * between open and close (RFC 1939 section 4). */
#ifndef POP3SH_SERVER_MAILDROP_H
#define POP3SH_SERVER_MAILDROP_H

#include "net/base/error.h"
#include "net/base/span.h"
#include <sys/types.h>

enum maildrop_result {
    MAILDROP_OK,
    MAILDROP_IN_USE, /* another session holds the lock: [IN-USE] */
    MAILDROP_TEMP,   /* failed, may pass: [SYS/TEMP]; *err says why */
    MAILDROP_PERM,   /* failed, wants an admin: [SYS/PERM]; *err says why */
};

/* First member of every implementation. */
struct maildrop {
    const struct maildrop_ops *ops;
};

struct maildrop_ops {
    /* Take the exclusive lock, and fix the set of messages. */
    enum maildrop_result (*open)(struct maildrop *m, struct error *err);

    /* --- between open and close --- */

    size_t (*count)(const struct maildrop *m);

    /* Exact size as RETR sends it: line ends are CRLF, the last line has one,
     * dots are not doubled (RFC 1939 section 11). */
    uint64_t (*octets)(const struct maildrop *m, size_t number);

    /* 1 to 70 octets of 0x21 to 0x7E, unique, the same in every session (RFC
     * 1939 section 7); borrowed until the next call. */
    struct span (*uid)(const struct maildrop *m, size_t number);

    /* Copy at most room octets of the message from offset on (in octets as
     * counted above). How many; 0 at its end; -1 and *err on failure. Cheap
     * when offsets go on from where the last call ended. */
    ssize_t (*read)(struct maildrop *m, size_t number, uint64_t offset,
                    char *at, size_t room, struct error *err);

    /* UPDATE: remove every message with deleted[number - 1], each of them
     * whole or not at all, and release the lock. *removed_out gets how many
     * are gone. False and *err when some of them could not be removed. */
    bool (*update)(struct maildrop *m, const bool *deleted, size_t *removed_out,
                   struct error *err);

    /* Release the lock without removing anything; again is fine. */
    void (*close)(struct maildrop *m);

    void (*free)(struct maildrop *m); /* closes first */
};

#endif
