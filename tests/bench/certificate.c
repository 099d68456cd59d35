/* certificate.c - makes the key and the certificate of the source. */
#include <config.h>

#include "tests/bench/certificate.h"
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdbool.h>

static bool add_extension(X509 *x, int nid, const char *value)
{
    X509V3_CTX ctx;

    X509V3_set_ctx_nodb(&ctx);
    X509V3_set_ctx(&ctx, x, x, NULL, NULL, 0);
    X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    bool added = e && X509_add_ext(x, e, -1);
    X509_EXTENSION_free(e);
    return added;
}

static X509 *make_certificate(EVP_PKEY *key)
{
    X509 *x = X509_new();

    if (!x)
        return NULL;
    X509_NAME *name = X509_get_subject_name(x);
    bool made =
        X509_set_version(x, X509_VERSION_3) &&
        ASN1_INTEGER_set(X509_get_serialNumber(x), 1) &&
        X509_gmtime_adj(X509_getm_notBefore(x), -3600) &&
        X509_gmtime_adj(X509_getm_notAfter(x), 86400) &&
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                   (const unsigned char *)"localhost", -1, -1,
                                   0) &&
        X509_set_issuer_name(x, name) && X509_set_pubkey(x, key) &&
        add_extension(x, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1") &&
        add_extension(x, NID_basic_constraints, "critical,CA:TRUE") &&
        X509_sign(x, key, EVP_sha256());
    if (!made) {
        X509_free(x);
        return NULL;
    }
    return x;
}

static bool write_pem(X509 *x, const char *path)
{
    BIO *file = BIO_new_file(path, "w");
    bool written = file && PEM_write_bio_X509(file, x);

    BIO_free(file);
    return written;
}

SSL_CTX *certificate_context(const char *pem_path)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *x = key ? make_certificate(key) : NULL;
    bool ready =
        ctx && x && SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION) &&
        SSL_CTX_use_certificate(ctx, x) && SSL_CTX_use_PrivateKey(ctx, key) &&
        (!pem_path || write_pem(x, pem_path));

    X509_free(x);
    EVP_PKEY_free(key);
    if (ready)
        return ctx;
    SSL_CTX_free(ctx);
    return NULL;
}
