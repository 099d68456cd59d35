/* tls.h - TLS as a stream over another stream, by OpenSSL.
 *
 * Verifies chain, validity and name (RFC 7817, RFC 6125) unless told not to,
 * and reports what it saw as plain facts, so that rules can judge them
 * without OpenSSL. Trust is loaded at the first handshake only. */
#ifndef POP3SH_WIRE_TLS_H
#define POP3SH_WIRE_TLS_H

#include "net/pop3/tls-facts.h"
#include "net/wire/stream.h"

struct tls_options {
    const char *name;    /* host name to verify and to send as SNI (A-label;
                            an IP literal is verified, never sent) */
    const char *ca;      /* PEM file or hashed directory; NULL: the system's */
    struct span trust;   /* PEM, instead of ca: one certificate; or empty */
    const char *cert;    /* client certificate, PEM; NULL: none */
    const char *key;     /* its key, PEM; NULL: in the file of cert */
    const char *keylog;  /* file for NSS key log lines, appended, 0600 */
    int version_min;     /* TLS1_VERSION ...; 0: TLS 1.2 */
    int version_max;     /* 0: the highest there is */
    bool insecure;       /* go on with a certificate that fails */
    unsigned timeout_ms; /* for the handshake */
    int cancel_fd;       /* as in struct dial_options */
};

/* Do the handshake over below, which is taken over in every case. Waits at
 * most timeout_ms.
 *
 * Returns the stream, or NULL with *err: ERROR_TLS (for a failed certificate
 * the sentence says which check failed, why, and the way out: --ca,
 * --tls-name or --insecure), ERROR_NETWORK (connection lost, timeout),
 * ERROR_INPUT (a certificate or key file cannot be used) or ERROR_CANCELLED.
 * *facts_out is filled as far as known, also on failure. */
struct stream *tls_start(struct stream *below, const struct tls_options *opt,
                         struct tls_facts *facts_out, struct error *err);

/* Read "1.0" to "1.3"; 0 when it is none of these. */
int tls_version(const char *text);

/* The channel binding of a finished handshake, for SCRAM-*-PLUS: type is
 * "tls-exporter" or "tls-unique". False when this stream has none. */
bool tls_channel_binding(struct stream *s, const char *type, unsigned char *out,
                         size_t *len_inout);

/* The A-label form of a host name (RFC 5891, through libidn2); literals and
 * ASCII names come back lower-cased. False and *err (ERROR_USAGE) when it is
 * no host name. out must hold 256 octets. */
bool tls_idna(const char *host, char *out, struct error *err);

/* Can the key log be written at path? Makes the file, as the first handshake
 * would. False and *err (ERROR_INPUT) when not. */
bool tls_keylog_check(const char *path, struct error *err);

#endif
