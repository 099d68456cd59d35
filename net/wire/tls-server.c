/* tls-server.c - a certificate, and connections that show it. */
#include <config.h>

#include "net/wire/tls-server.h"

#include "net/base/memory.h"
#include "net/wire/tls-private.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DAYS = 90, AN_HOUR = 3600, A_DAY = 86400 };

struct tls_server {
    SSL_CTX *context;
    struct buf pem; /* of the certificate */
};

/* --- a certificate of our own --- */

static bool add_extension(X509 *x, int nid, const char *value)
{
    X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
    bool ok = e != NULL && X509_add_ext(x, e, -1) == 1;

    X509_EXTENSION_free(e);
    return ok;
}

static bool set_serial(X509 *x)
{
    uint64_t serial;

    return RAND_bytes((unsigned char *)&serial, sizeof serial) == 1 &&
           ASN1_INTEGER_set_uint64(X509_get_serialNumber(x), serial >> 1) == 1;
}

static bool fill_certificate(X509 *x, EVP_PKEY *key)
{
    X509_NAME *name = X509_get_subject_name(x);

    return X509_set_version(x, X509_VERSION_3) == 1 && set_serial(x) &&
           X509_gmtime_adj(X509_getm_notBefore(x), -AN_HOUR) != NULL &&
           X509_gmtime_adj(X509_getm_notAfter(x), (long)DAYS * A_DAY) != NULL &&
           X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                      (const unsigned char *)"localhost", -1,
                                      -1, 0) == 1 &&
           X509_set_issuer_name(x, name) == 1 && X509_set_pubkey(x, key) == 1 &&
           add_extension(x, NID_subject_alt_name,
                         "DNS:localhost,IP:127.0.0.1,IP:::1") &&
           add_extension(x, NID_basic_constraints, "critical,CA:TRUE") &&
           add_extension(x, NID_key_usage,
                         "critical,digitalSignature,keyCertSign") &&
           add_extension(x, NID_ext_key_usage, "serverAuth") &&
           X509_sign(x, key, EVP_sha256()) != 0;
}

static bool use_own(struct tls_server *t)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *x = X509_new();
    bool ok = key != NULL && x != NULL && fill_certificate(x, key) &&
              SSL_CTX_use_certificate(t->context, x) == 1 &&
              SSL_CTX_use_PrivateKey(t->context, key) == 1;

    X509_free(x);
    EVP_PKEY_free(key);
    return ok;
}

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
                            const char *key, struct error *err)
{
    if (cert != NULL)
        return tls_context_certificate(t->context, cert, key, err);
    return use_own(t) || error_set(err, ERROR_INPUT,
                                   "no certificate can be made (%s); give one "
                                   "by --cert",
                                   ERR_reason_error_string(ERR_peek_error()));
}

struct tls_server *tls_server_new(const char *cert, const char *key,
                                  struct error *err)
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
    if (!use_certificate(t, cert, key, err))
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
