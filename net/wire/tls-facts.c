/* tls-facts.c - what was negotiated and what was presented, as plain values.
 *
 * Reads only; whether it is good enough is for tls.c and the rules. */
#include <config.h>

#include "net/wire/tls-private.h"

#include "net/base/base64.h"
#include "net/base/text.h"
#include "net/wire/clock.h"

#include <openssl/ocsp.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define COPY(array, text) copy((array), sizeof(array), (text))

static void copy(char *out, size_t room, const char *text)
{
    snprintf(out, room, "%s", text != NULL ? text : "");
}

/* --- the connection --- */

/* The group of an ephemeral key exchange, or the kind of a static one. */
static void read_key_exchange(SSL *ssl, const SSL_CIPHER *cipher,
                              struct tls_facts *facts)
{
    EVP_PKEY *key = NULL;
    char group[sizeof facts->key_exchange] = "";
    int kind = SSL_CIPHER_get_kx_nid(cipher);

    facts->forward_secrecy = kind != NID_kx_rsa && kind != NID_kx_psk;
    if (SSL_get_peer_tmp_key(ssl, &key) != 1) {
        COPY(facts->key_exchange, kind == NID_kx_rsa ? "RSA" : "unknown");
        return;
    }
    if (EVP_PKEY_is_a(key, "DH"))
        snprintf(group, sizeof group, "DH %d", EVP_PKEY_get_bits(key));
    else if (!EVP_PKEY_is_a(key, "EC") ||
             EVP_PKEY_get_group_name(key, group, sizeof group, NULL) != 1)
        COPY(group, EVP_PKEY_get0_type_name(key));
    if (strcmp(group, "prime256v1") == 0)
        COPY(group, "P-256");
    COPY(facts->key_exchange, group);
    EVP_PKEY_free(key);
}

static void read_connection(const struct tls *t, struct tls_facts *facts)
{
    const SSL_CIPHER *cipher = SSL_get_current_cipher(t->ssl);

    facts->version_number = SSL_version(t->ssl);
    COPY(facts->version, SSL_get_version(t->ssl));
    if (cipher == NULL)
        return;
    COPY(facts->cipher, SSL_CIPHER_get_name(cipher));
    facts->cipher_bits = SSL_CIPHER_get_bits(cipher, NULL);
    facts->aead = SSL_CIPHER_is_aead(cipher) == 1;
    facts->compressed = SSL_get_current_compression(t->ssl) != NULL;
    /* TLS 1.3 has no renegotiation that could be insecure */
    facts->secure_renegotiation =
        facts->version_number >= TLS1_3_VERSION ||
        SSL_get_secure_renegotiation_support(t->ssl) == 1;
    read_key_exchange(t->ssl, cipher, facts);
}

/* --- one certificate --- */

static void read_name(const X509_NAME *name, char *out, size_t room)
{
    BIO *memory = BIO_new(BIO_s_mem());
    struct buf text = {0};
    char *at;
    long len;

    X509_NAME_print_ex(memory, name, 0,
                       XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB);
    len = BIO_get_mem_data(memory, &at);
    text_escape(&text, (struct span){at, len > 0 ? (size_t)len : 0},
                TEXT_PLAIN);
    if (text.len >= room) { /* do not cut a character in two */
        size_t keep = room - 1;

        while (keep > 0 && (text.at[keep] & 0xC0) == 0x80)
            keep--;
        buf_cut(&text, keep);
    }
    copy(out, room, buf_text(&text));
    buf_done(&text);
    BIO_free(memory);
}

static int64_t read_time(const ASN1_TIME *at)
{
    struct tm tm;

    return ASN1_TIME_to_tm(at, &tm) == 1 ? (int64_t)timegm(&tm) : 0;
}

static void read_certificate(X509 *x, struct tls_certificate *out)
{
    EVP_PKEY *key = X509_get0_pubkey(x);

    read_name(X509_get_subject_name(x), out->subject, sizeof out->subject);
    read_name(X509_get_issuer_name(x), out->issuer, sizeof out->issuer);
    out->not_before = read_time(X509_get0_notBefore(x));
    out->not_after = read_time(X509_get0_notAfter(x));
    COPY(out->key_type, key != NULL ? EVP_PKEY_get0_type_name(key) : "unknown");
    out->key_bits = key != NULL ? EVP_PKEY_get_bits(key) : 0;
    COPY(out->signature, OBJ_nid2ln(X509_get_signature_nid(x)));
    out->self_issued =
        X509_NAME_cmp(X509_get_subject_name(x), X509_get_issuer_name(x)) == 0;
}

/* Base64 of the SHA-256 of the SubjectPublicKeyInfo (RFC 7469 section 2.4). */
static void read_pin(X509 *leaf, struct tls_facts *facts)
{
    unsigned char *der = NULL, digest[SHA256_DIGEST_LENGTH];
    int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(leaf), &der);
    struct buf text = {0};

    if (len <= 0)
        return;
    SHA256(der, (size_t)len, digest);
    base64_encode(&text, (struct span){(const char *)digest, sizeof digest});
    COPY(facts->pin_sha256, buf_text(&text));
    buf_done(&text);
    OPENSSL_free(der);
}

/* --- the chain --- */

static bool is_sent(STACK_OF(X509) * sent, const X509 *x)
{
    for (int i = 0; i < sk_X509_num(sent); i++)
        if (X509_cmp(sk_X509_value(sent, i), x) == 0)
            return true;
    return false;
}

/* True when the chain that was verified needed an intermediate certificate
 * which the server should have sent; the anchor, its last, need not be. */
static bool is_incomplete(const struct tls *t)
{
    STACK_OF(X509) *sent = SSL_get_peer_cert_chain(t->ssl);
    STACK_OF(X509) *used = SSL_get0_verified_chain(t->ssl);

    for (int i = 1; i < sk_X509_num(used) - 1; i++)
        if (!is_sent(sent, sk_X509_value(used, i)))
            return true;
    return false;
}

static void read_chain(const struct tls *t, struct tls_facts *facts)
{
    STACK_OF(X509) *sent = SSL_get_peer_cert_chain(t->ssl);

    for (int i = 0; i < sk_X509_num(sent) && i < TLS_CHAIN_MOST; i++)
        read_certificate(sk_X509_value(sent, i),
                         &facts->chain[facts->chain_count++]);
    facts->chain_incomplete = t->chain_code == X509_V_OK && is_incomplete(t);
}

/* --- the stapled OCSP response --- */

/* True when the response says that the certificate with this serial number is
 * revoked. Its signature is not looked at: a server that staples a forged
 * one accuses only itself. */
static bool says_revoked(OCSP_BASICRESP *basic, const X509 *leaf)
{
    for (int i = 0; i < OCSP_resp_count(basic); i++) {
        OCSP_SINGLERESP *single = OCSP_resp_get0(basic, i);
        ASN1_INTEGER *serial = NULL;

        OCSP_id_get0_info(
            NULL, NULL, NULL, &serial,
            (OCSP_CERTID *)(uintptr_t)OCSP_SINGLERESP_get0_id(single));
        if (serial == NULL ||
            ASN1_INTEGER_cmp(serial, X509_get0_serialNumber(leaf)) != 0)
            continue;
        if (OCSP_single_get0_status(single, NULL, NULL, NULL, NULL) ==
            V_OCSP_CERTSTATUS_REVOKED)
            return true;
    }
    return false;
}

static void read_ocsp(const struct tls *t, const X509 *leaf,
                      struct tls_facts *facts)
{
    const unsigned char *der = NULL;
    long len = SSL_get_tlsext_status_ocsp_resp(t->ssl, &der);
    OCSP_RESPONSE *response;
    OCSP_BASICRESP *basic;

    if (der == NULL || len <= 0)
        return;
    facts->ocsp_stapled = true;
    response = d2i_OCSP_RESPONSE(NULL, &der, len);
    basic = response != NULL ? OCSP_response_get1_basic(response) : NULL;
    facts->ocsp_revoked = basic != NULL && says_revoked(basic, leaf);
    OCSP_BASICRESP_free(basic);
    OCSP_RESPONSE_free(response);
}

/* --- all of it --- */

static void read_verdict(const struct tls *t, const struct tls_options *opt,
                         X509 *leaf, struct tls_facts *facts)
{
    int64_t now = clock_utc();

    facts->verify_code = t->chain_code;
    facts->chain_ok = t->chain_code == X509_V_OK;
    facts->time_ok = t->time_code == X509_V_OK &&
                     facts->chain[0].not_before <= now &&
                     facts->chain[0].not_after >= now;
    facts->name_ok =
        opt->name != NULL &&
        tls_identity_match(leaf, opt->name, &facts->name_matched_cn);
    facts->verified = facts->chain_ok && facts->time_ok && facts->name_ok;
}

void tls_facts_read(const struct tls *t, const struct tls_options *opt,
                    struct tls_facts *facts)
{
    X509 *leaf = SSL_get0_peer_certificate(t->ssl);

    COPY(facts->alert, t->alert);
    facts->client_cert_requested = t->cert_requested;
    facts->client_cert_sent =
        t->cert_requested && SSL_get_certificate(t->ssl) != NULL;
    read_connection(t, facts);
    if (leaf == NULL)
        return;
    read_chain(t, facts);
    tls_identity_names(leaf, facts);
    read_pin(leaf, facts);
    read_ocsp(t, leaf, facts);
    read_verdict(t, opt, leaf, facts);
    if (!facts->verified)
        tls_explain_verdict(t, opt, facts);
}
