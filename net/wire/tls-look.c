/* tls-look.c - what a TLS server without a certificate of its own shows: a
 * good one made at the start, or one that is wrong on purpose. */
#include <config.h>

#include "net/wire/tls-look.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <string.h>

enum { DAYS = 90, DAYS_BEFORE = 30, AN_HOUR = 3600, A_DAY = 86400 };

/* --- how it looks --- */

struct look {
    const char *name;
    const char *common_name;
    const char *alternatives; /* NULL: none */
    int days;                 /* from now; before: it has ended */
    unsigned rsa_bits;        /* 0: an elliptic curve */
    int version_least;        /* 0: as OpenSSL has it */
    int version_most;         /* 0: any */
    bool asks;                /* for a certificate of the client */
    const char *ciphers;      /* of TLS 1.2; NULL: the usual ones */
};

#define HERE "DNS:localhost,IP:127.0.0.1,IP:::1"

enum { TLS10 = TLS1_VERSION, TLS11 = TLS1_1_VERSION, TLS12 = TLS1_2_VERSION };

/* The first is the one that is right. */
static const struct look looks[] = {
    {"plain",    "localhost",       HERE,                  DAYS, 0,    0,     0,     false, NULL},
    {"name",     "pop.example.org", "DNS:pop.example.org", DAYS, 0,    0,     0,     false,
     NULL                                                                                       },
    {"time",     "localhost",       HERE,                  -1,   0,    0,     0,     false, NULL},
    {"soon",     "localhost",       HERE,                  5,    0,    0,     0,     false, NULL},
    {"cn",       "localhost",       NULL,                  DAYS, 0,    0,     0,     false, NULL},
    {"wildcard", "localhost",       "DNS:localh*," HERE,   DAYS, 0,    0,     0,     false, NULL},
    {"weak",     "localhost",       HERE,                  DAYS, 1024, 0,     0,     false, NULL},
    {"old",      "localhost",       HERE,                  DAYS, 0,    0,     TLS12, false, NULL},
    {"ancient",  "localhost",       HERE,                  DAYS, 0,    TLS10, TLS11, false, NULL},
    {"static",   "localhost",       HERE,                  DAYS, 2048, 0,     TLS12, false,
     "AES128-GCM-SHA256"                                                                        },
    {"asks",     "localhost",       HERE,                  DAYS, 0,    0,     0,     true,  NULL},
};

static const struct look *find_look(const char *name)
{
    for (size_t i = 0; name && i < sizeof looks / sizeof *looks; i++)
        if (strcmp(looks[i].name, name) == 0)
            return &looks[i];
    return &looks[0];
}

/* --- a certificate of our own --- */

static bool add_extension(X509 *x, int nid, const char *value)
{
    X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
    bool ok = e != NULL && X509_add_ext(x, e, -1) == 1;

    X509_EXTENSION_free(e);
    return ok;
}

static bool set_serial(X509 *x)
{
    uint64_t serial;

    return RAND_bytes((unsigned char *)&serial, sizeof serial) == 1 &&
           ASN1_INTEGER_set_uint64(X509_get_serialNumber(x), serial >> 1) == 1;
}

static bool fill_certificate(X509 *x, EVP_PKEY *key, const struct look *look)
{
    X509_NAME *name = X509_get_subject_name(x);
    long began = look->days < 0 ? (long)DAYS_BEFORE * A_DAY : AN_HOUR;

    return X509_set_version(x, X509_VERSION_3) == 1 && set_serial(x) &&
           X509_gmtime_adj(X509_getm_notBefore(x), -began) != NULL &&
           X509_gmtime_adj(X509_getm_notAfter(x), (long)look->days * A_DAY) !=
               NULL &&
           X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                      (const unsigned char *)look->common_name,
                                      -1, -1, 0) == 1 &&
           X509_set_issuer_name(x, name) == 1 && X509_set_pubkey(x, key) == 1 &&
           (look->alternatives == NULL ||
            add_extension(x, NID_subject_alt_name, look->alternatives)) &&
           add_extension(x, NID_basic_constraints, "critical,CA:TRUE") &&
           add_extension(x, NID_key_usage,
                         look->rsa_bits ? "critical,digitalSignature,"
                                          "keyEncipherment,keyCertSign"
                                        : "critical,digitalSignature,"
                                          "keyCertSign") &&
           add_extension(x, NID_ext_key_usage, "serverAuth") &&
           X509_sign(x, key, EVP_sha256()) != 0;
}

bool tls_look_certificate(SSL_CTX *context, const char *name)
{
    const struct look *look = find_look(name);
    EVP_PKEY *key =
        look->rsa_bits ? EVP_RSA_gen(look->rsa_bits) : EVP_EC_gen("P-256");
    X509 *x = X509_new();
    bool ok = key != NULL && x != NULL && fill_certificate(x, key, look) &&
              SSL_CTX_use_certificate(context, x) == 1 &&
              SSL_CTX_use_PrivateKey(context, key) == 1;

    X509_free(x);
    EVP_PKEY_free(key);
    return ok;
}

/* --- the rest --- */

static int let_anyone_in(int ok, X509_STORE_CTX *store)
{
    (void)ok;
    (void)store;
    return 1;
}

void tls_look_settings(SSL_CTX *context, const char *name)
{
    const struct look *look = find_look(name);

    if (look->rsa_bits != 0 || look->version_least != 0)
        SSL_CTX_set_security_level(context, 0); /* both are refused above it */
    if (look->version_least != 0)
        SSL_CTX_set_min_proto_version(context, look->version_least);
    if (look->version_most != 0)
        SSL_CTX_set_max_proto_version(context, look->version_most);
    if (look->ciphers != NULL)
        SSL_CTX_set_cipher_list(context, look->ciphers);
    if (look->asks)
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, let_anyone_in);
}
