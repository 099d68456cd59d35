/* test-auth-library.c - our client against the server side of GNU SASL. */
#include <config.h>

#include "net/base/base64.h"
#include "net/pop3/auth.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <gsasl.h>

TestSuite(auth_library, .timeout = 10);

#define BINDING "0123456789abcdef0123456789abcdef"

static const char *password;

static int answer(Gsasl *context, Gsasl_session *session,
                  Gsasl_property property)
{
    struct buf binding = {0};
    const char *value = NULL;

    (void)context;
    switch (property) {
    case GSASL_PASSWORD:
        value = password;
        break;
    case GSASL_SCRAM_ITER:
        value = "4096";
        break;
    case GSASL_CB_TLS_EXPORTER:
        base64_encode(&binding, SPAN(BINDING));
        value = buf_text(&binding);
        break;
    default:
        break;
    }
    if (value)
        gsasl_property_set(session, property, value);
    buf_done(&binding);
    return value ? GSASL_OK : GSASL_NO_CALLBACK;
}

/* Everything up to success or refusal; GNU SASL's verdict is *rc_out. */
static enum auth_turn run(struct auth *a, Gsasl_session *session, bool initial,
                          int *rc_out)
{
    struct buf line = {0};
    enum auth_turn turn = AUTH_SEND;
    char *challenge = NULL;
    bool first = true;

    *rc_out = GSASL_NEEDS_MORE;
    cr_assert(auth_begin(a, initial, &line));
    while (turn == AUTH_SEND) {
        size_t cut =
            first ? span_find(span_from(buf_span(&line), 5), ' ') + 6 : 0;
        const char *response =
            cut > line.len ? "" : buf_text(&line) + (first ? cut : 0);

        if (*rc_out == GSASL_NEEDS_MORE &&
            !(first && !*response &&
              (auth_mechanism(a)->flags & MECHANISM_CLIENT_FIRST)))
            *rc_out = gsasl_step64(session, response, &challenge);
        first = false;
        buf_clear(&line);
        if (*rc_out == GSASL_NEEDS_MORE ||
            (*rc_out == GSASL_OK && challenge && *challenge))
            turn = auth_next(a, STATUS_CONTINUE, span_of(challenge), &line);
        else
            turn = auth_next(a, *rc_out == GSASL_OK ? STATUS_OK : STATUS_ERR,
                             (struct span){0}, &line);
        gsasl_free(challenge);
        challenge = NULL;
    }
    buf_done(&line);
    return turn;
}

static enum auth_turn login(const char *mechanism, const char *secret,
                            bool initial, bool could_bind, int *rc_out)
{
    struct auth_setup setup = {
        .mechanism = mechanism_find(span_of(mechanism)),
        .user = SPAN("us=er,\xc3\xa4"),
        .secret = span_of(secret),
        .host = SPAN("pop.example.com"),
        .binding_type = "tls-exporter",
        .binding = SPAN(BINDING),
        .could_bind = could_bind,
    };
    Gsasl *context = NULL;
    Gsasl_session *session = NULL;
    struct error err = {0};

    cr_assert(eq(int, gsasl_init(&context), GSASL_OK));
    gsasl_callback_set(context, answer);
    cr_assert(
        eq(int, gsasl_server_start(context, mechanism, &session), GSASL_OK));
    struct auth *a = auth_new(&setup, &err);
    cr_assert(a != NULL, "%s", err.what);
    enum auth_turn turn = run(a, session, initial, rc_out);
    auth_free(a);
    gsasl_finish(session);
    gsasl_done(context);
    return turn;
}

static const char *const with_password[] = {
    "SCRAM-SHA-1",        "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS",
    "SCRAM-SHA-256-PLUS", "CRAM-MD5",      "DIGEST-MD5",
};

Test(auth_library, both_ends_agree_on_the_password)
{
    int rc;

    password = "pen\xc3\xa7il";
    for (size_t i = 0; i < sizeof with_password / sizeof *with_password; i++) {
        const char *name = with_password[i];
        bool first =
            mechanism_find(span_of(name))->flags & MECHANISM_CLIENT_FIRST;

        cr_expect(eq(int, login(name, password, false, false, &rc), AUTH_IN),
                  "%s: %s", name, gsasl_strerror(rc));
        if (first)
            cr_expect(eq(int, login(name, password, true, false, &rc), AUTH_IN),
                      "%s, at once", name);
        cr_expect(
            eq(int, login(name, "stylus", false, false, &rc), AUTH_REFUSED),
            "%s", name);
        cr_expect(ne(int, rc, GSASL_OK));
    }
}

/* RFC 5802 section 6: a server that can bind must refuse "y", which says that
 * somebody took its -PLUS out of the list. */
Test(auth_library, a_server_that_can_bind_refuses_who_was_kept_from_it)
{
    int rc;

    password = "pencil";
    cr_expect(
        eq(int, login("SCRAM-SHA-256", "pencil", true, false, &rc), AUTH_IN));
    login("SCRAM-SHA-256", "pencil", true, true, &rc);
    cr_expect(ne(int, rc, GSASL_OK));
}
