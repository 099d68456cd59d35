/* sasl.c - the table of mechanisms, GNU SASL behind it, and bearer tokens.
 *
 * An unknown user goes the same way as a wrong password, step by step, so
 * that the two look alike (RFC 4422 section 3.6). */
#include <config.h>

#include "net/server/sasl.h"

#include "net/base/base64.h"
#include "net/base/memory.h"
#include "net/pop3/saslprep.h"
#include "net/server/bearer.h"

#include <gsasl.h>
#include <stdlib.h>

enum mechanism_flags {
    SENDS_PASSWORD = 1, /* under TLS, or where cleartext is allowed */
    UNDER_TLS = 2,      /* under TLS only (RFC 7628 section 3) */
    BINDS_CHANNEL = 4,  /* where TLS gives a binding */
    CLIENT_FIRST = 8,
    NO_INITIAL = 16,
};

struct sasl_mechanism {
    const char *name;
    unsigned flags; /* enum mechanism_flags */
    enum bearer_form bearer;
};

static const struct sasl_mechanism mechanisms[] = {
    {"SCRAM-SHA-256-PLUS", CLIENT_FIRST | BINDS_CHANNEL,  BEARER_NONE },
    {"SCRAM-SHA-1-PLUS",   CLIENT_FIRST | BINDS_CHANNEL,  BEARER_NONE },
    {"SCRAM-SHA-256",      CLIENT_FIRST,                  BEARER_NONE },
    {"SCRAM-SHA-1",        CLIENT_FIRST,                  BEARER_NONE },
    {"CRAM-MD5",           NO_INITIAL,                    BEARER_NONE },
    {"PLAIN",              CLIENT_FIRST | SENDS_PASSWORD, BEARER_NONE },
    {"LOGIN",              SENDS_PASSWORD,                BEARER_NONE },
    {"OAUTHBEARER",        CLIENT_FIRST | UNDER_TLS,      BEARER_OAUTH},
    {"XOAUTH2",            CLIENT_FIRST | UNDER_TLS,      BEARER_X    },
};

enum { MECHANISM_COUNT = sizeof mechanisms / sizeof *mechanisms };

struct sasl {
    const struct sasl_mechanism *mechanism;
    struct sasl_facts facts;
    Gsasl_session *session; /* NULL for bearer tokens */
    struct bearer bearer;
    bool begun;
    bool done; /* what is left is the empty answer to the last data */
};

/* --- the table --- */

static bool is_offered(const struct sasl_mechanism *m,
                       const struct sasl_facts *facts)
{
    if (m->flags & UNDER_TLS && !facts->tls)
        return false;
    if (m->flags & SENDS_PASSWORD && !facts->tls && !facts->cleartext)
        return false;
    return !(m->flags & BINDS_CHANNEL) ||
           (facts->tls && facts->exporter.len + facts->unique.len > 0);
}

void sasl_list(struct buf *out, const struct sasl_facts *facts)
{
    for (size_t i = 0; i < MECHANISM_COUNT; i++)
        if (is_offered(&mechanisms[i], facts)) {
            buf_add_char(out, ' ');
            buf_add_text(out, mechanisms[i].name);
        }
}

const struct sasl_mechanism *sasl_find(struct span name,
                                       const struct sasl_facts *facts)
{
    for (size_t i = 0; i < MECHANISM_COUNT; i++)
        if (span_is_case(name, mechanisms[i].name))
            return is_offered(&mechanisms[i], facts) ? &mechanisms[i] : NULL;
    return NULL;
}

bool sasl_client_first(const struct sasl_mechanism *m)
{
    return m->flags & CLIENT_FIRST;
}

bool sasl_server_first_only(const struct sasl_mechanism *m)
{
    return m->flags & NO_INITIAL;
}

/* --- GNU SASL --- */

/* May the user that was named be let in as the one that was asked for? */
static bool names_fit(const struct sasl *x)
{
    const char *name = gsasl_property_fast(x->session, GSASL_AUTHID);
    const char *as = gsasl_property_fast(x->session, GSASL_AUTHZID);

    return name && saslprep_is(span_of(name), x->facts.user) &&
           (!as || !*as || saslprep_is(span_of(as), x->facts.user));
}

/* Whoever is unknown fails later, in the same way as a wrong password. */
static int give_password(const struct sasl *x, Gsasl_session *session)
{
    const struct secret *p = x->facts.password;

    return gsasl_property_set_raw(session, GSASL_PASSWORD, p->at, p->len);
}

static int give_binding(Gsasl_session *session, Gsasl_property property,
                        struct span octets)
{
    struct buf text = {0};
    int rc;

    if (!octets.len)
        return GSASL_NO_CALLBACK;
    base64_encode(&text, octets);
    rc = gsasl_property_set_raw(session, property, text.at, text.len);
    buf_done(&text);
    return rc;
}

static int judge_simple(const struct sasl *x)
{
    struct span given =
        span_of(gsasl_property_fast(x->session, GSASL_PASSWORD));
    bool same = saslprep_is(given, secret_span(x->facts.password));

    return same && names_fit(x) ? GSASL_OK : GSASL_AUTHENTICATION_ERROR;
}

static int on_question(Gsasl *library, Gsasl_session *session,
                       Gsasl_property property)
{
    const struct sasl *x = gsasl_session_hook_get(session);

    if (!x) /* while the session is being made */
        x = gsasl_callback_hook_get(library);
    switch (property) {
    case GSASL_PASSWORD:
        return give_password(x, session);
    case GSASL_VALIDATE_SIMPLE:
        return judge_simple(x);
    case GSASL_CB_TLS_EXPORTER:
        return give_binding(session, property, x->facts.exporter);
    case GSASL_CB_TLS_UNIQUE:
        return give_binding(session, property, x->facts.unique);
    case GSASL_SCRAM_ITER:
        return gsasl_property_set(session, property,
                                  x->facts.few_iterations ? "1000" : "4096");
    default:
        return GSASL_NO_CALLBACK;
    }
}

struct sasl_library *sasl_library_new(void)
{
    Gsasl *library;

    if (gsasl_init(&library) != GSASL_OK)
        return NULL;
    gsasl_callback_set(library, on_question);
    return (struct sasl_library *)library;
}

void sasl_library_free(struct sasl_library *l)
{
    if (l)
        gsasl_done((Gsasl *)l);
}

struct sasl *sasl_new(struct sasl_library *l, const struct sasl_mechanism *m,
                      const struct sasl_facts *facts)
{
    struct sasl *x = xcalloc(1, sizeof *x);

    x->mechanism = m;
    x->facts = *facts;
    if (m->bearer != BEARER_NONE) {
        bearer_init(&x->bearer, m->bearer, facts->user, facts->token);
        return x;
    }
    gsasl_callback_hook_set((Gsasl *)l, x);
    if (gsasl_server_start((Gsasl *)l, m->name, &x->session) != GSASL_OK) {
        free(x);
        return NULL;
    }
    gsasl_session_hook_set(x->session, x);
    return x;
}

void sasl_free(struct sasl *x)
{
    if (!x)
        return;
    if (x->session)
        gsasl_finish(x->session);
    free(x);
}

/* What the library's answer means here. */
static enum sasl_result result_of(struct sasl *x, int rc, bool has_data)
{
    switch (rc) {
    case GSASL_NEEDS_MORE:
        return SASL_CHALLENGE;
    case GSASL_OK:
        if (!names_fit(x))
            return SASL_REFUSED;
        /* POP3 has no data with success (RFC 5034 section 4) */
        x->done = has_data;
        return has_data ? SASL_CHALLENGE : SASL_DONE;
    case GSASL_AUTHENTICATION_ERROR:
        return SASL_REFUSED;
    default:
        return SASL_MALFORMED;
    }
}

static enum sasl_result step_library(struct sasl *x, struct span response,
                                     struct buf *out)
{
    char *data = NULL;
    size_t len = 0;
    int rc = gsasl_step(x->session, response.at, response.len, &data, &len);
    enum sasl_result result = result_of(x, rc, rc == GSASL_OK && len > 0);

    if (result == SASL_CHALLENGE)
        buf_add(out, (struct span){data, len});
    if (data)
        secret_wipe(data, len);
    gsasl_free(data);
    return result;
}

enum sasl_result sasl_step(struct sasl *x, bool has_response,
                           struct span response, struct buf *out)
{
    bool first = !x->begun;

    x->begun = true;
    if (x->done)
        return response.len ? SASL_MALFORMED : SASL_DONE;
    if (!x->session)
        return bearer_step(&x->bearer, response, out);
    if (first && !response.len && x->mechanism->flags & CLIENT_FIRST)
        return SASL_MALFORMED; /* the library takes this for no response */
    if (first && has_response && !(x->mechanism->flags & CLIENT_FIRST)) {
        /* LOGIN: a name that comes early answers the first prompt */
        step_library(x, (struct span){0}, out);
        buf_clear(out);
    }
    return step_library(x, has_response ? response : (struct span){0}, out);
}
