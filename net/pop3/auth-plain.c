/* auth-plain.c - the mechanisms that say what they have to say in clear: PLAIN
 * (RFC 4616), LOGIN (no standard), EXTERNAL (RFC 4422 appendix A), ANONYMOUS
 * (RFC 4505). */
#include <config.h>

#include "net/pop3/auth-private.h"

/* Nothing is left to be said, and the server asks on. */
static bool asked_too_much(struct auth *a)
{
    return auth_fail(a, "%s is over, and the server sent another challenge",
                     a->setup.mechanism->name);
}

/* [authzid] NUL authcid NUL passwd */
static bool plain_respond(struct auth *a, struct span challenge,
                          struct buf *out)
{
    struct span password = a->setup.secret;

    (void)challenge;
    if (a->challenges)
        return asked_too_much(a);
    buf_room(out, a->authzid.len + a->user.len + password.len + 2);
    buf_add(out, buf_span(&a->authzid));
    buf_add_char(out, '\0');
    buf_add(out, buf_span(&a->user));
    buf_add_char(out, '\0');
    buf_add(out, password);
    a->used_secret = true;
    return true;
}

const struct auth_family auth_plain = {.respond = plain_respond};

/* Whatever the prompts say: first the name, then the password. */
static bool login_respond(struct auth *a, struct span challenge,
                          struct buf *out)
{
    (void)challenge;
    if (a->challenges > 1)
        return asked_too_much(a);
    a->used_secret = a->challenges == 1;
    buf_add(out, a->challenges ? a->setup.secret : buf_span(&a->user));
    return true;
}

const struct auth_family auth_login = {.respond = login_respond};

/* The identity asked for, or the trace: one message, the name. */
static bool name_respond(struct auth *a, struct span challenge, struct buf *out)
{
    (void)challenge;
    if (a->challenges)
        return asked_too_much(a);
    buf_add(out, buf_span(&a->user));
    return true;
}

const struct auth_family auth_external = {.respond = name_respond};
const struct auth_family auth_anonymous = {.respond = name_respond};
