/* login.h - logs in when a user is known, by USER and PASS.
 *
 * Decides whether to, with what password, and whether the connection is safe
 * enough for it. Mechanisms of AUTH are not its business. */
#ifndef POP3SH_LOGIN_H
#define POP3SH_LOGIN_H

#include "shell/session.h"

struct login {
    bool wanted;
    const struct target *target;   /* borrowed */
    const struct options *options; /* borrowed */
    bool interactive;
    struct secret password; /* empty until it is known */
};

/* Find out what there is to do before connecting; a batch fetches its
 * password now. *l is overwritten. False and *err: ERROR_USAGE for a
 * mechanism that we cannot do, ERROR_INPUT when no password can be had. */
bool login_prepare(struct login *l, const struct options *o,
                   const struct target *target, bool interactive,
                   struct error *err);
void login_done(struct login *l);

/* Log in; the dialogue is in AUTHORIZATION. False and *err: ERROR_AUTH when
 * the server refuses, ERROR_USAGE when the password would cross the network
 * in clear, and whatever befell the connection. */
bool login_run(struct login *l, struct session *s, struct error *err);

#endif
