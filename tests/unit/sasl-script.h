/* sasl-script.h - scripts of AUTH exchanges, with data in the clear.
 *
 * In these scripts what stands between two ~ is sent as base64. */
#ifndef POP3SH_TESTS_SASL_SCRIPT_H
#define POP3SH_TESTS_SASL_SCRIPT_H

#include "tests/unit/findings.h"
#include "tests/unit/script.h"

/* the client's own faults in these scripts */
#define CLIENT                                                                 \
    " client/auth-unannounced client/auth-ir-unannounced "                     \
    "client/auth-mech-unlisted client/auth-ir-server-first client/base64 "     \
    "client/plain-format client/oauth-dummy-response "                         \
    "client/challenge-undecodable client/stls-declined client/cram-weak "      \
    "client/password-in-clear client/token-in-clear client/unverified-server " \
    "client/stale-capa client/capa-not-reissued "

#define LISTED                                                                 \
    GREETED_TLS CAPA(S("USER")                                                 \
                         S("SASL PLAIN LOGIN SCRAM-SHA-256 EXTERNAL CRAM-MD5 " \
                           "OAUTHBEARER XOAUTH2"))

/* The script with its data in base64; owned by the caller. */
char *sasl_script(const char *script);

/* findings_check for rows of such scripts. */
void sasl_script_check(const struct rule_row *rows, size_t count);

#endif
