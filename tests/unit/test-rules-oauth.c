/* test-rules-oauth.c - section 6 of the catalogue: OAUTHBEARER and XOAUTH2. */
#include <config.h>

#include "tests/unit/sasl-script.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

TestSuite(rules_oauth, .timeout = 60);

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

#define TOKEN "~n,a=u@example.com,\001auth=Bearer tok\001\001~"
#define XTOKEN "~user=u@example.com\001auth=Bearer tok\001\001~"
#define OAUTH_ERROR "~{\"status\":\"invalid_token\",\"n\":[1,-2.5e3,null]}~"
#define OAUTH LISTED C("AUTH OAUTHBEARER") S("+ ") C(TOKEN)

static const struct rule_row oauth_rows[] = {
    {"sasl/oauth-error-json",
     OAUTH S("+ ~error~") C("AQ==") S("-ERR"),
     OAUTH S("+ " OAUTH_ERROR) C("AQ==") S("-ERR"),
     CLIENT, SEVERITY_WARNING,
     {0},
     true},
    {"sasl/oauth-error-json",
     LISTED C("AUTH XOAUTH2 " XTOKEN) S("+ ~{\"error\":\"x\"}~") C("")
         S("-ERR"),
     LISTED C("AUTH XOAUTH2 " XTOKEN) S("+ ~{\"status\" : \"400\", \"a\":{}}~")
         C("") S("-ERR"),
     CLIENT, SEVERITY_WARNING,
     {0},
     true},
    {"sasl/oauth-error-json",
     OAUTH S("-ERR refused"),
     OAUTH S("-ERR [SYS/TEMP] wait"),
     CLIENT, SEVERITY_NOTE,
     {0},
     true},
    {"sasl/oauth-error-json",
     LISTED C("AUTH XOAUTH2 " XTOKEN) S("-ERR no"),
     GREETED_TLS CAPA(S("USER") S("SASL PLAIN")) C("AUTH XOAUTH2 " XTOKEN)
         S("-ERR unknown mechanism"),
     CLIENT, SEVERITY_NOTE,
     {0},
     true},
    {"sasl/oauth-error-json",
     OAUTH S("-ERR refused"),
     OAUTH S("+OK"),
     CLIENT, SEVERITY_NOTE,
     {0},
     true},
    {"sasl/oauth-ok-after-error",
     OAUTH S("+ " OAUTH_ERROR) C("AQ==") S("+OK"),
     OAUTH S("+ " OAUTH_ERROR) C("AQ==") S("-ERR"),
     CLIENT, SEVERITY_ERROR,
     {0},
     true},
    {"sasl/oauth-ok-after-error",
     LISTED C("AUTH XOAUTH2 " XTOKEN) S("+ " OAUTH_ERROR) C("") S("+OK"),
     LISTED C("AUTH XOAUTH2 " XTOKEN) S("+ ") C(XTOKEN) S("+OK"),
     CLIENT, SEVERITY_ERROR,
     {0},
     true},
};

Test(rules_oauth, OAuth_is_judged)
{
    sasl_script_check(oauth_rows, COUNT(oauth_rows));
}
