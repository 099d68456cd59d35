/* login.h - logs in: by what way, with what secret, and why it failed.
 *
 * Decides whether the connection is safe enough. The messages are those of
 * net/pop3/auth.h; how to choose is in login-choose.c, the words for a failure
 * in login-explain.c. */
#ifndef POP3SH_LOGIN_H
#define POP3SH_LOGIN_H

#include "net/pop3/auth.h"
#include "shell/session/session.h"

struct login {
    bool wanted;
    const struct target *target;   /* borrowed */
    const struct options *options; /* borrowed */
    bool interactive;
    char user[256];                    /* may be empty for EXTERNAL */
    bool of_target;                    /* it is the target's user */
    const struct mechanism *mechanism; /* NULL: choose */
    struct secret secret;              /* empty until it is known */
};

/* Find out what there is to do before connecting; a batch fetches its secret
 * now. *l is overwritten. False and *err: ERROR_USAGE for a mechanism that
 * does not exist, ERROR_INPUT when no secret can be had. */
bool login_prepare(struct login *l, const struct options *o,
                   const struct target *target, bool interactive,
                   struct error *err);
/* The same for a login that was asked for by name: user and mechanism may be
 * empty, then they are those of the target and the options. A user of "=" is
 * none, for EXTERNAL. */
bool login_prepare_as(struct login *l, const struct options *o,
                      const struct target *target, bool interactive,
                      struct span user, struct span mechanism,
                      struct error *err);
void login_done(struct login *l);

/* Log in; the dialogue is in AUTHORIZATION and CAPA was asked, or will be
 * here. False and *err: ERROR_AUTH when the server refuses or cannot be
 * trusted (then the connection is dropped), ERROR_USAGE when the secret would
 * cross the network in clear, and whatever befell the connection. */
bool login_run(struct login *l, struct session *s, struct error *err);

#endif
