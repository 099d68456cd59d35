/* mask-learn.c - remembers the secrets that a client says. */
#include <config.h>

#include "net/pop3/mask-private.h"

#include "net/base/base64.h"
#include "net/pop3/sasl-secret.h"
#include "net/pop3/secret-place.h"

enum { PACKED_SHORTEST = 8 }; /* octets of base64 that hold a secret */

void mask_learn(struct mask *m, struct span secret)
{
    struct span bare = span_trim(secret);

    if (span_is(bare, "****")) /* it stands for one, on paper */
        return;
    /* blanks around it hide nothing, and a server may not send them back */
    secrets_learn_password(&m->secrets,
                           bare.len < SECRETS_SHORTEST ? secret : bare);
}

/* What a person types where a password belongs. One that stands on paper as
 * "****" is the first. */
unsigned mask_number_of(struct mask *m, struct span password)
{
    return span_is(password, "****") ? 1
                                     : passwords_number(m->passwords, password);
}

void mask_learn_password(struct mask *m, struct span password)
{
    mask_learn(m, password);
    mask_number_of(m, password);
}

void mask_put_password(struct mask *m, unsigned number, struct span password)
{
    mask_learn(m, password);
    passwords_put(m->passwords, number, password);
}

/* A name that is a secret too is not told. */
static void learn_user(const struct mask *m, struct span who, struct buf *out)
{
    if (!secrets_find(&m->secrets, who).len)
        buf_add(out, who);
}

static void learn_response(struct mask *m, struct span base64)
{
    struct span mechanism = span_of(m->mechanism);
    struct buf plain = {0};

    m->responses++;
    if (secret_is_absent(base64) || span_is(base64, "****"))
        return;
    secrets_learn(&m->secrets, base64);
    if (base64_decode(&plain, base64, NULL) == BASE64_BAD) {
        mask_learn(m, base64); /* somebody did not encode it */
    } else {
        struct span inner =
            sasl_secret(mechanism, m->responses, buf_span(&plain));

        mask_learn(m, inner);
        if (sasl_shows_password(mechanism))
            m->number = mask_number_of(m, inner);
        if (m->responses == 1) {
            learn_user(m, sasl_user(mechanism, buf_span(&plain)), &m->user);
            learn_user(m, sasl_as(mechanism, buf_span(&plain)), &m->as);
        }
    }
    buf_wipe(&plain);
}

static void note_mechanism(struct mask *m, struct span name)
{
    size_t n =
        name.len < sizeof m->mechanism - 1 ? name.len : sizeof m->mechanism - 1;

    for (size_t i = 0; i < n; i++)
        m->mechanism[i] = name.at[i] >= 'a' && name.at[i] <= 'z'
                              ? (char)(name.at[i] - 32)
                              : name.at[i];
    m->mechanism[n] = '\0';
    m->responses = 0;
}

/* Base64 of something that a password could be in; no keyword in capitals, no
 * word in small letters. */
static bool looks_packed(struct span line)
{
    struct buf plain = {0};
    unsigned kinds = 0;
    bool packed;

    if (line.len < PACKED_SHORTEST)
        return false;
    for (size_t i = 0; i < line.len; i++)
        kinds |= line.at[i] >= 'a' && line.at[i] <= 'z'   ? 1U
                 : line.at[i] >= 'A' && line.at[i] <= 'Z' ? 2U
                                                          : 4U;
    packed = base64_decode(&plain, line, NULL) != BASE64_BAD;
    buf_wipe(&plain);
    return packed && kinds & (kinds - 1);
}

/* Is r a response to an AUTH that was refused, and so no command? */
static bool is_late_response(const struct mask *m, const struct request *r)
{
    return m->refused && r->kind == REQUEST_COMMAND && !r->verb &&
           looks_packed(request_line(r));
}

/* The part of the line of r that is secret by its place. */
struct span mask_secret_in(const struct mask *m, const struct request *r)
{
    if (is_late_response(m, r))
        return request_line(r);
    return secret_place(request_line(r), r->kind == REQUEST_SASL);
}

static void learn_late_response(struct mask *m, struct span line)
{
    learn_response(m, line);
    m->number = 0;
    buf_clear(&m->user);
    buf_clear(&m->as);
}

void mask_learn_request(struct mask *m, const struct request *r)
{
    struct span secret = mask_secret_in(m, r);
    bool auth = r->verb && r->verb->id == VERB_AUTH;

    m->number = 0;
    if (r->verb)
        m->refused = false;
    if (r->kind == REQUEST_SASL) {
        learn_response(m, request_line(r));
    } else if (is_late_response(m, r)) {
        learn_late_response(m, request_line(r));
    } else if (auth) {
        note_mechanism(m, request_arg(r, 0));
        if (r->sasl_initial)
            learn_response(m, secret);
    } else if (secret.len) {
        mask_learn(m, secret);
        if (secret_is_password(request_line(r)))
            mask_number_of(m, secret);
    }
    if (!m->number && r->automatic && (auth || r->kind == REQUEST_SASL))
        m->number = m->passwords->last;
}
