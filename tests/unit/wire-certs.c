/* wire-certs.c - a small certification authority in memory, and a TLS
 * server of one connection. */
#include <config.h>

#include "tests/unit/wire-certs.h"

#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void add_extension(X509 *x, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX ctx;
    X509_EXTENSION *extension;

    X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
    extension = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    if (extension == NULL)
        abort();
    X509_add_ext(x, extension, -1);
    X509_EXTENSION_free(extension);
}

/* A dNSName that openssl.cnf cannot say: with NUL inside, for one. */
static void add_raw_dns(X509 *x, const char *name, int len)
{
    GENERAL_NAMES *names = GENERAL_NAMES_new();
    GENERAL_NAME *entry = GENERAL_NAME_new();
    ASN1_IA5STRING *string = ASN1_IA5STRING_new();

    ASN1_STRING_set(string, name, len);
    GENERAL_NAME_set0_value(entry, GEN_DNS, string);
    sk_GENERAL_NAME_push(names, entry);
    X509_add1_ext_i2d(x, NID_subject_alt_name, names, 0, 0);
    GENERAL_NAMES_free(names);
}

struct cert cert_make(const struct cert_wish *wish, const struct cert *ca)
{
    struct cert c = {X509_new(), wish->rsa_bits != 0
                                     ? EVP_RSA_gen((unsigned)wish->rsa_bits)
                                     : EVP_EC_gen("P-256")};
    X509 *issuer = ca != NULL ? ca->x509 : c.x509;
    X509_NAME *name = X509_get_subject_name(c.x509);
    unsigned char serial[2];

    X509_set_version(c.x509, 2);
    RAND_bytes(serial, sizeof serial);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(c.x509),
                            serial[0] << 8 | serial[1] | 0x10000);
    if (wish->cn != NULL)
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                   (const unsigned char *)wish->cn, -1, -1, 0);
    X509_set_issuer_name(c.x509, X509_get_subject_name(issuer));
    X509_gmtime_adj(X509_getm_notBefore(c.x509), wish->from_days * 86400L);
    X509_gmtime_adj(X509_getm_notAfter(c.x509), wish->to_days * 86400L);
    X509_set_pubkey(c.x509, c.key);
    if (wish->is_ca)
        add_extension(c.x509, issuer, NID_basic_constraints,
                      "critical,CA:TRUE");
    if (wish->alt != NULL)
        add_extension(c.x509, issuer, NID_subject_alt_name, wish->alt);
    if (wish->raw_dns != NULL)
        add_raw_dns(c.x509, wish->raw_dns, wish->raw_dns_len);
    X509_sign(c.x509, ca != NULL ? ca->key : c.key, EVP_sha256());
    return c;
}

void cert_free(struct cert *c)
{
    X509_free(c->x509);
    EVP_PKEY_free(c->key);
}

char *pem_file(X509 *const *certificates, int count, EVP_PKEY *key)
{
    char *path = strdup(P_tmpdir "/pop3sh-test-XXXXXX");
    FILE *file = fdopen(mkstemp(path), "w");

    if (file == NULL)
        abort();
    for (int i = 0; i < count; i++)
        PEM_write_X509(file, certificates[i]);
    if (key != NULL)
        PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL);
    fclose(file);
    return path;
}

SSL_CTX *server_context(const struct cert *c, X509 *chain)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());

    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_use_certificate(context, c->x509);
    SSL_CTX_use_PrivateKey(context, c->key);
    if (chain != NULL)
        SSL_CTX_add1_chain_cert(context, chain);
    return context;
}

static void serve_tls(int fd, void *ctx)
{
    struct tls_peer *p = ctx;
    SSL *ssl = SSL_new(p->context);
    char waste[16];

    SSL_set_fd(ssl, fd);
    p->accepted = SSL_accept(ssl) == 1;
    if (p->accepted && p->serve != NULL)
        p->serve(ssl, p->ctx);
    else if (p->accepted)
        while (SSL_read(ssl, waste, sizeof waste) > 0)
            continue;
    SSL_free(ssl);
}

void tls_peer_start(struct tls_peer *p, SSL_CTX *context, tls_peer_fn *serve,
                    void *ctx)
{
    signal(SIGPIPE, SIG_IGN); /* OpenSSL's own socket BIO raises it */
    p->context = context;
    p->serve = serve;
    p->ctx = ctx;
    p->accepted = false;
    peer_start(&p->peer, serve_tls, p);
}
