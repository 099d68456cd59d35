/* mask-learn.c - remembers the secrets that a client says. */
#include <config.h>

#include "net/pop3/mask-private.h"

#include "net/base/base64.h"
#include "net/pop3/sasl-secret.h"
#include "net/pop3/secret-place.h"

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

/* Of mechanisms with a GS2 header: "=2C" is a comma, "=3D" is "=" (RFC 5802
 * section 5.1). */
static void add_name(struct span mechanism, struct span who, struct buf *out)
{
    bool escaped = span_starts(mechanism, SPAN("SCRAM-")) ||
                   span_is(mechanism, "OAUTHBEARER");

    for (size_t i = 0; i < who.len; i++) {
        struct span rest = span_from(who, i);
        bool comma = span_starts_case(rest, SPAN("=2C"));

        if (escaped && (comma || span_starts_case(rest, SPAN("=3D")))) {
            buf_add_char(out, comma ? ',' : '=');
            i += 2;
        } else {
            buf_add_char(out, who.at[i]);
        }
    }
}

/* A name that is a secret too is not told. */
static void learn_user(const struct mask *m, struct span who, struct buf *out)
{
    add_name(span_of(m->mechanism), who, out);
    if (secrets_find(&m->secrets, buf_span(out)).len)
        buf_clear(out);
}

/* Remember a response, the count-th of its mechanism. *inner_out: the secret
 * inside it, which lies in *plain_out. False when nobody encoded it. */
static bool learn_packed(struct mask *m, struct span mechanism, unsigned count,
                         struct span base64, struct buf *plain_out,
                         struct span *inner_out)
{
    secrets_learn(&m->secrets, base64);
    if (base64_decode(plain_out, base64, NULL) == BASE64_BAD) {
        mask_learn(m, base64);
        return false;
    }
    *inner_out = sasl_secret(mechanism, count, buf_span(plain_out));
    mask_learn(m, *inner_out);
    return true;
}

static void learn_response(struct mask *m, struct span base64)
{
    struct span mechanism = span_of(m->mechanism), inner;
    struct buf plain = {0};
    bool packed;

    m->responses++;
    if (secret_is_absent(base64) || span_is(base64, "****"))
        return;
    packed = learn_packed(m, mechanism, m->responses, base64, &plain, &inner);
    if (packed && sasl_shows_password(mechanism))
        m->number = mask_number_of(m, inner);
    if (packed && m->responses == 1) {
        learn_user(m, sasl_user(mechanism, buf_span(&plain)), &m->user);
        learn_user(m, sasl_as(mechanism, buf_span(&plain)), &m->as);
    }
    buf_wipe(&plain);
}

static void upper_name(char out[MASK_MECHANISM_ROOM], struct span name)
{
    size_t n =
        name.len < MASK_MECHANISM_ROOM - 1 ? name.len : MASK_MECHANISM_ROOM - 1;

    for (size_t i = 0; i < n; i++)
        out[i] = name.at[i] >= 'a' && name.at[i] <= 'z'
                     ? (char)(name.at[i] - 32)
                     : name.at[i];
    out[n] = '\0';
}

static void note_mechanism(struct mask *m, struct span name)
{
    upper_name(m->mechanism, name);
    m->responses = 0;
}

void mask_learn_line(struct mask *m, struct span line)
{
    bool packed = secret_looks_packed(line);
    struct span secret = secret_place(line, packed), rest = line, inner;
    char mechanism[MASK_MECHANISM_ROOM];
    struct buf plain = {0};

    if (!packed && !span_is_case(span_take_word(&rest), "AUTH")) {
        mask_learn(m, secret);
        return;
    }
    upper_name(mechanism, packed ? SPAN("PLAIN") : span_take_word(&rest));
    learn_packed(m, span_of(mechanism), 1, secret, &plain, &inner);
    buf_wipe(&plain);
}

/* Is r a response to an AUTH that was refused, and so no command? */
static bool is_late_response(const struct mask *m, const struct request *r)
{
    return m->refused && r->kind == REQUEST_COMMAND && !r->verb &&
           secret_looks_packed(request_line(r));
}

/* The part of the line of r that is secret by its place. */
struct span mask_secret_in(const struct mask *m, const struct request *r)
{
    if (r->kind == REQUEST_COMMAND && r->verb &&
        !(r->verb->flags & VERB_SECRET))
        return (struct span){0}; /* as secret_place says, without reading it */
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
