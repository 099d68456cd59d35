/* test-rules-sasl-list.c - section 6 of the catalogue: lists of mechanisms. */
#include <config.h>

#include "tests/unit/findings.h"
#include "tests/unit/script.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

TestSuite(rules_sasl_list, .timeout = 60);

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static const struct rule_row list_rows[] = {
    {"sasl/mech-name",
     GREETED_TLS CAPA(S("SASL PLAIN SCRAM.SHA")),
     GREETED_TLS CAPA(S("SASL PLAIN SCRAM-SHA-256")),
     NULL, SEVERITY_WARNING,
     {0},
     true},
    {"sasl/mech-name",
     GREETED_TLS CAPA(S("SASL PLAIN A23456789012345678901")),
     GREETED_TLS CAPA(S("SASL PLAIN A2345678901234567890 "
                        "ECDSA-NIST256P-CHALLENGE")),
     NULL, SEVERITY_WARNING,
     {0},
     true},
    {"sasl/mech-name",
     GREETED_TLS CAPA(S("SASL plain")),
     GREETED_TLS CAPA(S("sasl PLAIN")),
     NULL, SEVERITY_NOTE,
     {0},
     true},
    {"sasl/mech-name",
     GREETED_TLS C("AUTH") S("+OK") S("PLAIN") S("A+B") S("."),
     GREETED_TLS C("AUTH") S("+OK") S("PLAIN") S("NTLM") S("."),
     NULL, SEVERITY_WARNING,
     {0},
     true},
    {"sasl/unregistered-mech",
     GREETED_TLS CAPA(S("SASL PLAIN CRAM-SHA256")),
     GREETED_TLS CAPA(S("SASL PLAIN CRAM-MD5 XOAUTH2 LOGIN")),
     NULL, SEVERITY_NOTE,
     {0},
     true},
    {"sasl/mech-duplicate",
     GREETED_TLS CAPA(S("SASL PLAIN plain")),
     GREETED_TLS CAPA(S("SASL PLAIN LOGIN")),
     NULL, SEVERITY_NOTE,
     {0},
     true},
    {"sasl/scram-plus-without-tls",
     GREETED CAPA(S("STLS") S("SASL SCRAM-SHA-256 SCRAM-SHA-256-PLUS")),
     GREETED_TLS CAPA(S("SASL SCRAM-SHA-256 SCRAM-SHA-256-PLUS PLAIN")),
     NULL, SEVERITY_WARNING,
     {0},
     0   },
    {"sasl/scram-plus-alone",
     GREETED_TLS CAPA(S("SASL SCRAM-SHA-256-PLUS SCRAM-SHA-1 PLAIN")),
     GREETED_TLS CAPA(S("SASL SCRAM-SHA-1-PLUS SCRAM-SHA-1 PLAIN")),
     NULL, SEVERITY_NOTE,
     {0},
     true},
    {"sasl/plain-missing-under-tls",
     GREETED_TLS CAPA(S("SASL GSSAPI")),
     GREETED_TLS CAPA(S("SASL GSSAPI plain")),
     NULL, SEVERITY_NOTE,
     {0},
     true},
    {"sasl/plain-missing-under-tls",
     GREETED_TLS CAPA(S("SASL GSSAPI")),
     GREETED CAPA(S("STLS") S("SASL GSSAPI")),
     NULL, SEVERITY_NOTE,
     {0},
     true},
    {"sasl/weak-mechanism",
     GREETED_TLS CAPA(S("SASL PLAIN DIGEST-MD5 LOGIN")),
     GREETED_TLS CAPA(S("SASL PLAIN SCRAM-SHA-256")),
     NULL, SEVERITY_NOTE,
     {0},
     true},
};

Test(rules_sasl_list, lists_of_mechanisms_are_judged)
{
    findings_check(list_rows, COUNT(list_rows));
}
