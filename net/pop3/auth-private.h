/* auth-private.h - what the families of mechanisms share. */
#ifndef POP3SH_POP3_AUTH_PRIVATE_H
#define POP3SH_POP3_AUTH_PRIVATE_H

#include "net/base/secret.h"
#include "net/pop3/auth.h"

struct auth {
    struct auth_setup setup; /* its spans are empty but for those below */
    struct buf user, authzid, host, apop, nonce, binding;
    unsigned challenges; /* answered so far, the first empty one included */
    struct buf held;     /* the first response, until the server took it */
    bool holds, held_secret, sent_initial;
    bool cancelled;
    bool used_secret; /* set by the family that makes something from it */
    bool proved;      /* nothing is owed by the server, or it was paid */
    struct buf fault, reason, verifier;
    void *state; /* the family's own; NULL: none */
};

/* How a family goes its way. */
struct auth_family {
    /* Look whether it can be gone, make state; NULL: nothing to do. */
    bool (*start)(struct auth *a, struct error *err);
    /* As auth_respond. a->challenges counts those before this one. */
    bool (*respond)(struct auth *a, struct span challenge, struct buf *out);
    /* MECHANISM_COMMAND: append command number a->challenges. False when
     * there is none any more. */
    bool (*command)(struct auth *a, struct buf *line);
    void (*done)(struct auth *a); /* wipe and release state; or NULL */
};

extern const struct auth_family auth_user, auth_apop, auth_plain, auth_login,
    auth_external, auth_anonymous, auth_xoauth2, auth_oauthbearer, auth_scram,
    auth_library;

/* Note what is wrong, for auth_fault. Always false. */
bool auth_fail(struct auth *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
