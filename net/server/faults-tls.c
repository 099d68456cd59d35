/* faults-tls.c - faults of what only a client with a network meets: the
 * certificate, the rest of TLS, and proofs that take the password to judge. */
#include <config.h>

#include "net/server/fault-rows.h"

#define LOOK(name, sentence, rule, look)                                       \
    {                                                                          \
        name, sentence, rule, FAULT_AT_NONE, FAULT_CERTIFICATE, 0, NULL, look, \
            0, 0                                                               \
    }

/* "v=" and 32 octets of nothing. */
#define NO_VERIFIER                                                            \
    "+ dj1BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBPQ==\r\n"

/* clang-format off: one row, one fault */
const struct fault faults_of_tls[] = {
    {"stls-plaintext",      "goes on in clear behind the +OK of STLS",
     RULE_STLS_PLAINTEXT_CONTINUES, VERB_STLS,     FAULT_STATUS,    FAULT_OK, "%s\r\n",
     NULL,                                                                                       0, LAPSE_HANDSHAKE | LAPSE_LONG},
    {"sasl-scram-verifier", "ends SCRAM without knowing the password",
     RULE_SASL_SCRAM_VERIFIER,      FAULT_AT_SASL, FAULT_CHALLENGE,
     FAULT_OK | FAULT_FINAL,                                                  NO_VERIFIER, NULL, 0, 0                           },
    LOOK("tls-cert-name", "has a certificate of another host",
         RULE_TLS_CERT_NAME, "name"),
    LOOK("tls-cert-time", "has a certificate that ended yesterday",
         RULE_TLS_CERT_TIME, "time"),
    LOOK("tls-cert-expires-soon", "has a certificate for five more days",
         RULE_TLS_CERT_EXPIRES_SOON, "soon"),
    LOOK("tls-cert-untrusted", "has a certificate that nobody vouches for",
         RULE_TLS_CERT_UNTRUSTED, "plain"),
    LOOK("tls-cert-cn-only", "has its name where it no longer counts",
         RULE_TLS_CERT_CN_ONLY, "cn"),
    LOOK("tls-cert-wildcard", "has a wildcard inside a label",
         RULE_TLS_CERT_WILDCARD, "wildcard"),
    LOOK("tls-cert-weak", "has an RSA key of 1024 bits", RULE_TLS_CERT_WEAK,
         "weak"),
    LOOK("tls-version", "speaks TLS 1.1 at most", RULE_TLS_VERSION, "ancient"),
    LOOK("tls-no-tls13", "speaks TLS 1.2 at most", RULE_TLS_NO_TLS13, "old"),
    LOOK("tls-no-forward-secrecy", "sends the key by RSA",
         RULE_TLS_NO_FORWARD_SECRECY, "static"),
    LOOK("tls-client-cert-requested", "asks for a certificate of the client",
         RULE_TLS_CLIENT_CERT_REQUESTED, "asks"),
};
/* clang-format on */

const size_t faults_of_tls_count = sizeof faults_of_tls / sizeof *faults_of_tls;
