/* tls-facts.h - what a TLS handshake showed, as plain facts.
 *
 * Filled by whoever did the handshake, read by the rules and the renderers;
 * no OpenSSL in it. */
#ifndef POP3SH_POP3_TLS_FACTS_H
#define POP3SH_POP3_TLS_FACTS_H

#include <stdbool.h>
#include <stdint.h>

enum { TLS_NAMES_MOST = 32, TLS_CHAIN_MOST = 16 };

/* What a certificate of the chain says. Strings are printable. */
struct tls_certificate {
    char subject[256], issuer[256]; /* RFC 2253 form */
    int64_t not_before, not_after;  /* seconds since 1970, UTC */
    char key_type[32];              /* "RSA", "EC", "ED25519" ... */
    int key_bits;
    char signature[48]; /* "sha256WithRSAEncryption" */
    bool self_issued;   /* subject equals issuer */
};

struct tls_facts {
    bool on_paper;    /* read from a transcript: of what is below only version,
                         cipher, verified and verify_error are known, and
                         verified only when it is true or verify_error tells why
                         not */
    char version[16]; /* "TLSv1.3" */
    int version_number; /* 0x0304 */
    char cipher[64];    /* "TLS_AES_256_GCM_SHA384" */
    int cipher_bits;
    char key_exchange[32]; /* "X25519", "RSA" (no forward secrecy) ... */
    bool forward_secrecy, aead, compressed, secure_renegotiation;
    bool client_cert_requested, client_cert_sent;
    /* identity */
    bool verified; /* chain, time and name are all good */
    bool chain_ok, time_ok, name_ok;
    char verify_error[160]; /* why not, in words; empty when verified */
    int verify_code;        /* X509_V_..., 0 when the chain is good */
    char trust_store[256];  /* which store was used */
    bool name_matched_cn;   /* by CN only, there being no dNSName */
    char names[TLS_NAMES_MOST][256]; /* dNSName and iPAddress entries */
    int names_count, names_total;
    struct tls_certificate chain[TLS_CHAIN_MOST]; /* as sent, leaf first */
    int chain_count;
    bool chain_incomplete; /* trusted only with certificates not sent */
    bool ocsp_stapled, ocsp_revoked;
    char pin_sha256[64]; /* base64 SHA-256 of the leaf's public key */
    char alert[64];      /* the alert the peer sent, if it ended so */
    uint64_t handshake_ns;
    /* before the failure, when there was one */
    bool peer_spoke_plain; /* what came was no TLS record */
    char peer_plain[64];   /* its beginning, printable */
};

#endif
