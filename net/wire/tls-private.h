/* tls-private.h - what the tls-*.c files share and nobody else may see.
 *
 * tls.c owns the connection; the others are its steps: tls-context.c turns
 * options into an SSL_CTX, tls-bio.c lets OpenSSL read and write a stream,
 * tls-identity.c compares names, tls-facts.c reads what was negotiated and
 * presented, tls-explain.c puts failures into sentences. */
#ifndef POP3SH_WIRE_TLS_PRIVATE_H
#define POP3SH_WIRE_TLS_PRIVATE_H

#include "net/base/buf.h"
#include "net/wire/tls.h"

#include <openssl/ssl.h>

enum { TLS_READ_BUFFER = 64 * 1024, TLS_FIRST_MOST = 64 };

struct tls {
    struct stream stream;
    struct stream *below; /* owned */
    SSL_CTX *context;     /* owned; NULL: a server's */
    SSL *ssl;
    BIO_METHOD *method;
    int keylog_fd; /* -1: none */

    /* how the stream below ended, once it did; else STREAM_OK */
    enum stream_result below_result;
    struct error below_error;
    /* the first octets the peer sent, as they were on the wire */
    char first[TLS_FIRST_MOST];
    size_t first_len;

    /* an end met while octets were still to be handed over */
    enum stream_result later;
    struct error later_error;
    bool drained; /* the last read found nothing more */

    /* noted during the handshake */
    char alert[64];        /* fatal alert of the peer */
    bool cert_requested;   /* the server asked for a client certificate */
    int chain_code;        /* first verification error but for dates */
    int time_code;         /* first error about dates */
    char time_subject[80]; /* of the certificate with that date; "" for leaf */
};

/* --- tls.c --- */

/* A stream over below, which is taken over; without its ssl so far. */
struct tls *tls_over(struct stream *below);

/* What the SSL call that just failed means; STREAM_WAIT sets what to poll
 * for. */
enum stream_result tls_failure(struct tls *t, struct error *err);

/* --- tls-context.c --- */

/* Make t->context as opt wants it, and open the key log. *store_out gets the
 * name of the trust store. False and *err (ERROR_INPUT, ERROR_USAGE). */
bool tls_context_make(struct tls *t, const struct tls_options *opt,
                      char *store_out, size_t store_room, struct error *err);

/* Use certificate and key of PEM files; a key of NULL is in the file of cert.
 * False and *err (ERROR_INPUT). */
bool tls_context_certificate(SSL_CTX *context, const char *cert,
                             const char *key, struct error *err);

/* --- tls-bio.c --- */

/* Let t->ssl read and write t->below; notes below_result and first. */
void tls_bio_attach(struct tls *t);

/* --- tls-identity.c --- */

/* List the dNSName and iPAddress entries of leaf in facts. */
void tls_identity_names(X509 *leaf, struct tls_facts *facts);

/* True when leaf is good for name (RFC 7817 section 3, RFC 6125 section 6);
 * *by_cn_out tells that only its CN says so. */
bool tls_identity_match(X509 *leaf, const char *name, bool *by_cn_out);

bool tls_name_is_literal(const char *name);

/* --- tls-facts.c --- */

/* What is known of the connection and the certificates, into facts. */
void tls_facts_read(const struct tls *t, const struct tls_options *opt,
                    struct tls_facts *facts);

/* --- tls-explain.c --- */

/* Fill facts->verify_error from the other facts of a failed verification. */
void tls_explain_verdict(const struct tls *t, const struct tls_options *opt,
                         struct tls_facts *facts);

/* Set *err for a certificate that was not accepted. Always false. */
bool tls_explain_certificate(const struct tls *t, const struct tls_options *opt,
                             const struct tls_facts *facts, struct error *err);

/* Set *err for a handshake that failed with result. Always false. */
bool tls_explain_handshake(const struct tls *t, const struct tls_options *opt,
                           enum stream_result result, struct tls_facts *facts,
                           struct error *err);

/* Set *err for what OpenSSL says went wrong on an established connection. */
void tls_explain_broken(const struct tls *t, struct error *err);

#endif
