/* tls-look.h - what a TLS server without a certificate of its own shows.
 *
 * A look has a name; NULL, or one that is not known, is the good look. For
 * tls-server.c. */
#ifndef POP3SH_WIRE_TLS_LOOK_H
#define POP3SH_WIRE_TLS_LOOK_H

#include <openssl/ssl.h>
#include <stdbool.h>

/* Make a key and a certificate, and let context show it. False when OpenSSL
 * does not. */
bool tls_look_certificate(SSL_CTX *context, const char *name);

/* Versions, ciphers and what is asked of the client. */
void tls_look_settings(SSL_CTX *context, const char *name);

#endif
