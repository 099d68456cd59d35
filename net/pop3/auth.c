/* auth.c - the lines of an exchange.
 *
 * Base64, the initial response and cancelling are the same for all of them
 * (RFC 5034 section 4) and done here; what a message holds is made by the
 * families, and which there are is in auth-mechanism.c. */
#include <config.h>

#include "net/pop3/auth.h"

#include "net/base/base64.h"
#include "net/base/memory.h"
#include "net/pop3/auth-private.h"
#include <stdlib.h>

enum {
    LINE_MOST = 255,    /* octets of a command with CRLF, RFC 2449 section 4 */
    FAULT_MOST = 300,   /* octets of words */
    REASON_MOST = 200,  /* octets of the server's */
    VERIFIER_MOST = 90, /* of 64 octets in base64 */
};

/* --- life --- */

static bool has_octet(struct span s, char octet)
{
    return span_find(s, octet) < s.len;
}

/* No line and no message can hold these. */
static bool check_words(const struct auth_setup *s, struct error *err)
{
    const struct span words[] = {s->user, s->authzid, s->secret};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (has_octet(words[i], '\0') || has_octet(words[i], '\r') ||
            has_octet(words[i], '\n'))
            return error_set(err, ERROR_USAGE,
                             "a user name or secret with NUL, CR or LF in it "
                             "cannot be sent");
    return true;
}

struct auth *auth_new(const struct auth_setup *setup, struct error *err)
{
    if (!check_words(setup, err))
        return NULL;

    struct auth *a = xcalloc(1, sizeof *a);
    const struct auth_family *family = setup->mechanism->family;

    a->setup = *setup;
    buf_add(&a->user, setup->user);
    buf_add(&a->authzid, setup->authzid);
    buf_add(&a->host, setup->host);
    buf_add(&a->apop, setup->apop);
    buf_add(&a->nonce, setup->nonce);
    buf_add(&a->binding, setup->binding);
    a->setup.user = a->setup.authzid = a->setup.host = a->setup.apop =
        a->setup.nonce = a->setup.binding = (struct span){0};
    buf_init(&a->fault, FAULT_MOST);
    buf_init(&a->reason, REASON_MOST);
    buf_init(&a->verifier, VERIFIER_MOST);
    a->proved = !(setup->mechanism->flags & MECHANISM_PROVES);
    if (family->start && !family->start(a, err)) {
        auth_free(a);
        return NULL;
    }
    return a;
}

void auth_free(struct auth *a)
{
    if (!a)
        return;
    if (a->setup.mechanism->family->done)
        a->setup.mechanism->family->done(a);
    buf_done(&a->user);
    buf_done(&a->authzid);
    buf_done(&a->host);
    buf_done(&a->apop);
    buf_wipe(&a->nonce);
    buf_wipe(&a->binding);
    buf_done(&a->fault);
    buf_done(&a->reason);
    buf_wipe(&a->verifier);
    buf_wipe(&a->held);
    free(a);
}

bool auth_fail(struct auth *a, const char *format, ...)
{
    va_list args;

    buf_clear(&a->fault);
    va_start(args, format);
    buf_add_formatv(&a->fault, format, args);
    va_end(args);
    return false;
}

/* --- facts --- */

const struct mechanism *auth_mechanism(const struct auth *a)
{
    return a->setup.mechanism;
}

bool auth_is_proved(const struct auth *a)
{
    return a->proved;
}

const char *auth_fault(const struct auth *a)
{
    return a->fault.len ? buf_text(&a->fault) : NULL;
}

bool auth_used_secret(const struct auth *a)
{
    return a->used_secret;
}

struct span auth_verifier(const struct auth *a)
{
    return buf_span(&a->verifier);
}

struct span auth_reason(const struct auth *a)
{
    return buf_span(&a->reason);
}

/* --- octets --- */

/* A client-first mechanism does not wait for data of the server. */
static bool began_wrongly(struct auth *a, struct span challenge)
{
    return auth_fail(a,
                     "%s begins with the client's data, and the server began "
                     "with %zu octets of its own",
                     a->setup.mechanism->name, challenge.len);
}

bool auth_respond(struct auth *a, struct span challenge, struct buf *out)
{
    const struct auth_family *family = a->setup.mechanism->family;
    bool first = !a->challenges &&
                 (a->setup.mechanism->flags & MECHANISM_CLIENT_FIRST) != 0;

    if (!family->respond)
        return auth_fail(a,
                         "the server sent a challenge, which %s does not "
                         "know",
                         a->setup.mechanism->name);
    if (first && challenge.len)
        return began_wrongly(a, challenge);
    bool ok = family->respond(a, challenge, out);
    a->challenges++;
    return ok;
}

/* --- lines --- */

/* The first response of a client-first mechanism, kept until the server has
 * taken it. */
static bool make_held(struct auth *a)
{
    if (!(a->setup.mechanism->flags & MECHANISM_CLIENT_FIRST))
        return true;
    a->holds = auth_respond(a, (struct span){0}, &a->held);
    a->held_secret = a->used_secret;
    a->used_secret = false;
    return a->holds;
}

static void add_initial(struct auth *a, struct buf *line)
{
    size_t most = LINE_MOST - (sizeof " \r\n" - 1);

    if (line->len + (a->held.len + 2) / 3 * 4 > most)
        return;
    buf_add_char(line, ' ');
    if (a->held.len)
        base64_encode(line, buf_span(&a->held));
    else
        buf_add_char(line, '=');
    a->used_secret = a->held_secret;
    a->sent_initial = true;
}

bool auth_begin(struct auth *a, bool initial, struct buf *line)
{
    const struct mechanism *m = a->setup.mechanism;

    if (m->flags & MECHANISM_COMMAND)
        return m->family->command(a, line);
    if (!make_held(a))
        return false;
    buf_add_format(line, "AUTH %s", m->name);
    if (a->holds && initial)
        add_initial(a, line);
    return true;
}

static enum auth_turn give_up(struct auth *a, struct buf *line)
{
    a->cancelled = true;
    buf_add_char(line, '*');
    return AUTH_SEND;
}

/* The answer to a challenge; an empty first one asks for what was not sent
 * with AUTH, or was and had no effect. */
static enum auth_turn answer(struct auth *a, struct span challenge,
                             struct buf *line)
{
    struct buf response = {0};
    bool ok = true;

    if (a->holds && !challenge.len) {
        buf_add(&response, buf_span(&a->held));
        a->used_secret = a->used_secret || a->held_secret;
    } else if (a->holds && !a->sent_initial) {
        ok = began_wrongly(a, challenge);
    } else {
        ok = auth_respond(a, challenge, &response);
    }
    a->holds = false;
    if (ok)
        base64_encode(line, buf_span(&response));
    buf_wipe(&response);
    return ok ? AUTH_SEND : give_up(a, line);
}

static enum auth_turn take_challenge(struct auth *a, struct span text,
                                     struct buf *line)
{
    struct buf challenge = {0};
    enum auth_turn turn;

    if (a->cancelled || (a->setup.mechanism->flags & MECHANISM_COMMAND))
        return AUTH_STUCK;
    if (base64_decode(&challenge, text, NULL) == BASE64_BAD) {
        auth_fail(a, "the server's challenge is no base64");
        turn = give_up(a, line);
    } else {
        turn = answer(a, buf_span(&challenge), line);
    }
    buf_wipe(&challenge);
    return turn;
}

static enum auth_turn take_success(struct auth *a, struct buf *line)
{
    const struct mechanism *m = a->setup.mechanism;

    if (m->flags & MECHANISM_COMMAND)
        return m->family->command(a, line) ? AUTH_SEND : AUTH_IN;
    if (!a->proved && !a->fault.len)
        auth_fail(a, "the server accepted the login without the proof that it "
                     "knows the password");
    return a->proved && !a->cancelled ? AUTH_IN : AUTH_DISTRUST;
}

enum auth_turn auth_next(struct auth *a, enum status status, struct span text,
                         struct buf *line)
{
    switch (status) {
    case STATUS_CONTINUE:
        return take_challenge(a, text, line);
    case STATUS_OK:
        return take_success(a, line);
    case STATUS_ERR:
        return AUTH_REFUSED;
    case STATUS_NONE:
        break;
    }
    return AUTH_STUCK;
}
