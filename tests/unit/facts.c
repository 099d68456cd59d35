/* facts.c - a good handshake and what may be wrong with it. */
#include <config.h>

#include "tests/unit/facts.h"

#include "net/base/memory.h"

#include <criterion/criterion.h>
#include <string.h>

#define DAYS(n) ((int64_t)(n)*86400)

static void set_certificate(struct tls_certificate *x, const char *subject,
                            const char *issuer)
{
    *x = (struct tls_certificate){.not_before = FACTS_NOW - DAYS(30),
                                  .not_after = FACTS_NOW + DAYS(60),
                                  .key_type = "RSA",
                                  .key_bits = 2048,
                                  .signature = "sha256WithRSAEncryption"};
    strcpy(x->subject, subject);
    strcpy(x->issuer, issuer);
    x->self_issued = strcmp(subject, issuer) == 0;
}

struct tls_facts *facts_good(void)
{
    struct tls_facts *f = xcalloc(1, sizeof *f);

    *f = (struct tls_facts){
        .version = "TLSv1.3",
        .version_number = 0x0304,
        .cipher = "TLS_AES_256_GCM_SHA384",
        .cipher_bits = 256,
        .key_exchange = "X25519",
        .forward_secrecy = true,
        .aead = true,
        .secure_renegotiation = true,
        .verified = true,
        .chain_ok = true,
        .time_ok = true,
        .name_ok = true,
        .trust_store = "/etc/ssl/certs",
        .names = {"pop.example.com"},
        .names_count = 1,
        .names_total = 1,
        .chain_count = 2,
    };
    set_certificate(&f->chain[0], "CN=pop.example.com", "CN=R1");
    set_certificate(&f->chain[1], "CN=R1", "CN=Root");
    return f;
}

static bool change_version(struct tls_facts *f, struct span what)
{
    static const struct version {
        const char *what, *name, *cipher;
        int number, bits;
    } versions[] = {
        {"1.0",        "TLSv1",   "ECDHE-RSA-AES128-SHA",        0x0301, 128},
        {"1.2",        "TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256", 0x0303, 128},
        {"1.2 static", "TLSv1.2", "AES128-GCM-SHA256",           0x0303, 128},
        {"rc4",        "TLSv1.2", "ECDHE-RSA-RC4-SHA",           0x0303, 128},
        {"null",       "TLSv1.2", "TLS_ECDHE_RSA_WITH_NULL_SHA", 0x0303, 0  },
        {"anonymous",  "TLSv1.2", "AECDH-AES128-SHA",            0x0303, 128},
        {"export",     "TLSv1.2", "EXP-EDH-RSA-DES-CBC-SHA",     0x0303, 40 },
        {"des",        "TLSv1.2", "EDH-RSA-DES-CBC-SHA",         0x0303, 56 },
        {"3des",       "TLSv1.2", "ECDHE-RSA-DES-CBC3-SHA",      0x0303, 112},
    };

    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
        if (span_is(what, versions[i].what)) {
            strcpy(f->version, versions[i].name);
            strcpy(f->cipher, versions[i].cipher);
            f->version_number = versions[i].number;
            f->cipher_bits = versions[i].bits;
            f->forward_secrecy = !span_is(what, "1.2 static");
            return true;
        }
    return false;
}

static bool change_connection(struct tls_facts *f, struct span what)
{
    if (span_is(what, "1.2 old renegotiation")) {
        change_version(f, SPAN("1.2"));
        f->secure_renegotiation = false;
    } else if (span_is(what, "1.3 no renegotiation"))
        f->secure_renegotiation = false;
    else if (span_is(what, "compressed"))
        f->compressed = true;
    else if (span_is(what, "client cert"))
        f->client_cert_requested = true;
    else if (span_is(what, "stapled"))
        f->ocsp_stapled = true;
    else if (span_is(what, "revoked"))
        f->ocsp_stapled = f->ocsp_revoked = true;
    else
        return false;
    return true;
}

static void fail(struct tls_facts *f, bool *part, const char *why)
{
    f->verified = *part = false;
    strcpy(f->verify_error, why);
}

static bool change_dates(struct tls_facts *f, struct span what)
{
    struct tls_certificate *leaf = &f->chain[0], *next = &f->chain[1];

    if (span_is(what, "expired")) {
        fail(f, &f->time_ok, "expired 2 days ago");
        leaf->not_after = FACTS_NOW - DAYS(2);
    } else if (span_is(what, "early")) {
        fail(f, &f->time_ok, "is not valid before");
        leaf->not_before = FACTS_NOW + 60;
    } else if (span_is(what, "other expired")) {
        fail(f, &f->time_ok, "depends on another (/CN=R1)");
        next->not_after = FACTS_NOW - DAYS(2);
    } else if (span_is(what, "unused expired")) /* the path goes elsewhere */
        next->not_after = FACTS_NOW - DAYS(2);
    else if (span_is(what, "21 days"))
        leaf->not_after = FACTS_NOW + DAYS(21);
    else if (span_is(what, "20 days"))
        leaf->not_after = FACTS_NOW + DAYS(20);
    else if (span_is(what, "7 days"))
        leaf->not_after = FACTS_NOW + DAYS(7);
    else if (span_is(what, "6 days"))
        leaf->not_after = FACTS_NOW + DAYS(6);
    else
        return false;
    return true;
}

static bool change_names(struct tls_facts *f, struct span what)
{
    if (span_is(what, "name")) {
        fail(f, &f->name_ok, "is for other.example");
        strcpy(f->names[0], "other.example");
    } else if (span_is(what, "cn only")) {
        f->names_count = f->names_total = 0;
        f->name_matched_cn = true;
    } else if (span_is(what, "address only"))
        strcpy(f->names[0], "192.0.2.1");
    else if (span_is(what, "ipv6 only"))
        strcpy(f->names[0], "2001:db8::1");
    else if (span_is(what, "wildcard"))
        strcpy(f->names[0], "*.example.com");
    else if (span_is(what, "part wildcard"))
        strcpy(f->names[0], "p*.example.com");
    else if (span_is(what, "second wildcard"))
        strcpy(f->names[0], "*.*.example.com");
    else
        return false;
    return true;
}

static bool change_chain(struct tls_facts *f, struct span what)
{
    struct tls_certificate *next = &f->chain[1];

    if (span_is(what, "self-signed")) {
        fail(f, &f->chain_ok, "self-signed certificate");
        f->verify_code = 18;
        f->chain_count = 1;
        set_certificate(&f->chain[0], "CN=pop.example.com",
                        "CN=pop.example.com");
    } else if (span_is(what, "lone leaf")) {
        fail(f, &f->chain_ok, "unable to get local issuer certificate");
        f->verify_code = 20;
        f->chain_count = 1;
    } else if (span_is(what, "incomplete"))
        f->chain_incomplete = true;
    else if (span_is(what, "disorder 1.2")) {
        change_version(f, SPAN("1.2"));
        strcpy(next->subject, "CN=Root");
    } else if (span_is(what, "disorder 1.3"))
        strcpy(next->subject, "CN=Root");
    else if (span_is(what, "sha1 intermediate"))
        strcpy(next->signature, "ecdsa-with-SHA1");
    else if (span_is(what, "sha1 root")) {
        set_certificate(next, "CN=R1", "CN=R1");
        strcpy(next->signature, "sha1WithRSAEncryption");
    } else
        return false;
    return true;
}

static bool change_key(struct tls_facts *f, struct span what)
{
    struct tls_certificate *leaf = &f->chain[0];

    if (span_is(what, "rsa 1024"))
        leaf->key_bits = 1024;
    else if (span_is(what, "rsa 1024 untrusted")) {
        fail(f, &f->chain_ok, "EE certificate key too weak");
        f->verify_code = 66;
        leaf->key_bits = 1024;
    } else if (span_is(what, "ec 256") || span_is(what, "ec 192")) {
        strcpy(leaf->key_type, "EC");
        leaf->key_bits = span_is(what, "ec 256") ? 256 : 192;
    } else if (span_is(what, "ed25519")) {
        strcpy(leaf->key_type, "ED25519");
        strcpy(leaf->signature, "ED25519");
        leaf->key_bits = 253;
    } else
        return false;
    return true;
}

/* A handshake that got nowhere. */
static bool change_failure(struct tls_facts *f, struct span what)
{
    struct tls_facts none = {.handshake_ns = 1};

    if (span_is(what, "alert"))
        strcpy(none.alert, "handshake failure");
    else if (span_is(what, "alert for us"))
        strcpy(none.alert, "unknown CA");
    else if (span_is(what, "alert version"))
        strcpy(none.alert, "protocol version");
    else if (span_is(what, "plain"))
        strcpy(none.peer_plain, "-ERR unknown command");
    else if (span_is(what, "plain smtp"))
        strcpy(none.peer_plain, "220 ready");
    else if (!span_is(what, "closed"))
        return false;
    none.peer_spoke_plain = none.peer_plain[0] != '\0';
    *f = none;
    return true;
}

void facts_change(struct tls_facts *f, const char *word)
{
    struct span what = span_of(word);

    cr_assert(change_version(f, what) || change_connection(f, what) ||
                  change_dates(f, what) || change_names(f, what) ||
                  change_chain(f, what) || change_key(f, what) ||
                  change_failure(f, what) || span_is(what, "good"),
              "%s", word);
    if (span_is(what, "anonymous"))
        f->chain_count = 0;
}
