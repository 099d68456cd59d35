/* wire-certs.h - certificates made on the spot, and a server that shows them,
 * for tests of TLS. */
#ifndef POP3SH_TESTS_WIRE_CERTS_H
#define POP3SH_TESTS_WIRE_CERTS_H

#include "tests/unit/wire-peer.h"

#include <openssl/ssl.h>

/* What to put into a certificate. */
struct cert_wish {
    const char *cn;      /* NULL: none */
    const char *alt;     /* subjectAltName as in openssl.cnf; NULL: none */
    const char *raw_dns; /* one dNSName of raw_dns_len octets; NULL: none */
    int raw_dns_len;
    int from_days, to_days; /* validity, relative to now */
    int is_ca;
    int rsa_bits; /* 0: a P-256 key */
};

struct cert {
    X509 *x509;
    EVP_PKEY *key;
};

/* Issued by ca, or by itself when ca is NULL. */
struct cert cert_make(const struct cert_wish *wish, const struct cert *ca);
void cert_free(struct cert *c);

/* Write certificates in PEM to a new temporary file; its name is owned by the
 * caller, who removes it. */
char *pem_file(X509 *const *certificates, int count, EVP_PKEY *key);

/* A server context with this certificate and, behind it, chain (or NULL). */
SSL_CTX *server_context(const struct cert *c, X509 *chain);

/* A server thread that shakes hands and then does what serve says; without a
 * serve it waits for the client to leave. */
typedef void tls_peer_fn(SSL *ssl, void *ctx);

struct tls_peer {
    struct peer peer;
    SSL_CTX *context; /* borrowed */
    tls_peer_fn *serve;
    void *ctx;
    bool accepted; /* the handshake succeeded; valid after peer_join */
};

void tls_peer_start(struct tls_peer *p, SSL_CTX *context, tls_peer_fn *serve,
                    void *ctx);

#endif
