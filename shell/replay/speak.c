/* speak.c - makes the client's octets. */
#include <config.h>

#include "shell/replay/speak.h"

#include "net/base/base64.h"
#include "net/base/memory.h"
#include "net/pop3/auth.h"
#include "net/transcript/escape.h"
#include "shell/session/session-login.h"
#include <string.h>

void speaker_done(struct speaker *s)
{
    speaker_end_sasl(s);
    buf_wipe(&s->challenge);
}

void speaker_end_sasl(struct speaker *s)
{
    auth_free(s->auth);
    s->auth = NULL;
    buf_clear(&s->challenge);
}

void speaker_challenged(struct speaker *s, struct span text)
{
    buf_clear(&s->challenge);
    buf_add(&s->challenge, text);
}

/* --- computing --- */

/* What both ways to compute a login need. The channel is bound only where a
 * mechanism asks for it. */
static struct auth *begin(struct speaker *s, const struct mechanism *mechanism,
                          struct span user, const struct secret *secret,
                          struct error *err)
{
    struct session *session = s->session;
    const struct target *target = session_target(session);
    struct auth_setup setup = {
        .mechanism = mechanism,
        .user = user,
        .secret = secret ? secret_span(secret) : (struct span){0},
        .host = span_of(target->host),
        .port = target->port,
        .apop = dialogue_timestamp(session_dialogue(session)),
    };

    if (mechanism->flags & MECHANISM_BINDING)
        setup.binding_type = session_binding(session, &setup.binding);
    return auth_new(&setup, err);
}

bool speaker_begin_sasl(struct speaker *s, struct span params,
                        struct error *err)
{
    struct buf name = {0}, user = {0}, secret = {0};
    const struct mechanism *mechanism;
    struct span value = {0};

    param_value(params, NULL, &name);
    if (!param_value(params, "user", &user))
        buf_add_text(&user, "user");
    param_value(params, "secret", &secret);
    variables_get(&s->values->bindings, buf_span(&user), &value, NULL);
    speaker_end_sasl(s);
    mechanism = mechanism_find(buf_span(&name));
    if (!mechanism || mechanism->flags & MECHANISM_COMMAND)
        error_set(err, ERROR_INPUT, "%s is no mechanism that can be computed",
                  buf_text(&name));
    else
        s->auth = begin(s, mechanism, value,
                        values_secret(s->values, buf_span(&secret)), err);
    buf_done(&name);
    buf_done(&user);
    buf_done(&secret);
    return s->auth != NULL;
}

/* The client's next data in base64. initial: in the line of AUTH itself, where
 * "=" stands for none. */
static bool add_sasl(struct speaker *s, bool initial, struct buf *out,
                     struct error *err)
{
    struct buf challenge = {0}, answer = {0};
    bool ok;

    if (!s->auth)
        return error_set(err, ERROR_INPUT,
                         "\\{!sasl} stands outside of an @ sasl block");
    if (!initial)
        base64_decode(&challenge, buf_span(&s->challenge), NULL);
    ok = auth_respond(s->auth, buf_span(&challenge), &answer);
    if (!ok)
        error_set(err, ERROR_AUTH, "%s",
                  auth_fault(s->auth) ? auth_fault(s->auth)
                                      : "the challenge cannot be answered");
    else if (answer.len)
        base64_encode(out, buf_span(&answer));
    else if (initial)
        buf_add_char(out, '=');
    if (ok && auth_verifier(s->auth).len)
        session_expect_signature(s->session, auth_verifier(s->auth));
    buf_wipe(&challenge);
    buf_wipe(&answer);
    return ok;
}

/* The digest alone: the line that the transcript has says the rest. */
static bool add_apop(struct speaker *s, struct buf *out, struct error *err)
{
    struct buf line = {0};
    struct auth *auth = begin(s, mechanism_find(SPAN("APOP")), SPAN("user"),
                              values_secret(s->values, (struct span){0}), err);
    bool ok = auth && auth_begin(auth, false, &line);

    if (auth && !ok)
        error_set(err, ERROR_AUTH, "%s",
                  auth_fault(auth) ? auth_fault(auth) : "no APOP is possible");
    if (ok) {
        struct span rest = buf_span(&line);

        while (span_find(rest, ' ') < rest.len)
            rest = span_from(rest, span_find(rest, ' ') + 1);
        session_learn(s->session, rest);
        buf_add(out, rest);
    }
    buf_wipe(&line);
    auth_free(auth);
    return ok;
}

/* --- lines --- */

static bool add_secret(struct speaker *s, struct span name, bool first,
                       struct buf *out, struct error *err)
{
    const struct secret *secret;

    if (span_is(name, "sasl"))
        return add_sasl(s, !first, out, err);
    if (span_is(name, "apop"))
        return add_apop(s, out, err);
    secret = values_secret(s->values, name);
    if (!secret)
        return error_set(err, ERROR_INPUT, "there is no secret %.*s",
                         (int)name.len, name.at);
    session_learn_password(s->session, secret_span(secret));
    buf_add(out, secret_span(secret));
    return true;
}

static bool add_piece(struct speaker *s, const struct wire_piece *piece,
                      bool first, struct buf *out, struct error *err)
{
    struct span value;

    switch (piece->kind) {
    case WIRE_LITERAL:
        buf_add(out, piece->octets);
        return true;
    case WIRE_ESCAPE:
        buf_add_char(out, piece->octet);
        return true;
    case WIRE_SECRET:
        return add_secret(s, piece->name, first, out, err);
    case WIRE_NO_END:
        return true;
    case WIRE_CAPTURE:
        if (piece->has_value) {
            escape_decode(out, piece->value);
            return true;
        }
        break;
    case WIRE_USE:
        break;
    }
    if (!variables_get(&s->values->bindings, piece->name, &value, NULL))
        return error_set(err, ERROR_NONE,
                         "%.*s has no value: the line that should give it one "
                         "did not come as it was recorded",
                         (int)piece->name.len, piece->name.at);
    buf_add(out, value);
    return true;
}

bool speaker_line(struct speaker *s, const struct item *item, struct buf *out,
                  struct error *err)
{
    struct span rest = item->text;
    struct wire_piece piece;
    bool end = true, first = true;

    if (item->plain) {
        buf_add(out, item->text);
        rest.len = 0;
    }
    for (; wire_next(&rest, &piece, NULL, NULL) > 0; first = false) {
        if (!add_piece(s, &piece, first, out, err))
            return false;
        end = end && piece.kind != WIRE_NO_END;
    }
    if (end)
        buf_add(out, SPAN("\r\n"));
    return true;
}
