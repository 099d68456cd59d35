/* auth-library.c - CRAM-MD5 (RFC 2195), DIGEST-MD5 (RFC 2831), GSSAPI (RFC
 * 4752) and NTLM, by GNU SASL.
 *
 * The library is told everything beforehand and asked for octets only. Its
 * GSSAPI asks the Kerberos library, which reads the user's tickets and may
 * ask a ticket server: the one mechanism that is no pure function. */
#include <config.h>

#include "net/base/memory.h"
#include "net/pop3/auth-private.h"
#include <gsasl.h>
#include <stdlib.h>

struct library {
    Gsasl *context;
    Gsasl_session *session;
};

/* The session keeps a copy of its own. */
static void set(struct library *l, Gsasl_property property, struct span value)
{
    if (gsasl_property_set_raw(l->session, property, value.at ? value.at : "",
                               value.len) != GSASL_OK)
        abort();
}

static bool refuse(const struct auth *a, int rc, struct error *err)
{
    return error_set(err, ERROR_AUTH, "%s is not possible: %s",
                     a->setup.mechanism->name, gsasl_strerror(rc));
}

static bool start(struct auth *a, struct error *err)
{
    struct library *l = a->state = xcalloc(1, sizeof *l);
    int rc = gsasl_init(&l->context);

    if (rc == GSASL_OK)
        rc = gsasl_client_start(l->context, a->setup.mechanism->name,
                                &l->session);
    if (rc != GSASL_OK)
        return refuse(a, rc, err);
    set(l, GSASL_AUTHID, buf_span(&a->user));
    if (a->authzid.len)
        set(l, GSASL_AUTHZID, buf_span(&a->authzid));
    if (a->setup.secret.len)
        set(l, GSASL_PASSWORD, a->setup.secret);
    set(l, GSASL_SERVICE, SPAN("pop")); /* RFC 5034 section 6 */
    set(l, GSASL_HOSTNAME, buf_span(&a->host));
    return true;
}

/* The library releases its copy of the password without wiping it. */
static void wipe_password(Gsasl_session *session)
{
    const char *password = gsasl_property_fast(session, GSASL_PASSWORD);

    if (password)
        secret_wipe((char *)(uintptr_t)password, strlen(password));
}

static void done(struct auth *a)
{
    struct library *l = a->state;

    if (!l)
        return;
    if (l->session) {
        wipe_password(l->session);
        gsasl_finish(l->session);
    }
    if (l->context)
        gsasl_done(l->context);
    free(l);
}

static bool respond(struct auth *a, struct span challenge, struct buf *out)
{
    struct library *l = a->state;
    char *answer = NULL;
    size_t len = 0;
    int rc = gsasl_step(l->session, challenge.at ? challenge.at : "",
                        challenge.len, &answer, &len);

    if (rc == GSASL_OK || rc == GSASL_NEEDS_MORE) {
        buf_add(out, (struct span){answer, len});
        a->used_secret = a->used_secret || challenge.len;
        secret_wipe(answer, len);
    }
    gsasl_free(answer);
    return rc == GSASL_OK || rc == GSASL_NEEDS_MORE ||
           auth_fail(a, "%s cannot go on: %s", a->setup.mechanism->name,
                     gsasl_strerror(rc));
}

const struct auth_family auth_library = {
    .start = start,
    .respond = respond,
    .done = done,
};
