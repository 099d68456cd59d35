/* tls-server.c - a certificate, and connections that show it. */
#include <config.h>

#include "net/wire/tls-server.h"

#include "net/base/memory.h"
#include "net/wire/tls-look.h"
#include "net/wire/tls-private.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct tls_server {
    SSL_CTX *context;
    struct buf pem; /* of the certificate */
};

/* --- the server --- */

static bool keep_pem(struct tls_server *t)
{
    BIO *memory = BIO_new(BIO_s_mem());
    char *at = NULL;
    bool ok =
        memory != NULL &&
        PEM_write_bio_X509(memory, SSL_CTX_get0_certificate(t->context)) == 1;
    long len = ok ? BIO_get_mem_data(memory, &at) : 0;

    if (len > 0)
        buf_add(&t->pem, (struct span){at, (size_t)len});
    BIO_free(memory);
    return len > 0;
}

static bool use_certificate(struct tls_server *t, const char *cert,
                            const char *key, const char *look,
                            struct error *err)
{
    if (cert != NULL)
        return tls_context_certificate(t->context, cert, key, err);
    return tls_look_certificate(t->context, look) ||
           error_set(err, ERROR_INPUT,
                     "no certificate can be made (%s); give one "
                     "by --cert",
                     ERR_reason_error_string(ERR_peek_error()));
}

struct tls_server *tls_server_new(const char *cert, const char *key,
                                  const char *look, struct error *err)
{
    struct tls_server *t = xcalloc(1, sizeof *t);

    ERR_clear_error();
    t->context = SSL_CTX_new(TLS_server_method());
    if (t->context == NULL) {
        error_set(err, ERROR_INPUT,
                  "OpenSSL does not start (%s); check its configuration file",
                  ERR_reason_error_string(ERR_peek_error()));
        goto fail;
    }
    SSL_CTX_set_min_proto_version(t->context, TLS1_2_VERSION);
    SSL_CTX_set_mode(t->context, SSL_MODE_ENABLE_PARTIAL_WRITE |
                                     SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                     SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_options(t->context, SSL_OP_NO_RENEGOTIATION |
                                        SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_cache_mode(t->context, SSL_SESS_CACHE_OFF);
    /* tickets would be resumptions that nobody here wants to tell apart */
    SSL_CTX_set_num_tickets(t->context, 0);
    SSL_CTX_set_options(t->context, SSL_OP_NO_TICKET);
    tls_look_settings(t->context, look);
    if (!use_certificate(t, cert, key, look, err))
        goto fail;
    if (!keep_pem(t)) {
        error_set(err, ERROR_INPUT, "--cert has no certificate");
        goto fail;
    }
    return t;
fail:
    tls_server_free(t);
    return NULL;
}

void tls_server_free(struct tls_server *t)
{
    if (t == NULL)
        return;
    SSL_CTX_free(t->context);
    buf_done(&t->pem);
    free(t);
}

struct span tls_server_certificate(const struct tls_server *t)
{
    return buf_span(&t->pem);
}

/* --- a connection --- */

struct stream *tls_accept(struct stream *below, struct tls_server *server)
{
    struct tls *t = tls_over(below);

    t->ssl = SSL_new(server->context);
    if (t->ssl == NULL)
        memory_exhausted(0);
    SSL_set_app_data(t->ssl, t);
    tls_bio_attach(t);
    SSL_set_accept_state(t->ssl);
    return &t->stream;
}

enum stream_result tls_accept_step(struct stream *s, struct error *err)
{
    struct tls *t = (struct tls *)s;
    enum stream_result result;

    ERR_clear_error();
    if (SSL_do_handshake(t->ssl) == 1)
        return STREAM_OK;
    result = tls_failure(t, err);
    if (result != STREAM_WAIT && result != STREAM_BROKEN)
        error_set(err, ERROR_TLS,
                  "the client left in the middle of the handshake");
    return result;
}
