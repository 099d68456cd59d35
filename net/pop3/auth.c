/* auth.c - the table of mechanisms, and the lines of an exchange.
 *
 * Base64, the initial response and cancelling are the same for all of them
 * (RFC 5034 section 4) and done here; what a message holds is made by the
 * families. */
#include <config.h>

#include "net/pop3/auth.h"

#include "net/base/base64.h"
#include "net/base/memory.h"
#include "net/base/named.h"
#include "net/pop3/auth-private.h"
#include <stdlib.h>

enum {
    LINE_MOST = 255,    /* octets of a command with CRLF, RFC 2449 section 4 */
    FAULT_MOST = 300,   /* octets of words */
    REASON_MOST = 200,  /* octets of the server's */
    VERIFIER_MOST = 90, /* of 64 octets in base64 */
};

#define AUTO_EVERYWHERE                                                        \
    (MECHANISM_AUTO_TLS | MECHANISM_AUTO_CLEAR | MECHANISM_AUTO_LOCAL)
#define AUTO_WITHOUT_TLS (MECHANISM_AUTO_CLEAR | MECHANISM_AUTO_LOCAL)
#define AUTO_SHELTERED (MECHANISM_AUTO_TLS | MECHANISM_AUTO_LOCAL)
#define SCRAM (MECHANISM_CLIENT_FIRST | MECHANISM_PROVES)
#define TOKEN (MECHANISM_CLIENT_FIRST | MECHANISM_CLEARTEXT | MECHANISM_TOKEN)

/* The order is that of "auto". A row is a paragraph, and a new one moves no
 * other. */
/* clang-format off */
const struct mechanism mechanisms[] = {
    {"SCRAM-SHA-256-PLUS", SCRAM | MECHANISM_BINDING | MECHANISM_AUTO_TLS,
     &auth_scram, "SHA256",
     "the password stays here, the server proves that it knows it, and the"
     " login is bound to this TLS channel",
     "7677 section 3",
     "C: AUTH SCRAM-SHA-256-PLUS cD10bHMtZXhwb3J0ZXIsLG49...\n"
     "S: + cj1yT3ByTkdmd0ViZVJXZ2JO...\n"
     "C: Yz1jRDEwYkhNdFpYaHdiM0ow...\n"
     "S: + dj02cnJpVFJCaTIzV3BSUi93...\n"
     "C: \n"
     "S: +OK logged in\n"},
    {"SCRAM-SHA-1-PLUS", SCRAM | MECHANISM_BINDING | MECHANISM_AUTO_TLS,
     &auth_scram, "SHA1",
     "the password stays here, the server proves that it knows it, and the"
     " login is bound to this TLS channel",
     "5802 section 5",
     "C: AUTH SCRAM-SHA-1-PLUS cD10bHMtZXhwb3J0ZXIsLG49...\n"
     "S: + cj1meWtvK2QybGJiRmdPTlJ2...\n"
     "C: Yz1jRDEwYkhNdFpYaHdiM0ow...\n"
     "S: + dj1ybUY5cHFWOFM3c3VBb1pX...\n"
     "C: \n"
     "S: +OK logged in\n"},
    {"SCRAM-SHA-256", SCRAM | AUTO_EVERYWHERE,
     &auth_scram, "SHA256",
     "the password stays here, and the server proves that it knows it",
     "7677 section 3",
     "C: AUTH SCRAM-SHA-256 biwsbj11c2VyLHI9ck9wck5H...\n"
     "S: + cj1yT3ByTkdmd0ViZVJXZ2JO...\n"
     "C: Yz1iaXdzLHI9ck9wck5HZndF...\n"
     "S: + dj02cnJpVFJCaTIzV3BSUi93...\n"
     "C: \n"
     "S: +OK logged in\n"},
    {"SCRAM-SHA-1", SCRAM | AUTO_EVERYWHERE,
     &auth_scram, "SHA1",
     "the password stays here, and the server proves that it knows it",
     "5802 section 5",
     "C: AUTH SCRAM-SHA-1 biwsbj11c2VyLHI9Znlrbytk...\n"
     "S: + cj1meWtvK2QybGJiRmdPTlJ2...\n"
     "C: Yz1iaXdzLHI9ZnlrbytkMmxi...\n"
     "S: + dj1ybUY5cHFWOFM3c3VBb1pX...\n"
     "C: \n"
     "S: +OK logged in\n"},
    {"CRAM-MD5", AUTO_WITHOUT_TLS,
     &auth_library, NULL,
     "the password stays here, but who listens can try guesses against the"
     " digest",
     "2195 section 2",
     "C: AUTH CRAM-MD5\n"
     "S: + PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+\n"
     "C: dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw\n"
     "S: +OK logged in\n"},
    {"DIGEST-MD5", AUTO_WITHOUT_TLS,
     &auth_library, NULL,
     "the password stays here; historic since RFC 6331",
     "2831 section 4",
     "C: AUTH DIGEST-MD5\n"
     "S: + cmVhbG09ImV4YW1wbGUub3Jn...\n"
     "C: Y2hhcnNldD11dGYtOCx1c2Vy...\n"
     "S: + cnNwYXV0aD1lYTQwZjYwMzM1...\n"
     "C: \n"
     "S: +OK logged in\n"},
    {"PLAIN", MECHANISM_CLIENT_FIRST | MECHANISM_CLEARTEXT | AUTO_SHELTERED,
     &auth_plain, NULL,
     "the password is sent as it is",
     "4616 section 2",
     "C: AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm\n"
     "S: +OK logged in\n"},
    {"LOGIN", MECHANISM_CLEARTEXT | AUTO_SHELTERED,
     &auth_login, NULL,
     "the password is sent as it is; in no standard",
     "draft-murchison-sasl-login-00",
     "C: AUTH LOGIN\n"
     "S: + VXNlcm5hbWU6\n"
     "C: dGlt\n"
     "S: + UGFzc3dvcmQ6\n"
     "C: dGFuc3RhYWZ0YW5zdGFhZg==\n"
     "S: +OK logged in\n"},
    {"USER", MECHANISM_COMMAND | MECHANISM_CLEARTEXT | AUTO_SHELTERED,
     &auth_user, NULL,
     "USER and PASS: the password is sent as it is",
     "1939 section 7",
     "C: USER tim\n"
     "S: +OK\n"
     "C: PASS tanstaaftanstaaf\n"
     "S: +OK logged in\n"},
    {"APOP", MECHANISM_COMMAND,
     &auth_apop, NULL,
     "the password stays here, but its MD5 digest gives much of it away",
     "1939 section 7",
     "S: +OK ready <1896.697170952@dbc.mtview.ca.us>\n"
     "C: APOP mrose c4c9334bac560ecc979e58001b3e22fb\n"
     "S: +OK maildrop has 1 message\n"},
    {"OAUTHBEARER", TOKEN,
     &auth_oauthbearer, NULL,
     "a bearer token in place of a password, sent as it is",
     "7628 section 3.1",
     "C: AUTH OAUTHBEARER bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9...\n"
     "S: +OK logged in\n"},
    {"XOAUTH2", TOKEN,
     &auth_xoauth2, NULL,
     "a bearer token in place of a password, sent as it is; in no standard",
     "developers.google.com/gmail/imap/xoauth2-protocol",
     "C: AUTH XOAUTH2\n"
     "S: + \n"
     "C: dXNlcj11c2VyQGV4YW1wbGUuY29tAWF1dGg9...\n"
     "S: +OK logged in\n"},
    {"EXTERNAL", MECHANISM_CLIENT_FIRST | MECHANISM_NO_SECRET,
     &auth_external, NULL,
     "no password: the server takes the client certificate of TLS",
     "4422 appendix A",
     "C: AUTH EXTERNAL =\n"
     "S: +OK logged in\n"},
    {"ANONYMOUS", MECHANISM_CLIENT_FIRST | MECHANISM_NO_SECRET,
     &auth_anonymous, NULL,
     "no password: the name is only a trace",
     "4505 section 2",
     "C: AUTH ANONYMOUS c2lyaGM=\n"
     "S: +OK logged in\n"},
    {"GSSAPI", MECHANISM_CLIENT_FIRST | MECHANISM_NO_SECRET,
     &auth_library, NULL,
     "no password: a Kerberos ticket",
     "4752 section 3.1",
     "C: AUTH GSSAPI YIIB...\n"
     "S: + YGoG...\n"
     "C: \n"
     "S: + BQQF...\n"
     "C: BQQE...\n"
     "S: +OK logged in\n"},
    {"NTLM", MECHANISM_CLIENT_FIRST,
     &auth_library, NULL,
     "the password stays here, but rests on MD4 and DES",
     "MS-NLMP",
     "C: AUTH NTLM\n"
     "S: + \n"
     "C: TlRMTVNTUAABAAAA...\n"
     "S: + TlRMTVNTUAACAAAA...\n"
     "C: TlRMTVNTUAADAAAA...\n"
     "S: +OK logged in\n"},
};
/* clang-format on */
const size_t mechanisms_count = sizeof mechanisms / sizeof *mechanisms;

const struct mechanism *mechanism_find(struct span name)
{
    return NAMED_FIND(mechanisms, mechanisms_count, name, name);
}

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
