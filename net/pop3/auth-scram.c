/* auth-scram.c - SCRAM of either hash, with and without channel binding (RFC
 * 5802, RFC 7677, RFC 9266).
 *
 * The messages are ours, the keys GNU SASL's: its own exchange takes no nonce
 * from outside (which tests and a recomputed recording need) and keeps the
 * signature that the server owes to itself (which the rules judge). */
#include <config.h>

#include "net/base/base64.h"
#include "net/base/memory.h"
#include "net/base/text.h"
#include "net/pop3/auth-private.h"
#include "net/pop3/saslname.h"
#include "net/pop3/saslprep.h"
#include "net/pop3/scram.h"
#include <gsasl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>

enum {
    NONCE_OCTETS = 18, /* 24 in base64 */
    HASH_MOST = 32,
    ITERATIONS_MOST = 5000000, /* some seconds of work */
};

enum stage { CLIENT_FIRST, CLIENT_FINAL, VERIFY, OVER };

struct scram {
    enum stage stage;
    Gsasl_hash hash;
    size_t size;                        /* octets of the hash */
    struct buf header;                  /* gs2-header */
    struct buf bare;                    /* client-first-message-bare */
    unsigned char signature[HASH_MOST]; /* the server's */
};

static bool make_nonce(struct auth *a, struct error *err)
{
    char octets[NONCE_OCTETS];

    if (a->nonce.len)
        return true;
    if (gsasl_nonce(octets, sizeof octets) != GSASL_OK)
        return error_set(err, ERROR_INPUT,
                         "the system gives no random octets for a nonce");
    base64_encode(&a->nonce, (struct span){octets, sizeof octets});
    secret_wipe(octets, sizeof octets);
    return true;
}

/* Append text as SASLprep (RFC 4013) makes it. */
static bool prepare(struct buf *out, struct span text)
{
    return saslprep_add(out, text) && out->len;
}

/* "p=" cb-name / "y" / "n", "," [a=authzid] "," */
static void make_header(const struct auth *a, struct buf *out)
{
    if (a->setup.mechanism->flags & MECHANISM_BINDING)
        buf_add_format(out, "p=%s,", a->setup.binding_type);
    else
        buf_add_text(out, a->setup.could_bind ? "y," : "n,");
    if (a->authzid.len) {
        buf_add_text(out, "a=");
        saslname_add(out, buf_span(&a->authzid));
    }
    buf_add_char(out, ',');
}

static bool start(struct auth *a, struct error *err)
{
    const struct mechanism *m = a->setup.mechanism;
    struct buf name = {0};
    bool ok;

    if ((m->flags & MECHANISM_BINDING) && !a->setup.binding_type)
        return error_set(err, ERROR_AUTH,
                         "%s binds the login to a TLS channel, and this "
                         "connection has none that can be bound to",
                         m->name);
    if (!make_nonce(a, err))
        return false;
    struct scram *s = a->state = xcalloc(1, sizeof *s);
    s->hash = span_is(span_of(m->detail), "SHA1") ? GSASL_HASH_SHA1
                                                  : GSASL_HASH_SHA256;
    s->size = gsasl_hash_length(s->hash);
    make_header(a, &s->header);
    ok = prepare(&name, buf_span(&a->user)) ||
         error_set(err, ERROR_USAGE,
                   "%s cannot carry this user name: it is empty, not UTF-8, or "
                   "has characters that SASLprep forbids (RFC 4013)",
                   m->name);
    if (ok) {
        buf_add_text(&s->bare, "n=");
        saslname_add(&s->bare, buf_span(&name));
        buf_add_text(&s->bare, ",r=");
        buf_add(&s->bare, buf_span(&a->nonce));
    }
    buf_done(&name);
    return ok;
}

static void done(struct auth *a)
{
    struct scram *s = a->state;

    if (!s)
        return;
    buf_done(&s->header);
    buf_wipe(&s->bare);
    secret_wipe(s, sizeof *s);
    free(s);
}

/* --- keys --- */

static const EVP_MD *digest_of(const struct scram *s)
{
    return s->hash == GSASL_HASH_SHA1 ? EVP_sha1() : EVP_sha256();
}

static bool sign(const struct scram *s, const unsigned char *key,
                 struct span message, unsigned char *out)
{
    unsigned len = 0;

    return HMAC(digest_of(s), key, (int)s->size,
                (const unsigned char *)message.at, message.len, out,
                &len) != NULL;
}

struct keys {
    char salted[HASH_MOST], client[HASH_MOST], server[HASH_MOST],
        stored[HASH_MOST];
};

static bool derive(struct auth *a, const struct scram_first *first,
                   struct keys *keys)
{
    const struct scram *s = a->state;
    struct buf salt = {0};
    char *password = span_dup(a->setup.secret);

    base64_decode(&salt, first->salt, NULL);
    int rc = gsasl_scram_secrets_from_password(
        s->hash, password, (unsigned)first->iterations, salt.at, salt.len,
        keys->salted, keys->client, keys->server, keys->stored);
    secret_wipe(password, a->setup.secret.len);
    free(password);
    buf_done(&salt);
    return rc == GSASL_OK ||
           auth_fail(a, "the password cannot be used with %s: %s",
                     a->setup.mechanism->name, gsasl_strerror(rc));
}

/* --- messages --- */

/* The channel binding of client-final: base64(gs2-header cb-data). */
static void add_binding(const struct auth *a, struct buf *out)
{
    const struct scram *s = a->state;
    struct buf input = {0};

    buf_add(&input, buf_span(&s->header));
    if (a->setup.mechanism->flags & MECHANISM_BINDING)
        buf_add(&input, buf_span(&a->binding));
    base64_encode(out, buf_span(&input));
    buf_wipe(&input);
}

/* ClientProof and ServerSignature of RFC 5802 section 3. */
static bool prove(struct auth *a, const struct scram_first *first,
                  struct span auth_message, struct buf *proof)
{
    struct scram *s = a->state;
    struct keys keys;
    unsigned char mine[HASH_MOST] = {0};
    bool ok = derive(a, first, &keys) &&
              sign(s, (unsigned char *)keys.stored, auth_message, mine) &&
              sign(s, (unsigned char *)keys.server, auth_message, s->signature);

    for (size_t i = 0; ok && i < s->size; i++)
        mine[i] = (unsigned char)(mine[i] ^ keys.client[i]);
    if (ok) {
        base64_encode(proof, (struct span){(char *)mine, s->size});
        base64_encode(&a->verifier,
                      (struct span){(char *)s->signature, s->size});
    }
    secret_wipe(&keys, sizeof keys);
    secret_wipe(mine, sizeof mine);
    return ok;
}

static bool final_message(struct auth *a, struct span challenge,
                          const struct scram_first *first, struct buf *out)
{
    const struct scram *s = a->state;
    struct buf without_proof = {0}, message = {0}, proof = {0};

    buf_add_text(&without_proof, "c=");
    add_binding(a, &without_proof);
    buf_add_text(&without_proof, ",r=");
    buf_add(&without_proof, first->nonce);

    buf_add(&message, buf_span(&s->bare));
    buf_add_char(&message, ',');
    buf_add(&message, challenge);
    buf_add_char(&message, ',');
    buf_add(&message, buf_span(&without_proof));

    bool ok = prove(a, first, buf_span(&message), &proof);
    if (ok) {
        buf_add(out, buf_span(&without_proof));
        buf_add_text(out, ",p=");
        buf_add(out, buf_span(&proof));
        a->used_secret = true;
    }
    buf_wipe(&without_proof);
    buf_wipe(&message);
    buf_wipe(&proof);
    return ok;
}

static bool take_error(struct auth *a, struct span value)
{
    struct buf shown = {0};

    buf_clear(&a->reason);
    buf_add(&a->reason, value);
    text_escape_fit(&shown, value, TEXT_PLAIN, 60);
    auth_fail(a, "the server says e=%s", buf_text(&shown));
    buf_done(&shown);
    return false;
}

static bool check_first(struct auth *a, const struct scram_first *first)
{
    unsigned most =
        a->setup.iterations_most ? a->setup.iterations_most : ITERATIONS_MOST;

    if (!span_starts(first->nonce, buf_span(&a->nonce)))
        return auth_fail(a, "the server's nonce does not begin with ours");
    if (first->nonce.len == a->nonce.len)
        return auth_fail(a, "the server's nonce adds nothing to ours");
    if (first->iterations < a->setup.iterations_least)
        return auth_fail(a,
                         "the server asks for %ju iterations only, and %u are "
                         "the least that keep a password safe",
                         (uintmax_t)first->iterations,
                         a->setup.iterations_least);
    if (first->iterations > most)
        return auth_fail(a,
                         "the server asks for %ju iterations; more than %u are "
                         "not computed",
                         (uintmax_t)first->iterations, most);
    return true;
}

static bool take_first(struct auth *a, struct span challenge, struct buf *out)
{
    struct scram_first first;
    struct span rest = challenge, value;
    const char *wrong;

    if (scram_take(&rest, 'e', &value))
        return take_error(a, value);
    wrong = scram_read_first(challenge, &first);
    if (wrong)
        return auth_fail(a, "the server's first message %s", wrong);
    return check_first(a, &first) && final_message(a, challenge, &first, out);
}

static bool take_final(struct auth *a, struct span challenge)
{
    const struct scram *s = a->state;
    struct span value;
    struct buf theirs = {0};

    if (scram_take(&challenge, 'e', &value))
        return take_error(a, value);
    if (!scram_take(&challenge, 'v', &value))
        return auth_fail(a, "the server's last message has neither v= nor e=");
    a->proved = base64_decode(&theirs, value, NULL) != BASE64_BAD &&
                theirs.len == s->size &&
                CRYPTO_memcmp(theirs.at, s->signature, s->size) == 0;
    buf_wipe(&theirs);
    return a->proved ||
           auth_fail(a, "the server's signature v= is not that of this "
                        "password: it does not know the key");
}

static bool respond(struct auth *a, struct span challenge, struct buf *out)
{
    struct scram *s = a->state;

    switch (s->stage) {
    case CLIENT_FIRST:
        s->stage = CLIENT_FINAL;
        buf_add(out, buf_span(&s->header));
        buf_add(out, buf_span(&s->bare));
        return true;
    case CLIENT_FINAL:
        s->stage = VERIFY;
        return take_first(a, challenge, out);
    case VERIFY:
        s->stage = OVER;
        return take_final(a, challenge);
    case OVER:
        break;
    }
    return auth_fail(a, "%s is over, and the server sent another challenge",
                     a->setup.mechanism->name);
}

const struct auth_family auth_scram = {
    .start = start,
    .respond = respond,
    .done = done,
};
