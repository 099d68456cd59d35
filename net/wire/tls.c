/* tls.c - a TLS connection: the handshake, then the stream.
 *
 * Verification lets the handshake go on whatever it finds, so that everything
 * about a bad certificate is known before it is refused. */
#include <config.h>

#include "net/wire/tls-private.h"

#include "net/base/memory.h"
#include "net/wire/wait.h"

#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- the stream --- */

enum stream_result tls_failure(struct tls *t, struct error *err)
{
    switch (SSL_get_error(t->ssl, 0)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        t->stream.events = stream_poll_events(t->below);
        return STREAM_WAIT;
    case SSL_ERROR_ZERO_RETURN:
        return STREAM_NOTIFY;
    default:
        break;
    }
    if (t->below_result != STREAM_OK) {
        if (err != NULL)
            *err = t->below_error;
        return t->below_result;
    }
    tls_explain_broken(t, err);
    return STREAM_BROKEN;
}

/* Fill at with as many records as are there: a record has 16 KiB at most. */
static enum stream_result tls_read(struct stream *s, char *at, size_t room,
                                   size_t *n_out, struct error *err)
{
    struct tls *t = (struct tls *)s;
    size_t n = 0, more;

    if (t->later != STREAM_OK) {
        if (err != NULL)
            *err = t->later_error;
        return t->later;
    }
    ERR_clear_error();
    t->drained = false;
    do {
        if (SSL_read_ex(t->ssl, at + n, room - n, &more) != 1) {
            t->later = tls_failure(t, &t->later_error);
            break;
        }
        n += more;
    } while (n < room && SSL_has_pending(t->ssl));

    if (t->later == STREAM_WAIT) {
        t->drained = true;
        t->later = STREAM_OK;
        if (n == 0)
            return STREAM_WAIT;
    }
    if (n == 0) {
        if (err != NULL)
            *err = t->later_error;
        return t->later;
    }
    *n_out = n;
    return STREAM_OK;
}

static enum stream_result tls_write(struct stream *s, struct span octets,
                                    size_t *n_out, struct error *err)
{
    struct tls *t = (struct tls *)s;

    ERR_clear_error();
    if (SSL_write_ex(t->ssl, octets.at, octets.len, n_out) == 1)
        return STREAM_OK;
    return tls_failure(t, err);
}

/* More than 0 also for an end that waits to be told. */
static size_t tls_pending(const struct stream *s)
{
    const struct tls *t = (const struct tls *)s;

    if (t->later != STREAM_OK)
        return 1;
    return t->drained ? 0 : (size_t)SSL_has_pending(t->ssl);
}

/* A connection that failed must not be used for a close_notify. */
static void tls_shutdown(struct stream *s)
{
    struct tls *t = (struct tls *)s;

    ERR_clear_error();
    if (t->below_result == STREAM_OK && t->later != STREAM_BROKEN)
        SSL_shutdown(t->ssl);
    stream_shutdown(t->below);
}

static void tls_free(struct stream *s)
{
    struct tls *t = (struct tls *)s;

    SSL_free(t->ssl);
    SSL_CTX_free(t->context);
    BIO_meth_free(t->method);
    if (t->keylog_fd >= 0)
        close(t->keylog_fd);
    stream_free(t->below);
    free(t);
}

static const struct stream_ops tls_ops = {
    .read = tls_read,
    .write = tls_write,
    .pending = tls_pending,
    .shutdown = tls_shutdown,
    .free = tls_free,
};

struct tls *tls_over(struct stream *below)
{
    struct tls *t = xcalloc(1, sizeof *t);

    t->stream.ops = &tls_ops;
    t->stream.fd = stream_fd(below);
    t->below = below;
    t->keylog_fd = -1;
    return t;
}

/* --- what OpenSSL tells on the way --- */

static void on_info(const SSL *ssl, int where, int value)
{
    struct tls *t = SSL_get_app_data(ssl);

    if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT &&
        value >> 8 == SSL3_AL_FATAL)
        snprintf(t->alert, sizeof t->alert, "%s",
                 SSL_alert_desc_string_long(value));
}

static int on_cert_request(SSL *ssl, void *ctx)
{
    struct tls *t = ctx;

    (void)ssl;
    t->cert_requested = true;
    return 1;
}

static bool is_about_time(int code)
{
    return code == X509_V_ERR_CERT_NOT_YET_VALID ||
           code == X509_V_ERR_CERT_HAS_EXPIRED ||
           code == X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD ||
           code == X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD;
}

/* Note the first error of each kind and go on. */
static int on_verify(int ok, X509_STORE_CTX *store)
{
    SSL *ssl =
        X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    struct tls *t = SSL_get_app_data(ssl);
    int code = X509_STORE_CTX_get_error(store);

    if (ok)
        return 1;
    if (!is_about_time(code)) {
        if (t->chain_code == X509_V_OK)
            t->chain_code = code;
    } else if (t->time_code == X509_V_OK) {
        t->time_code = code;
        if (X509_STORE_CTX_get_error_depth(store) > 0)
            X509_NAME_oneline(
                X509_get_subject_name(X509_STORE_CTX_get_current_cert(store)),
                t->time_subject, sizeof t->time_subject);
    }
    return 1;
}

/* --- the handshake --- */

static bool has_sni(const struct tls_options *opt)
{
    return opt->name != NULL && opt->name[0] != '\0' &&
           !tls_name_is_literal(opt->name);
}

/* RFC 6066 section 3: without the dot at the end. */
static void set_sni(SSL *ssl, const char *name)
{
    char *copy = xstrdup(name);
    size_t len = strlen(copy);

    if (copy[len - 1] == '.')
        copy[len - 1] = '\0';
    SSL_set_tlsext_host_name(ssl, copy);
    free(copy);
}

static bool connection_make(struct tls *t, const struct tls_options *opt,
                            struct error *err)
{
    t->ssl = SSL_new(t->context);
    if (t->ssl == NULL)
        return error_set(err, ERROR_INPUT, "OpenSSL does not start: %s",
                         ERR_reason_error_string(ERR_peek_error()));
    SSL_set_app_data(t->ssl, t);
    SSL_set_info_callback(t->ssl, on_info);
    SSL_set_cert_cb(t->ssl, on_cert_request, t);
    SSL_set_verify(t->ssl, SSL_VERIFY_NONE, on_verify);
    SSL_set_tlsext_status_type(t->ssl, TLSEXT_STATUSTYPE_ocsp);
    if (has_sni(opt))
        set_sni(t->ssl, opt->name);
    tls_bio_attach(t);
    SSL_set_connect_state(t->ssl);
    return true;
}

/* Shake hands, waiting as long as allowed. STREAM_WAIT: the time is up. */
static enum stream_result shake(struct tls *t, const struct tls_options *opt,
                                bool *cancelled_out)
{
    uint64_t deadline = deadline_in(opt->timeout_ms);
    enum stream_result result;

    for (;;) {
        ERR_clear_error();
        if (SSL_do_handshake(t->ssl) == 1)
            return STREAM_OK;
        result = tls_failure(t, NULL);
        if (result != STREAM_WAIT)
            return result;
        switch (wait_for(t->stream.fd, t->stream.events, deadline,
                         opt->cancel_fd)) {
        case WAIT_READY:
            break;
        case WAIT_TIMEOUT:
            return STREAM_WAIT;
        case WAIT_CANCELLED:
            *cancelled_out = true;
            return STREAM_WAIT;
        }
    }
}

static bool handshake(struct tls *t, const struct tls_options *opt,
                      struct tls_facts *facts, struct error *err)
{
    uint64_t began = clock_ns();
    bool cancelled = false;
    enum stream_result result = shake(t, opt, &cancelled);

    facts->handshake_ns = clock_ns() - began;
    if (cancelled)
        return error_set(err, ERROR_CANCELLED,
                         "stopped during the TLS handshake");
    if (result != STREAM_OK)
        tls_explain_handshake(t, opt, result, facts, err);
    tls_facts_read(t, opt, facts);
    return result == STREAM_OK;
}

struct stream *tls_start(struct stream *below, const struct tls_options *opt,
                         struct tls_facts *facts_out, struct error *err)
{
    struct tls *t = tls_over(below);

    *facts_out = (struct tls_facts){0};
    if (!tls_context_make(t, opt, facts_out->trust_store,
                          sizeof facts_out->trust_store, err) ||
        !connection_make(t, opt, err) || !handshake(t, opt, facts_out, err))
        goto fail;
    if (!facts_out->verified && !opt->insecure) {
        tls_explain_certificate(t, opt, facts_out, err);
        stream_shutdown(&t->stream);
        goto fail;
    }
    return &t->stream;
fail:
    stream_free(&t->stream);
    return NULL;
}

/* --- channel binding --- */

/* RFC 9266 section 2; below TLS 1.3 only with the extended master secret. */
static bool bind_exporter(SSL *ssl, unsigned char *out, size_t *len_inout)
{
    static const char label[] = "EXPORTER-Channel-Binding";

    if (*len_inout < 32)
        return false;
    if (SSL_version(ssl) < TLS1_3_VERSION && SSL_get_extms_support(ssl) != 1)
        return false;
    *len_inout = 32;
    return SSL_export_keying_material(ssl, out, 32, label, sizeof label - 1,
                                      (const unsigned char *)"", 0, 1) == 1;
}

/* RFC 5929 section 3: the first Finished message, which is the client's but
 * for a resumed session. Ours, where we are that side. */
static bool bind_unique(SSL *ssl, unsigned char *out, size_t *len_inout)
{
    bool ours = (SSL_is_server(ssl) != 0) == (SSL_session_reused(ssl) != 0);
    size_t len;

    if (SSL_version(ssl) >= TLS1_3_VERSION)
        return false;
    len = ours ? SSL_get_finished(ssl, out, *len_inout)
               : SSL_get_peer_finished(ssl, out, *len_inout);
    if (len == 0 || len > *len_inout)
        return false;
    *len_inout = len;
    return true;
}

bool tls_channel_binding(struct stream *s, const char *type, unsigned char *out,
                         size_t *len_inout)
{
    struct tls *t = (struct tls *)s;

    if (s == NULL || s->ops != &tls_ops)
        return false;
    if (strcmp(type, "tls-exporter") == 0)
        return bind_exporter(t->ssl, out, len_inout);
    if (strcmp(type, "tls-unique") == 0)
        return bind_unique(t->ssl, out, len_inout);
    return false;
}
