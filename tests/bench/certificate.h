/* certificate.h - TLS for the benchmark's source: a certificate made on the
 * spot. */
#ifndef POP3SH_BENCH_CERTIFICATE_H
#define POP3SH_BENCH_CERTIFICATE_H

#include <openssl/ssl.h>

/* A server context for TLS 1.3 only, with a fresh key and a certificate for
 * localhost and 127.0.0.1 that signs itself and is good for a day; written as
 * PEM to pem_path unless that is NULL. NULL on failure, OpenSSL knows why. */
SSL_CTX *certificate_context(const char *pem_path);

#endif
