/* auth-oauth.c - OAUTHBEARER (RFC 7628) and XOAUTH2 (no standard).
 *
 * One message with the token. A challenge behind it tells of a failure, in
 * JSON, and wants an answer that says nothing before the -ERR comes. */
#include <config.h>

#include "net/base/json.h"
#include "net/base/text.h"
#include "net/pop3/auth-private.h"
#include "net/pop3/saslname.h"

#define CTRL_A '\x01'

static void add_token(struct auth *a, struct buf *out)
{
    buf_add_text(out, "auth=Bearer ");
    buf_add(out, a->setup.secret);
    buf_add_char(out, CTRL_A);
    buf_add_char(out, CTRL_A);
    a->used_secret = true;
}

static void oauthbearer_message(struct auth *a, struct buf *out)
{
    buf_add_text(out, "n,a=");
    saslname_add(out, buf_span(&a->user));
    buf_add_char(out, ',');
    buf_add_char(out, CTRL_A);
    if (a->host.len) {
        buf_add_text(out, "host=");
        buf_add(out, buf_span(&a->host));
        buf_add_char(out, CTRL_A);
    }
    if (a->setup.port)
        buf_add_format(out, "port=%u%c", a->setup.port, CTRL_A);
    add_token(a, out);
}

static void xoauth2_message(struct auth *a, struct buf *out)
{
    buf_add_text(out, "user=");
    buf_add(out, buf_span(&a->user));
    buf_add_char(out, CTRL_A);
    add_token(a, out);
}

/* One member of the failure, in words. */
static void add_member(void *ctx, struct span name, struct span value)
{
    struct auth *a = ctx;

    if (value.len > 1 && value.at[0] == '"')
        value = span_first(span_from(value, 1), value.len - 2);
    if (span_is(name, "status")) {
        buf_clear(&a->reason);
        buf_add(&a->reason, value);
    }
    buf_add_text(&a->fault, a->fault.len ? ", " : "the server says ");
    text_escape_fit(&a->fault, name, TEXT_PLAIN, 30);
    buf_add_text(&a->fault, " ");
    text_escape_fit(&a->fault, value, TEXT_PLAIN, 100);
}

static void take_failure(struct auth *a, struct span challenge)
{
    buf_clear(&a->fault);
    if (!json_each(challenge, add_member, a) || !a->fault.len)
        auth_fail(a, "the server tells of a failure, but not in JSON");
}

/* The answer that ends a failure: ^A, or nothing. */
static bool end_failure(struct auth *a, struct span challenge, struct buf *out,
                        bool standard)
{
    if (a->challenges > 1)
        return auth_fail(a, "the server goes on asking behind its failure");
    take_failure(a, challenge);
    if (standard)
        buf_add_char(out, CTRL_A);
    return true;
}

static bool oauthbearer_respond(struct auth *a, struct span challenge,
                                struct buf *out)
{
    if (a->challenges)
        return end_failure(a, challenge, out, true);
    oauthbearer_message(a, out);
    return true;
}

static bool xoauth2_respond(struct auth *a, struct span challenge,
                            struct buf *out)
{
    if (a->challenges)
        return end_failure(a, challenge, out, false);
    xoauth2_message(a, out);
    return true;
}

const struct auth_family auth_oauthbearer = {.respond = oauthbearer_respond};
const struct auth_family auth_xoauth2 = {.respond = xoauth2_respond};
