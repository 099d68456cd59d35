/* test-rules-client-sasl.c - section 22 of the catalogue: AUTH and its
 * responses; and that no finding of a client's line tells the secret in it. */
#include <config.h>

#include "tests/unit/findings.h"
#include "tests/unit/script.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

TestSuite(rules_client_sasl, .timeout = 60);

#define ROW(level, id, trips, near, also)                                      \
    {                                                                          \
        id, trips, near, also, level, {0}, false                               \
    }
#define ERROR(...) ROW(SEVERITY_ERROR, __VA_ARGS__)
#define WARNING(...) ROW(SEVERITY_WARNING, __VA_ARGS__)
#define NOTE(...) ROW(SEVERITY_NOTE, __VA_ARGS__)
#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

#define OUTSIDE GREETED_TLS
#define INSIDE OUTSIDE LOGIN
#define NO S("-ERR no")
#define SASL(mechanisms)                                                       \
    CAPA(S("UIDL") S("TOP") S("USER") S("SASL " mechanisms))
#define X10 "xxxxxxxxxx"
/* base64 of so many octets "x" */
#define X15_64 "eHh4eHh4eHh4eHh4eHh4"
#define X60_64 X15_64 X15_64 X15_64 X15_64
#define X240_64 X60_64 X60_64 X60_64 X60_64

static const struct rule_row sasl_rows[] = {
    /* AUTH */
    WARNING("client/auth-unannounced",
            OUTSIDE CAPA(S("USER") S("UIDL")) C("AUTH PLAIN") NO,
            OUTSIDE SASL("PLAIN") C("AUTH PLAIN") NO, NULL),
    WARNING("client/auth-unannounced", OUTSIDE C("CAPA") NO C("AUTH PLAIN") NO,
            OUTSIDE C("AUTH PLAIN") NO, NULL),
    ERROR("client/auth-ir-unannounced",
          OUTSIDE CAPA(S("USER")) C("AUTH PLAIN AGEAYg==") NO,
          OUTSIDE CAPA(S("USER")) C("AUTH PLAIN") NO, NULL),
    NOTE("client/auth-mech-unlisted", OUTSIDE SASL("PLAIN") C("AUTH LOGIN") NO,
         OUTSIDE SASL("PLAIN login") C("AUTH LOGIN") NO, NULL),
    WARNING("client/second-auth", INSIDE C("AUTH PLAIN") NO,
            OUTSIDE C("USER a") S("+OK") C("PASS b") NO C("AUTH PLAIN") NO,
            NULL),
    ERROR("client/auth-ir-empty", OUTSIDE C("AUTH EXTERNAL ") NO,
          OUTSIDE C("AUTH EXTERNAL =") NO, NULL),
    ERROR("client/auth-ir-empty", OUTSIDE C("AUTH EXTERNAL \"\"") NO,
          OUTSIDE C("AUTH EXTERNAL") NO, NULL),
    ERROR("client/auth-ir-server-first", OUTSIDE C("AUTH CRAM-MD5 dGlt") NO,
          OUTSIDE C("AUTH CRAM-MD5") NO, NULL),
    NOTE("client/auth-ir-server-first", OUTSIDE C("AUTH LOGIN dGlt") NO,
         OUTSIDE C("AUTH LOGIN") NO, NULL),
    NOTE("client/auth-ir-server-first", OUTSIDE C("AUTH NTLM dGlt") NO,
         OUTSIDE C("AUTH DIGEST-MD5 dGlt") NO, NULL),
    /* base64 */
    ERROR("client/base64", OUTSIDE C("AUTH EXTERNAL") S("+ ") C("AA=A") NO,
          OUTSIDE C("AUTH EXTERNAL") S("+ ") C("AAA=") NO, NULL),
    ERROR("client/base64", OUTSIDE C("AUTH EXTERNAL") S("+ ") C("AAA") NO,
          OUTSIDE C("AUTH EXTERNAL") S("+ ") C("") NO, NULL),
    ERROR("client/base64", OUTSIDE C("AUTH EXTERNAL") S("+ ") C("=") NO,
          OUTSIDE C("AUTH EXTERNAL") S("+ ") C("*") NO, NULL),
    ERROR("client/base64", OUTSIDE C("AUTH EXTERNAL d!lt") NO,
          OUTSIDE C("AUTH EXTERNAL dGlt") NO, NULL),
    ERROR("client/base64",
          OUTSIDE C("AUTH LOGIN") S("+ VXNlcm5hbWU6") C("dGlt")
              S("+ UGFzc3dvcmQ6") C("pass word") NO,
          OUTSIDE C("AUTH LOGIN") S("+ VXNlcm5hbWU6") C("dGlt")
              S("+ UGFzc3dvcmQ6") C("dGFuc3Q=") NO,
          NULL),
    WARNING("client/base64", OUTSIDE C("AUTH EXTERNAL dGl=") NO,
            OUTSIDE C("AUTH EXTERNAL dGk=") NO, NULL),
    /* PLAIN */
    ERROR("client/plain-format", OUTSIDE C("AUTH PLAIN dGltAHB3") NO,
          OUTSIDE C("AUTH PLAIN AHRpbQBwdw==") NO, NULL),
    ERROR("client/plain-format",
          OUTSIDE C("AUTH PLAIN") S("+ ") C("AHRpbQBwAHc=") NO,
          OUTSIDE C("AUTH PLAIN") S("+ ") C("YQB0aW0AcHc=") NO, NULL),
    ERROR("client/plain-format", OUTSIDE C("AUTH PLAIN") S("+ ") C("") NO,
          OUTSIDE C("AUTH PLAIN") S("+ ") C("*") NO, NULL),
    ERROR("client/plain-format", OUTSIDE C("AUTH PLAIN =") NO,
          OUTSIDE C("AUTH SCRAM-SHA-1 =") NO, NULL),
    ERROR("client/plain-format", OUTSIDE C("AUTH PLAIN AHRpbQA=") NO,
          OUTSIDE C("AUTH LOGIN AHRpbQA=") NO, NULL),
    ERROR("client/plain-format", OUTSIDE C("AUTH PLAIN AABwdw==") NO,
          OUTSIDE C("AUTH PLAIN AHAAcHc=") NO, NULL),
    ERROR("client/plain-format", OUTSIDE C("AUTH PLAIN AHRpbQDp") NO,
          OUTSIDE C("AUTH PLAIN AHRpbQDDqQ==") NO, NULL),
    NOTE("client/plain-format",
         OUTSIDE C("AUTH PLAIN") S("+ ") C("AGEA" X240_64 X60_64) NO,
         OUTSIDE C("AUTH PLAIN") S("+ ") C("AGEA" X240_64) NO, NULL),
    /* OAuth */
    ERROR("client/oauth-dummy-response",
          OUTSIDE C("AUTH OAUTHBEARER AAAA") S("+ eyJzdGF0dXMiOiI0MDEifQ==")
              C("STAT") NO,
          OUTSIDE C("AUTH OAUTHBEARER AAAA") S("+ eyJzdGF0dXMiOiI0MDEifQ==")
              C("AQ==") NO,
          NULL),
    ERROR("client/oauth-dummy-response",
          OUTSIDE C("AUTH XOAUTH2") S("+ ") C("AAAA")
              S("+ eyJzdGF0dXMiOiI0MDEifQ==") C("AAAA") NO,
          OUTSIDE C("AUTH XOAUTH2") S("+ ") C("AAAA")
              S("+ eyJzdGF0dXMiOiI0MDEifQ==") C("") NO,
          NULL),
    ERROR("client/oauth-dummy-response",
          OUTSIDE C("AUTH XOAUTH2 AAAA") S("+ eyJzdGF0dXMiOiI0MDEifQ==")
              C("AQ==") NO,
          OUTSIDE C("AUTH XOAUTH2 AAAA") S("+ eyJzdGF0dXMiOiI0MDEifQ==") C("*")
              NO,
          NULL),
    ERROR("client/oauth-dummy-response",
          OUTSIDE C("AUTH OAUTHBEARER AAAA") S("+ eyJzdGF0dXMiOiI0MDEifQ==")
              C("") NO,
          OUTSIDE C("AUTH OAUTHBEARER AAAA") S("+ ") C("AAAA") NO,
          "sasl/ir-ignored sasl/client-first-challenge"),
    ERROR("client/challenge-undecodable",
          OUTSIDE C("AUTH PLAIN") S("+ go ahead") C("AGEAYg==") NO,
          OUTSIDE C("AUTH PLAIN") S("+ go ahead") C("*") NO,
          "sasl/challenge-base64 sasl/client-first-challenge"),
    ERROR("client/challenge-undecodable",
          OUTSIDE C("AUTH PLAIN") S("+ go ahead") C("AGEAYg==") NO,
          OUTSIDE C("AUTH PLAIN") S("+ Z28=") C("AGEAYg==") NO,
          "sasl/challenge-base64 sasl/client-first-challenge"),
};

Test(rules_client_sasl, faults_of_an_auth_exchange_are_found)
{
    findings_check(sasl_rows, COUNT(sasl_rows));
}

/* --- no finding tells a secret --- */

/* Every script is broken in as many ways as possible, with this password. */
#define PW "tanstaaf"
#define PW64 "dGFuc3RhYWY="

static const char *const secret_scripts[] = {
    GREETED C("PASS " PW) NO,
    GREETED "C PASS " PW "\\n\n" NO,
    GREETED C(" PASS  " PW " ") NO,
    GREETED C("PASS\\t" PW) NO,
    GREETED C("PASS\\0" PW) NO,
    GREETED C("\\x1bPASS " PW) NO,
    GREETED C("pass " PW "\\x07\\xe9\\r\\0") NO,
    GREETED C("PASS " PW X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10
                  X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10) NO,
    GREETED C("CAPA") NO C("PASS " PW X10 X10 X10 X10) NO,
    GREETED C("PAS " PW) NO,
    GREETED C("LOGIN tim " PW) NO,
    GREETED C("PASS\\xc2\\xa0" PW) NO,
    GREETED C("PASS" PW "1") NO,
    GREETED C("USER a") S("+OK") C("NOOP") NO C("PASS " PW) NO,
    GREETED C("APOP tim " PW) NO,
    "open\n" S("+OK <1@h>") C("APOP tim  " PW " x") NO,
    GREETED "C AUTH PLAIN " PW64 "\\n\n" NO,
    GREETED C("AUTH PLAIN  " PW64 " x") NO,
    GREETED C("AUTH PLAIN " PW64 "\\r\\0\\xe9") NO,
    GREETED C("AUTH\\tPLAIN " PW64) NO,
    GREETED C("AUTH " PW64) NO,
    GREETED C("AUTH dGFuc3RhYWYxMjM0") NO,
    GREETED C("AUTH CRAM-MD5 " PW64) NO,
    INSIDE C("AUTH PLAIN " PW64) NO,
    GREETED CAPA(USUAL S("STLS")) C("AUTH LOGIN " PW64) NO,
    GREETED C("AUTH LOGIN") S("+ ") C(PW64 "!") NO,
    GREETED C("AUTH LOGIN") S("+ x") "C " PW64 "\\n\n" NO,
    GREETED "C AUTH LOGIN\\r\\n" PW64 "\\r\\n\n" S("+ ") NO,
    GREETED C("AUTH XOAUTH2 AAAA") S("+ e30=") C(PW64) NO,
    GREETED C("AUTH LOGIN") NO C(PW64) NO, /* went astray */
    GREETED "C STLS\\r\\nPASS " PW "\\r\\n\n" S("+OK"),
    GREETED "C PASS " PW "\\r\\nAUTH PLAIN " PW64 "\\r\\n\n" NO NO,
};

Test(rules_client_sasl, no_finding_tells_a_secret)
{
    const struct check_peer peer = {.mechanism = "GSSAPI"};

    for (size_t i = 0; i < COUNT(secret_scripts); i++) {
        const char *script = secret_scripts[i];
        char *got = findings_of(script, &peer, SPLIT_RANDOM, 3);

        cr_expect(strstr(got, " client/") != NULL, "%s", script);
        cr_expect(strstr(got, PW) == NULL, "%s\ngives\n%s", script, got);
        cr_expect(strstr(got, PW64) == NULL, "%s\ngives\n%s", script, got);
        cr_expect(strstr(got, "dGFuc3Rh") == NULL, "%s\ngives\n%s", script,
                  got);
        free(got);
    }
}

/* --- lines that cannot be judged, or only just --- */

Test(rules_client_sasl, masks_of_a_transcript_are_not_judged)
{
    const struct check_peer offline = {.offline = true};
    char *got = findings_of(OUTSIDE C("AUTH PLAIN ****") S("+ ") C("****") NO,
                            &offline, SPLIT_WHOLE, 0);

    cr_expect(eq(str, got, ""));
    free(got);
}

Test(rules_client_sasl, a_long_response_is_judged_to_its_end)
{
    struct buf script = {0};
    char *got;

    buf_add_text(&script, OUTSIDE C("AUTH OAUTHBEARER") S("+ ") "C ");
    for (int i = 0; i < 5000; i++)
        buf_add_text(&script, "AAAA");
    buf_add_text(&script, "A=\\r\\n\n");
    got = findings_of(buf_text(&script), NULL, SPLIT_RANDOM, 1);
    cr_expect(strstr(got, "error client/base64") != NULL, "%s", got);
    free(got);
    buf_done(&script);
}
