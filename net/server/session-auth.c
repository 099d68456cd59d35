/* session-auth.c - the commands that log in: USER, PASS, APOP, AUTH.
 *
 * Whatever is wrong with name or password, the answer is the same, and it
 * comes late; how late, the owner of the connection is told by the alarm. */
#include <config.h>

#include "net/base/base64.h"
#include "net/base/hex.h"
#include "net/base/text.h"
#include "net/pop3/saslprep.h"
#include "net/server/session-private.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

enum { DOUBLINGS_MOST = 4, DIGEST_HEX = 32 };

/* --- how it ends --- */

static void fail_login(struct server_session *s)
{
    unsigned doublings =
        s->failures < DOUBLINGS_MOST ? s->failures : DOUBLINGS_MOST;
    uint64_t wait_ms = (uint64_t)s->server->settings.failure_ms << doublings;

    session_end_sasl(s);
    s->failures++;
    if (wait_ms)
        s->hold_ns = s->now_ns + wait_ms * UINT64_C(1000000);
    if (s->failures < FAILURES_MOST) {
        session_say(s, STATUS_ERR, "AUTH", PHRASE_LOGIN_FAILED);
        return;
    }
    session_say(s, STATUS_ERR, "AUTH", PHRASE_TOO_MANY);
    session_close(s);
}

static bool is_same(struct span given, struct span right)
{
    return given.len == right.len &&
           CRYPTO_memcmp(given.at, right.at, given.len) == 0;
}

static bool is_user(const struct server_session *s, struct span name)
{
    return saslprep_is(name, buf_span(&s->server->user));
}

/* --- USER and PASS --- */

/* No password, and no hint of one, without TLS (RFC 8314 section 4.1). */
static bool may_send_password(struct server_session *s)
{
    if (s->tls || s->cleartext)
        return true;
    session_say(s, STATUS_ERR, NULL, PHRASE_NEEDS_TLS);
    return false;
}

void command_user(struct server_session *s)
{
    struct span name = request_arg(&s->request, 0);

    s->user_given = false;
    if (!may_send_password(s))
        return;
    if (!text_is_utf8(name, NULL)) {
        session_say(s, STATUS_ERR, NULL, PHRASE_NAME_BAD);
        return;
    }
    memcpy(s->user, name.at, name.len);
    s->user[name.len] = '\0';
    s->user_given = true;
    session_say(s, STATUS_OK, NULL, PHRASE_USER);
}

void command_pass(struct server_session *s)
{
    bool right;

    if (!may_send_password(s))
        return;
    if (!s->user_given) {
        session_say(s, STATUS_ERR, NULL, PHRASE_USER_FIRST);
        return;
    }
    s->user_given = false;
    right = saslprep_is(request_arg(&s->request, 0),
                        secret_span(&s->server->password));
    if (session_forgets(s, LAPSE_PASSWORD) && s->server->holder)
        right = true;
    if (is_user(s, span_of(s->user)) && right)
        session_open_maildrop(s);
    else
        fail_login(s);
}

/* --- APOP --- */

static bool digest_stamp(const struct server_session *s, struct span password,
                         char out[DIGEST_HEX])
{
    unsigned char octets[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    unsigned n = 0;
    bool ok = md && EVP_DigestInit_ex(md, EVP_md5(), NULL) &&
              EVP_DigestUpdate(md, s->stamp, strlen(s->stamp)) &&
              EVP_DigestUpdate(md, password.at, password.len) &&
              EVP_DigestFinal_ex(md, octets, &n) && n == DIGEST_HEX / 2;

    EVP_MD_CTX_free(md);
    if (ok)
        hex_write(out, octets, n);
    return ok;
}

static bool is_digest(struct span word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!memchr("0123456789abcdef", word.at[i], 16))
            return false;
    return word.len == DIGEST_HEX;
}

/* A client may have prepared the password, or have left it as it was typed. */
static bool is_right_digest(const struct server_session *s, struct span digest)
{
    struct span forms[] = {secret_span(&s->server->password),
                           secret_span(s->server->settings.password)};
    char right[DIGEST_HEX];
    bool same = false;

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        same |= digest_stamp(s, forms[i], right) &&
                is_same(digest, (struct span){right, sizeof right});
    return same;
}

void command_apop(struct server_session *s)
{
    struct span name = request_arg(&s->request, 0);
    struct span digest = request_arg(&s->request, 1);

    if (!is_digest(digest)) {
        session_say(s, STATUS_ERR, NULL, PHRASE_DIGEST);
        return;
    }
    if (is_right_digest(s, digest) && is_user(s, name))
        session_open_maildrop(s);
    else
        fail_login(s);
}

/* --- AUTH --- */

void session_sasl_facts(const struct server_session *s,
                        struct sasl_facts *facts)
{
    *facts = (struct sasl_facts){
        .user = buf_span(&s->server->user),
        .password = &s->server->password,
        .token = s->server->settings.password,
        .tls = s->tls,
        .cleartext = s->cleartext,
        .exporter = {s->exporter, s->exporter_len},
        .unique = {s->unique,   s->unique_len  },
        .few_iterations = session_forgets(s, LAPSE_SCRAM),
    };
}

void session_end_sasl(struct server_session *s)
{
    sasl_free(s->sasl);
    s->sasl = NULL;
    if (s->state == STATE_SASL)
        s->state = STATE_AUTHORIZATION;
}

static void refuse_exchange(struct server_session *s, enum phrase phrase)
{
    session_end_sasl(s);
    session_say(s, STATUS_ERR, NULL, phrase);
}

void session_challenge(struct server_session *s, struct span octets)
{
    struct buf line = {0};
    const struct fault *f;

    s->words.value = octets;
    s->words.text = octets;
    s->final = span_starts(octets, SPAN("v="));
    f = session_fault(s, FAULT_DATA_OF_CHALLENGE, FAULT_OK);
    buf_add_text(&line, "+ ");
    if (f && octets.len) {
        char spoilt[STATUS_MOST];
        size_t n = template_fill(f->text, &s->words, spoilt, sizeof spoilt);

        base64_encode(&line, (struct span){spoilt, n});
    } else {
        base64_encode(&line, octets);
    }
    if (session_put_challenge(s, buf_span(&line)))
        s->state = STATE_SASL;
    else
        session_end_sasl(s);
    s->final = false;
    s->words = (struct words){0}; /* it pointed at what goes now */
    buf_wipe(&line);
}

/* Give the exchange a response, decoded, and answer. */
static void step(struct server_session *s, bool has_response,
                 struct span response)
{
    struct buf out = {0};

    switch (sasl_step(s->sasl, has_response, response, &out)) {
    case SASL_CHALLENGE:
        session_challenge(s, buf_span(&out));
        break;
    case SASL_DONE:
        session_end_sasl(s);
        session_open_maildrop(s);
        break;
    case SASL_REFUSED:
        fail_login(s);
        break;
    case SASL_MALFORMED:
        refuse_exchange(s, PHRASE_RESPONSE_BAD);
        break;
    }
    buf_wipe(&out);
}

/* base64, strictly (RFC 5034 section 4). */
static void step_base64(struct server_session *s, struct span text)
{
    struct buf octets = {0};

    if (base64_decode(&octets, text, NULL) == BASE64_OK)
        step(s, true, buf_span(&octets));
    else
        refuse_exchange(s, PHRASE_BASE64);
    buf_wipe(&octets);
}

void command_auth(struct server_session *s)
{
    struct span name = request_arg(&s->request, 0);
    struct span initial = request_arg(&s->request, 1);
    const struct sasl_mechanism *m;
    struct sasl_facts facts;

    session_sasl_facts(s, &facts);
    if (!name.len) {
        session_say(s, STATUS_ERR, NULL, PHRASE_MECHANISM_MISSING);
        return;
    }
    m = sasl_find(name, &facts);
    if (m && s->request.sasl_initial &&
        (sasl_server_first_only(m) || session_forgets(s, LAPSE_INITIAL))) {
        session_say(s, STATUS_ERR, NULL, PHRASE_INITIAL_UNWANTED);
        return;
    }
    if (m)
        s->sasl = sasl_new(s->server->sasl, m, &facts);
    if (!s->sasl)
        session_say(s, STATUS_ERR, NULL, PHRASE_MECHANISM_UNKNOWN);
    else if (span_is(initial, "="))
        step(s, true, (struct span){0});
    else if (s->request.sasl_initial)
        step_base64(s, initial);
    else if (sasl_client_first(m))
        session_challenge(s, (struct span){0});
    else
        step(s, false, (struct span){0});
}

void session_respond(struct server_session *s, struct span line, bool too_long)
{
    s->place = FAULT_AT_SASL;
    s->words = (struct words){.command = line};
    if (too_long)
        refuse_exchange(s, PHRASE_RESPONSE_LONG);
    else if (span_is(line, "*"))
        refuse_exchange(s, PHRASE_CANCELLED);
    else
        step_base64(s, line);
}
