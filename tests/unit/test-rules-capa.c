/* test-rules-capa.c - section 7 of the catalogue: CAPA and capabilities. */
#include <config.h>

#include "tests/unit/findings.h"
#include "tests/unit/script.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

TestSuite(rules_capa, .timeout = 60);

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))
/* the client's own faults in these scripts */
#define CLIENT                                                                 \
    " client/extension-unannounced client/auth-unannounced "                   \
    "client/password-in-clear client/stls-declined client/capa-not-reissued "  \
    "client/stale-capa client/wrong-state client/unverified-server "           \
    "client/auth-mech-unlisted client/extra-arg "

#define TEN "0123456789"
#define FIFTY TEN TEN TEN TEN TEN
#define FIVE_HUNDRED FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY

/* --- the lines --- */

static const struct rule_row line_rows[] = {
    {"capa/not-implemented",
     GREETED_TLS C("CAPA") S("-ERR unknown"),
     GREETED_TLS C("CAPA ") S("-ERR no blank") C(" CAPA") S("-ERR"),
     CLIENT, SEVERITY_NOTE,
     {0},
     true},
    {"capa/required-with-stls",
     GREETED C("CAPA") S("-ERR unknown") C("STLS") S("+OK"),
     GREETED C("CAPA ") S("-ERR no blank") C("STLS") S("+OK"),
     CLIENT, SEVERITY_ERROR,
     {0},
     0   },
 /* a worse case is told though a note came first */
    {"capa/separator",
     GREETED_TLS CAPA(USUAL S("LANG ") S("UTF8\\tUSER")),
     GREETED_TLS CAPA(USUAL S("LANG") S("UTF8 USER")),
     NULL,   SEVERITY_WARNING,
     {0},
     true},
    {"capa/tag-syntax",
     GREETED_TLS CAPA(USUAL S("A.B") S(" LANG")),
     GREETED_TLS CAPA(USUAL S("AB") S("LANG")),
     NULL,   SEVERITY_ERROR,
     {0},
     true},
    {"capa/not-implemented",
     GREETED_TLS C("CAPA") S("-ERR unknown"),
     GREETED_TLS C("CAPA") S("-ERR [SYS/TEMP] wait"),
     NULL,   SEVERITY_NOTE,
     {0},
     true},
    {"capa/not-implemented",
     GREETED_TLS C("CAPA") S("-ERR unknown"),
     GREETED_TLS C("CAPA x") S("-ERR no argument"),
     NULL,   SEVERITY_NOTE,
     {0},
     true},
    {"capa/required-with-stls",
     GREETED C("CAPA") S("-ERR unknown") C("STLS") S("+OK"),
     GREETED CAPA(S("USER") S("STLS")) C("STLS") S("+OK"),
     CLIENT, SEVERITY_ERROR,
     {0},
     0   },
    {"capa/required-with-stls",
     GREETED C("CAPA") S("-ERR unknown") C("STLS") S("+OK"),
     GREETED C("CAPA") S("-ERR [SYS/TEMP] later") C("STLS") S("+OK"),
     CLIENT, SEVERITY_ERROR,
     {0},
     0   },
    {"capa/line-too-long",
     GREETED_TLS CAPA(USUAL S("IMPLEMENTATION " FIVE_HUNDRED)),
     GREETED_TLS CAPA(USUAL S("IMPLEMENTATION " FIFTY)),
     NULL,   SEVERITY_ERROR,
     {0},
     true},
    {"capa/line-too-long",
     GREETED_TLS CAPA(USUAL S("X-01234567890 " FIVE_HUNDRED)),
     GREETED_TLS CAPA(USUAL S("X-01234 " FIVE_HUNDRED)),
     NULL,   SEVERITY_ERROR,
     {0},
     true},
    {"capa/tag-syntax",
     GREETED_TLS CAPA(USUAL S("")),
     GREETED_TLS CAPA(USUAL S("RESP-CODES")),
     NULL,   SEVERITY_ERROR,
     {0},
     true},
    {"capa/tag-syntax",
     GREETED_TLS CAPA(USUAL S(" TOP")),
     GREETED_TLS CAPA(USUAL S("PIPELINING ")),
     NULL,   SEVERITY_ERROR,
     {0},
     true},
    {"capa/tag-syntax",
     GREETED_TLS CAPA(USUAL S("X-\\x7fY")),
     GREETED_TLS CAPA(USUAL S("X-!\"#$%&'()*+,-/:;<=>?@[]^_`{|}")),
     NULL,   SEVERITY_ERROR,
     {0},
     true},
    {"capa/tag-syntax",
     GREETED_TLS CAPA(USUAL S("X-A.B")),
     GREETED_TLS CAPA(USUAL S("IMPLEMENTATION A.B")),
     NULL,   SEVERITY_WARNING,
     {0},
     true},
    {"capa/tag-syntax",
     GREETED_TLS CAPA(USUAL S("..X-A")),
     GREETED_TLS CAPA(USUAL S("X-A")),
     NULL,   SEVERITY_WARNING,
     {0},
     true},
    {"capa/separator",
     GREETED_TLS CAPA(USUAL S("EXPIRE  NEVER")),
     GREETED_TLS CAPA(USUAL S("EXPIRE NEVER")),
     NULL,   SEVERITY_WARNING,
     {0},
     true},
    {"capa/separator",
     GREETED_TLS CAPA(S("USER") S("SASL PLAIN\\tLOGIN") S("EXPIRE\\t5 USER")),
     GREETED_TLS CAPA(S("USER") S("SASL PLAIN LOGIN")),
     NULL,   SEVERITY_WARNING,
     {0},
     true},
    {"capa/separator",
     GREETED_TLS CAPA(USUAL S("RESP-CODES ")),
     GREETED_TLS CAPA(USUAL S("RESP-CODES")),
     NULL,   SEVERITY_NOTE,
     {0},
     true},
    {"capa/duplicate-tag",
     GREETED_TLS CAPA(USUAL S("uidl")),
     GREETED_TLS CAPA(USUAL S("UTF8")) CAPA(USUAL S("UTF8")),
     NULL,   SEVERITY_NOTE,
     {0},
     true},
    {"capa/duplicate-tag",
     GREETED_TLS CAPA(USUAL S("SASL LOGIN")),
     GREETED_TLS CAPA(USUAL S("X-SASL LOGIN")),
     NULL,   SEVERITY_WARNING,
     {0},
     true},
    {"capa/unregistered-tag",
     GREETED_TLS CAPA(USUAL S("CAPA")),
     GREETED_TLS CAPA(USUAL S("auth-resp-code") S("RESP-CODES")),
     NULL,   SEVERITY_NOTE,
     {0},
     true},
    {"capa/unregistered-tag",
     GREETED_TLS CAPA(USUAL S("X-GOOGLE-RICO")),
     GREETED_TLS CAPA(USUAL S("APOP")),
     NULL,   SEVERITY_NOTE,
     {0},
     true},
    {"capa/glued-arg",
     GREETED_TLS CAPA(USUAL S("EXPIRENEVER")),
     GREETED_TLS CAPA(USUAL S("EXPIRES")),
     NULL,   SEVERITY_WARNING,
     {0},
     true},
    {"capa/glued-arg",
     GREETED_TLS CAPA(USUAL S("LOGIN-DELAY900")),
     GREETED_TLS CAPA(USUAL S("LOGIN-DELAY 900")),
     NULL,   SEVERITY_WARNING,
     {0},
     true},
    {"capa/glued-arg",
     GREETED_TLS CAPA(S("USER") S("SASLPLAIN")),
     GREETED_TLS CAPA(S("USER") S("SASL-IR")),
     NULL,   SEVERITY_WARNING,
     {0},
     true},
    {"capa/unregistered-tag",
     GREETED_TLS CAPA(USUAL S("EXPIRES")),
     GREETED_TLS CAPA(USUAL S("EXPIRENEVER")),
     NULL,   SEVERITY_NOTE,
     {0},
     true},
    {"capa/apop-tag",
     GREETED_TLS CAPA(USUAL S("APOP")),
     GREETED_TLS CAPA(USUAL S("X-APOP")),
     NULL,   SEVERITY_NOTE,
     {0},
     true},
};

/* --- the arguments --- */

static const struct rule_row argument_rows[] = {
    {"capa/unexpected-args",
     GREETED_TLS CAPA(S("TOP 100") S("USER x") S("PIPELINING 5")),
     GREETED_TLS CAPA(S("UTF8 USER") S("USER ")),
     NULL,                                  SEVERITY_WARNING,
     {0},
     true},
    {"capa/login-delay-arg",
     GREETED_TLS CAPA(USUAL S("LOGIN-DELAY 15m")),
     GREETED_TLS CAPA(USUAL S("LOGIN-DELAY 900 user")),
     NULL,                                  SEVERITY_ERROR,
     {0},
     true},
    {"capa/login-delay-arg",
     GREETED_TLS CAPA(USUAL S("LOGIN-DELAY")),
     GREETED_TLS CAPA(USUAL S("LOGIN-DELAY 0")),
     NULL,                                  SEVERITY_ERROR,
     {0},
     true},
    {"capa/login-delay-arg",
     GREETED_TLS CAPA(USUAL S("LOGIN-DELAY NEVER")),
     GREETED_TLS CAPA(USUAL S("LOGIN-DELAY 99999999999999999999999")),
     NULL,                                  SEVERITY_ERROR,
     {0},
     true},
    {"capa/login-delay-arg",
     GREETED_TLS LOGIN CAPA(USUAL S("LOGIN-DELAY 9 USER")),
     GREETED_TLS LOGIN CAPA(USUAL S("LOGIN-DELAY 9")),
     NULL,                                  SEVERITY_WARNING,
     {0},
     true},
    {"capa/expire-arg",
     GREETED_TLS CAPA(USUAL S("EXPIRE 5d")),
     GREETED_TLS CAPA(USUAL S("EXPIRE never USER")),
     NULL,                                  SEVERITY_ERROR,
     {0},
     true},
    {"capa/expire-arg",
     GREETED_TLS CAPA(USUAL S("EXPIRE 5 USER x")),
     GREETED_TLS CAPA(USUAL S("EXPIRE 5 USER")),
     NULL,                                  SEVERITY_ERROR,
     {0},
     true},
    {"capa/expire-arg",
     GREETED_TLS LOGIN CAPA(USUAL S("EXPIRE 5 USER")),
     GREETED_TLS LOGIN CAPA(USUAL S("EXPIRE 5")),
     NULL,                                  SEVERITY_WARNING,
     {0},
     true},
    {"capa/expire-zero",
     GREETED_TLS CAPA(USUAL S("EXPIRE 0")),
     GREETED_TLS CAPA(USUAL S("EXPIRE NEVER")),
     NULL,                                  SEVERITY_NOTE,
     {0},
     true},
    {"capa/utf8-arg",
     GREETED_TLS CAPA(USUAL S("UTF8 ALL")),
     GREETED_TLS CAPA(USUAL S("UTF8 USER")),
     NULL,                                  SEVERITY_WARNING,
     {0},
     true},
    {"capa/utf8-arg",
     GREETED_TLS CAPA(USUAL S("UTF8 USER USER")),
     GREETED_TLS CAPA(USUAL S("UTF8")),
     NULL,                                  SEVERITY_WARNING,
     {0},
     true},
    {"capa/implementation-empty",
     GREETED_TLS CAPA(USUAL S("IMPLEMENTATION")),
     GREETED_TLS CAPA(USUAL S("IMPLEMENTATION Foo-1")),
     NULL,                                  SEVERITY_WARNING,
     {0},
     true},
    {"capa/sasl-empty",
     GREETED_TLS CAPA(S("USER") S("SASL")),
     GREETED_TLS CAPA(S("USER") S("SASL PLAIN")),
     NULL,                                  SEVERITY_WARNING,
     {0},
     true},
    {"capa/sasl-empty",
     GREETED CAPA(S("STLS") S("SASL")),
     GREETED CAPA(S("STLS")),
     NULL,                                  SEVERITY_NOTE,
     {0},
     0   },
    {"capa/sasl-empty",
     GREETED_TLS LOGIN CAPA(S("USER") S("SASL")),
     GREETED_TLS LOGIN CAPA(S("USER")),
     NULL,                                  SEVERITY_NOTE,
     {0},
     true},
    {"capa/stls-under-tls",
     GREETED_TLS CAPA(USUAL S("STLS")),
     GREETED CAPA(S("SASL GSSAPI") S("STLS")),
     NULL,                                  SEVERITY_WARNING,
     {0},
     true},
    {"capa/stls-after-login",
     GREETED LOGIN CAPA(S("STLS")),
     GREETED CAPA(S("STLS")) LOGIN CAPA(S("TOP")),
     CLIENT "tls/plaintext-login-accepted",
     SEVERITY_WARNING,                                        {0},
     0   },
    {"capa/auth-resp-code-alone",
     GREETED_TLS CAPA(USUAL S("AUTH-RESP-CODE")),
     GREETED_TLS CAPA(USUAL S("AUTH-RESP-CODE") S("RESP-CODES")),
     NULL,                                  SEVERITY_WARNING,
     {0},
     true},
};

/* --- one listing and another --- */

static const struct rule_row compare_rows[] = {
    {"capa/login-delay-order",
     GREETED_TLS CAPA(USUAL S("LOGIN-DELAY 300 USER"))
         LOGIN CAPA(USUAL S("LOGIN-DELAY 900")),
     GREETED_TLS CAPA(USUAL S("LOGIN-DELAY 900 USER"))
         LOGIN CAPA(USUAL S("LOGIN-DELAY 300")),
     NULL,   SEVERITY_WARNING,
     {0},
     true},
    {"capa/expire-order",
     GREETED_TLS CAPA(USUAL S("EXPIRE NEVER USER"))
         LOGIN CAPA(USUAL S("EXPIRE 30")),
     GREETED_TLS CAPA(USUAL S("EXPIRE 5 USER"))
         LOGIN CAPA(USUAL S("EXPIRE NEVER")),
     NULL,   SEVERITY_WARNING,
     {0},
     true},
    {"capa/user-token-missing",
     GREETED_TLS CAPA(USUAL S("EXPIRE 5")) LOGIN CAPA(USUAL S("EXPIRE 30")),
     GREETED_TLS CAPA(USUAL S("EXPIRE 5 USER"))
         LOGIN CAPA(USUAL S("EXPIRE 30")),
     NULL,   SEVERITY_NOTE,
     {0},
     true},
    {"capa/user-token-missing",
     GREETED_TLS CAPA(USUAL S("LOGIN-DELAY 9"))
         LOGIN CAPA(USUAL S("LOGIN-DELAY 5")),
     GREETED_TLS CAPA(USUAL S("LOGIN-DELAY 9"))
         LOGIN CAPA(USUAL S("LOGIN-DELAY 9")),
     NULL,   SEVERITY_NOTE,
     {0},
     true},
    {"capa/dropped-after-login",
     GREETED_TLS CAPA(USUAL S("RESP-CODES")) LOGIN CAPA(USUAL),
     GREETED CAPA(S("STLS") S("SASL GSSAPI"))
         STARTTLS LOGIN CAPA(S("SASL GSSAPI")),
     NULL,   SEVERITY_WARNING,
     {0},
     true},
    {"capa/dropped-after-login",
     GREETED_TLS CAPA(USUAL) LOGIN CAPA(S("TOP") S("UIDL")),
     GREETED_TLS CAPA(USUAL) LOGIN CAPA(USUAL S("IMPLEMENTATION x")),
     NULL,   SEVERITY_NOTE,
     {0},
     true},
    {"capa/args-changed-after-login",
     GREETED_TLS CAPA(USUAL S("UTF8 USER")) LOGIN CAPA(USUAL S("UTF8")),
     GREETED_TLS CAPA(USUAL S("UTF8 USER")) LOGIN CAPA(USUAL S("UTF8 user")),
     NULL,   SEVERITY_NOTE,
     {0},
     true},
    {"capa/changed-by-stls",
     GREETED CAPA(S("STLS") S("TOP")) STARTTLS CAPA(S("TOP") S("USER")),
     GREETED CAPA(S("STLS") S("SASL GSSAPI")) STARTTLS CAPA(S("SASL GSSAPI")),
     NULL,   SEVERITY_NOTE,
     {0},
     true},
    {"capa/changed-by-stls",
     GREETED CAPA(S("STLS") S("SASL GSSAPI"))
         STARTTLS CAPA(S("SASL GSSAPI PLAIN")),
     GREETED STARTTLS CAPA(S("SASL GSSAPI PLAIN")),
     CLIENT, SEVERITY_NOTE,
     {0},
     true},
};

/* --- a listing and the commands --- */

#define LISTED LOGIN C("LIST") S("+OK") S("1 120") S(".")

static const struct rule_row use_rows[] = {
    {"capa/announced-but-refused",
     GREETED_TLS CAPA(USUAL) LISTED C("UIDL") S("-ERR unknown"),
     GREETED_TLS CAPA(S("TOP") S("USER")) LISTED C("UIDL") S("-ERR unknown"),
     CLIENT, SEVERITY_WARNING,
     {0},
     true},
    {"capa/announced-but-refused",
     GREETED_TLS CAPA(USUAL) LISTED C("TOP 1 0") S("-ERR unknown"),
     GREETED_TLS CAPA(USUAL) LISTED C("TOP 2 0") S("-ERR no such message"),
     CLIENT, SEVERITY_WARNING,
     {0},
     true},
    {"capa/announced-but-refused",
     GREETED_TLS LISTED CAPA(USUAL) C("UIDL 1") S("-ERR unknown"),
     GREETED_TLS LISTED CAPA(USUAL) C("DELE 1") S("+OK") C("UIDL 1")
         S("-ERR deleted"),
     CLIENT, SEVERITY_WARNING,
     {0},
     true},
    {"capa/announced-but-refused",
     GREETED_TLS CAPA(USUAL) LISTED C("TOP 1 0") S("-ERR unknown"),
     GREETED_TLS CAPA(USUAL S("RESP-CODES")) LISTED C("TOP 1 0")
         S("-ERR [UTF8] needs it") C("UIDL") S("-ERR [SYS/TEMP] wait"),
     CLIENT, SEVERITY_WARNING,
     {0},
     true},
    {"capa/works-unannounced",
     GREETED_TLS CAPA(S("TOP") S("USER")) LISTED C("UIDL") S("+OK") S("1 a")
         S("."),
     GREETED_TLS CAPA(USUAL) LISTED C("UIDL") S("+OK") S("1 a") S("."),
     CLIENT, SEVERITY_NOTE,
     {0},
     true},
    {"capa/works-unannounced",
     GREETED_TLS CAPA(S("USER")) C("AUTH LOGIN") S("+ VXNlcm5hbWU6"),
     GREETED_TLS CAPA(S("USER")) C("AUTH") S("+OK") S("LOGIN") S("."),
     CLIENT, SEVERITY_NOTE,
     {0},
     true},
    {"capa/works-unannounced",
     GREETED CAPA(S("SASL GSSAPI")) C("STLS") S("+OK"),
     GREETED CAPA(S("SASL GSSAPI") S("STLS")) C("STLS") S("+OK"),
     CLIENT, SEVERITY_NOTE,
     {0},
     0   },
    {"capa/works-unannounced",
     GREETED_TLS CAPA(S("SASL PLAIN")) C("USER a") S("+OK"),
     GREETED CAPA(S("SASL GSSAPI") S("STLS")) STARTTLS C("USER a") S("+OK"),
     CLIENT, SEVERITY_NOTE,
     {0},
     true},
};

Test(rules_capa, lines_are_judged)
{
    findings_check(line_rows, COUNT(line_rows));
}

Test(rules_capa, arguments_are_judged)
{
    findings_check(argument_rows, COUNT(argument_rows));
}

Test(rules_capa, listings_are_compared)
{
    findings_check(compare_rows, COUNT(compare_rows));
}

Test(rules_capa, commands_are_held_against_the_listing)
{
    findings_check(use_rows, COUNT(use_rows));
}

Test(rules_capa, a_listing_that_was_cut_short_is_not_judged_as_a_whole)
{
    char *findings =
        findings_of(GREETED_TLS CAPA(USUAL S("AUTH-RESP-CODE") S("RESP-CODES"))
                        LOGIN C("CAPA") S("+OK") S("TOP")
                            S("AUTH-RESP-CODE") "S SAS\nclose\n",
                    NULL, SPLIT_WHOLE, 0);

    cr_expect(eq(ptr, strstr(findings, " capa/"), NULL), "%s", findings);
    free(findings);
}

Test(rules_capa, findings_point_at_the_octet_and_name_the_words)
{
    char *findings =
        findings_of(GREETED_TLS CAPA(S("USER") S("SASL PLAIN") S("EXPIRE 5d")),
                    NULL, SPLIT_WHOLE, 0);

    cr_expect(ne(ptr,
                 strstr(findings, "error capa/expire-arg @41 column 8: "
                                  "\"5d\" is not a number of days or "
                                  "NEVER, at most followed by USER | "
                                  "EXPIRE 5d\n"),
                 NULL),
              "%s", findings);
    free(findings);
}
