/* login-private.h - what the files of the login share. */
#ifndef POP3SH_LOGIN_PRIVATE_H
#define POP3SH_LOGIN_PRIVATE_H

#include "shell/login/login.h"
#include "shell/session/session-login.h"

/* A way to log in, and why it. */
struct login_way {
    const struct mechanism *mechanism;
    bool automatic;  /* chosen by us */
    bool could_bind; /* auth_setup's */
};

/* Choose for this session: what l names, or the first that is listed and can
 * be done here; why is told in one line. False and *err (ERROR_USAGE) when
 * what is left would send the secret in clear over a network. */
bool login_choose(const struct login *l, struct session *s,
                  struct login_way *out, struct error *err);

/* RFC 8314 section 4.1, RFC 7628 section 3: nothing in clear over a network.
 * False and *err (ERROR_USAGE) when m would. */
bool login_check_clear(const struct login *l, const struct session *s,
                       const struct mechanism *m, struct error *err);

/* Is TLS there, and the server known to be the right one; or is it this
 * machine? */
bool login_is_safe(const struct session *s);

/* *way was refused: may its bare form follow, without channel binding? Then
 * *way is that, and the reason told in one line. */
bool login_fall_back(struct session *s, const struct auth *a,
                     struct login_way *way);

/* The login failed: tell at which step and what to do, and set *err. */
bool login_explain(const struct login *l, struct session *s,
                   const struct auth *a, enum auth_turn turn,
                   struct error *err);

#endif
