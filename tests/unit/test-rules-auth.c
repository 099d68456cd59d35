/* test-rules-auth.c - section 5 of the catalogue, USER, PASS and APOP; and how
 * sessions of real servers fare under sections 5 to 8. */
#include <config.h>

#include "net/rules/book.h"
#include "tests/unit/findings.h"
#include "tests/unit/script.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

TestSuite(rules_auth, .timeout = 60);

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))
#define DIGEST "c4c9334bac560ecc979e58001b3e22fb"
#define STAMPED "open tls\n" S("+OK ready <1896.697170952@h>")
/* the client's own faults, and what the same octets break besides */
#define CLIENT                                                                 \
    " client/pass-without-user client/apop-no-timestamp client/apop-weak "     \
    "client/second-auth client/wrong-state client/pass-not-immediate "         \
    "client/user-after-user client/auth-unannounced "                          \
    "client/extension-unannounced client/password-in-clear "                   \
    "client/auth-ir-unannounced client/stls-declined "                         \
    "client/unverified-server client/plain-format client/auth-mech-unlisted "  \
    "client/missing-arg client/capa-not-reissued client/stale-capa "

static const struct rule_row auth_rows[] = {
    {"auth/pass-without-user",
     GREETED_TLS C("PASS x") S("+OK"),
     GREETED_TLS C("PASS x") S("-ERR no USER"),
     CLIENT,            SEVERITY_ERROR,
     {0},
     true},
    {"auth/pass-without-user",
     GREETED_TLS C("USER a") S("-ERR no") C("PASS x") S("+OK"),
     GREETED_TLS C("USER a") S("+OK") C("USER b") S("-ERR") C("PASS x")
         S("+OK"),
     CLIENT,            SEVERITY_ERROR,
     {0},
     true},
    {"auth/pass-without-user",
     GREETED_TLS C("USER a") S("+OK") C("PASS x") S("-ERR no") C("PASS y")
         S("+OK"),
     GREETED_TLS C("USER a") S("+OK") C("PASS x") S("-ERR no") C("USER a")
         S("+OK") C("PASS y") S("+OK"),
     CLIENT,            SEVERITY_WARNING,
     {0},
     true},
    {"auth/apop-without-timestamp",
     GREETED_TLS C("APOP tim " DIGEST) S("+OK in"),
     STAMPED C("APOP tim " DIGEST) S("+OK in"),
     CLIENT,            SEVERITY_ERROR,
     {0},
     true},
    {"auth/apop-without-timestamp",
     GREETED_TLS C("APOP tim " DIGEST) S("+OK in"),
     GREETED_TLS C("APOP tim " DIGEST) S("-ERR unknown command"),
     CLIENT,            SEVERITY_ERROR,
     {0},
     true},
    {"auth/apop-timestamp-but-refused",
     STAMPED C("APOP tim " DIGEST) S("-ERR Unknown command."),
     STAMPED C("APOP tim " DIGEST) S("-ERR unknown user or account disabled"),
     CLIENT,            SEVERITY_NOTE,
     {0},
     true},
    {"auth/apop-timestamp-but-refused",
     STAMPED C("APOP tim " DIGEST) S("-ERR APOP is disabled"),
     STAMPED C("APOP tim nodigest") S("-ERR APOP is disabled"),
     CLIENT,            SEVERITY_NOTE,
     {0},
     true},
    {"auth/none-available",
     GREETED_TLS CAPA(S("TOP") S("UIDL")),
     STAMPED CAPA(S("TOP") S("UIDL")),
     NULL,              SEVERITY_WARNING,
     {0},
     true},
    {"auth/none-available",
     GREETED CAPA(S("TOP") S("SASL")),
     GREETED CAPA(S("TOP") S("SASL") S("STLS")),
     NULL,              SEVERITY_WARNING,
     {0},
     0   },
    {"auth/none-available",
     GREETED_TLS CAPA(S("TOP") S("SASL")),
     GREETED_TLS CAPA(S("TOP") S("SASL GSSAPI")),
     "capa/sasl-empty", SEVERITY_WARNING,
     {0},
     true},
    {"auth/none-available",
     GREETED_TLS CAPA(S("TOP")),
     GREETED_TLS LOGIN CAPA(S("TOP")),
     NULL,              SEVERITY_WARNING,
     {0},
     true},
    {"auth/none-available",
     GREETED_TLS CAPA(S("TOP")),
     GREETED_TLS C("CAPA") S("+OK") S("TOP") "close\n",
     NULL,              SEVERITY_WARNING,
     {0},
     true},
    {"auth/second-login-accepted",
     GREETED_TLS LOGIN C("AUTH PLAIN") S("+ "),
     GREETED_TLS LOGIN C("AUTH PLAIN") S("-ERR"),
     CLIENT,            SEVERITY_ERROR,
     {0},
     true},
    {"auth/second-login-accepted",
     GREETED_TLS LOGIN C("USER tim") S("+OK"),
     GREETED_TLS LOGIN C("AUTH") S("+OK") S("PLAIN") S("."),
     CLIENT,            SEVERITY_ERROR,
     {0},
     true},
};

Test(rules_auth, USER_PASS_and_APOP_are_judged)
{
    findings_check(auth_rows, COUNT(auth_rows));
}

/* Sessions as real servers lead them (catalogue, "Expected findings"). */
static const struct {
    const char *name, *script;
    const char *expected; /* ids of warnings, or NULL */
} servers[] = {
    {"Dovecot",
     "open\n" S("+OK Dovecot ready.") CAPA(S("CAPA") S("TOP") S("UIDL") S(
         "RESP-CODES") S("PIPELINING") S("AUTH-RESP-CODE") S("STLS") S("SASL"))
         STARTTLS CAPA(S("CAPA") S("TOP") S("UIDL") S("RESP-CODES")
                           S("PIPELINING") S("AUTH-RESP-CODE") S("USER")
                               S("SASL PLAIN LOGIN")) C("AUTH") S("+OK")
             S("PLAIN") S("LOGIN") S(".") C("USER tim") S("+OK") C("PASS x")
                 S("-ERR [AUTH] Authentication failed.") C("AUTH PLAIN") S("+ ")
                     C("*") S("-ERR Authentication aborted by client.") C(
                         "AUTH PLAIN AHRpbQBzZWNyZXQ=") S("+OK Logged in.")
                         CAPA(S("CAPA") S("TOP") S("UIDL") S("RESP-CODES")
                                  S("PIPELINING") S("AUTH-RESP-CODE")) C("LIST")
                             S("+OK 1 messages:") S("1 120") S(".") C("UIDL")
                                 S("+OK") S("1 0000000165") S("."),
     NULL                                                      },
    {"Cyrus",
     "open tls\n" S("+OK host Cyrus POP3 3.6.1 server ready ")
         CAPA(S("SASL SCRAM-SHA-256 PLAIN LOGIN") S("EXPIRE NEVER")
                  S("LOGIN-DELAY 0") S("TOP") S("UIDL") S("PIPELINING")
                      S("RESP-CODES") S("AUTH-RESP-CODE") S("USER")) C("PASS x")
             S("-ERR [AUTH] Must give USER command") LOGIN CAPA(
                 S("SASL SCRAM-SHA-256 PLAIN LOGIN") S("EXPIRE NEVER")
                     S("LOGIN-DELAY 0") S("TOP") S("UIDL") S("PIPELINING")
                         S("RESP-CODES") S("AUTH-RESP-CODE")
                             S("IMPLEMENTATION Cyrus POP3 server v2")),
     NULL                                                      },
    {"popa3d",
     GREETED_TLS C("CAPA") S("-ERR") C("USER tim") S("+OK") C("PASS x")
         S("-ERR") C("USER tim") S("+OK") C("PASS secret") S("+OK"),
     NULL                                                      },
    {"Courier",
     "open\n" S("+OK Hello there.")
         CAPA(S("SASL LOGIN CRAM-MD5 PLAIN") S("STLS") S("TOP") S("USER")
                  S("LOGIN-DELAY 10") S("PIPELINING") S("UIDL") S("UTF8 USER")
                      S("IMPLEMENTATION Courier Mail Server"))
             C("AUTH CRAM-MD5") S("+ PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2U+")
                 C("dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw")
                     S("-ERR Login failed.") LOGIN CAPA(
                         S("SASL LOGIN CRAM-MD5 PLAIN") S("STLS") S("TOP")
                             S("USER") S("LOGIN-DELAY 10") S("PIPELINING")
                                 S("UIDL") S("UTF8 USER")
                                     S("IMPLEMENTATION Courier Mail Server")),
     "capa/stls-after-login"                                   },
    {"Exchange",
     "open tls\n" S("+OK The Microsoft Exchange POP3 service is ready. "
                    "[TABPADIAUAA=]")
         CAPA(S("TOP") S("UIDL") S("SASL PLAIN XOAUTH2") S("USER"))
             C("AUTH XOAUTH2") S("+ ")
                 C("dXNlcj11QGV4YW1wbGUuY29tAWF1dGg9QmVhcmVyIHRvawEB")
                     S("-ERR Authentication failure: unknown user name or bad "
                       "password.")
                         LOGIN CAPA(S("TOP") S("UIDL") S("SASL PLAIN XOAUTH2")
                                        S("USER")),
     NULL                                                      },
    {"Gmail",
     "open tls\n" S("+OK Gpop ready for requests from 192.0.2.1 h1mb") CAPA(
         S("USER") S("RESP-CODES") S("EXPIRE 0") S("LOGIN-DELAY 300") S("TOP")
             S("UIDL") S("X-GOOGLE-RICO") S("SASL PLAIN XOAUTH2 OAUTHBEARER"))
         LOGIN CAPA(S("USER") S("RESP-CODES") S("EXPIRE 0") S("LOGIN-DELAY 300")
                        S("TOP") S("UIDL") S("X-GOOGLE-RICO")),
     NULL                                                      },
    {"GNU mailutils",
     "open\n" S("+OK POP3 Ready <4100.1700000000@h>") CAPA(
         S("TOP") S("USER") S("UIDL") S("RESP-CODES") S("PIPELINING") S("STLS")
             S("EXPIRENEVER") S("XTND") S("IMPLEMENTATION GNU Mailutils 3.15"))
         STARTTLS LOGIN CAPA(S("TOP") S("USER") S("UIDL") S("RESP-CODES")
                                 S("PIPELINING") S("STLS") S("EXPIRENEVER")),
     "capa/glued-arg capa/stls-under-tls capa/stls-after-login"},
};

Test(rules_auth, a_second_AUTH_is_told_at_its_first_challenge_and_its_end)
{
    char *findings =
        findings_of(GREETED_TLS LOGIN C("AUTH LOGIN") S("+ VXNlcm5hbWU6")
                        C("dGlt") S("+ UGFzc3dvcmQ6") C("eA==") S("+OK"),
                    NULL, SPLIT_WHOLE, 0);
    const char *told = strstr(findings, "error auth/second-login-accepted @21");

    cr_expect(ne(ptr, (void *)told, NULL), "%s", findings);
    cr_expect(
        ne(ptr, strstr(findings, "repeat auth/second-login-accepted x2"), NULL),
        "%s", findings);
    cr_expect(eq(ptr, strstr(findings, "state/wrong-state-accepted"), NULL),
              "%s", findings);
    free(findings);
}

/* Is it a rule of the sections that these tests are about? */
static bool is_ours(struct span id)
{
    static const char *const families[] = {"auth/", "sasl/", "capa/",
                                           "resp/", "lang/", "utf8/"};

    for (size_t i = 0; i < COUNT(families); i++)
        if (span_starts(id, span_of(families[i])))
            return true;
    return false;
}

static void check_server(const char *name, struct span findings,
                         struct span expected)
{
    for (struct span rest = findings, line; rest.len;
         rest = span_from(rest, line.len + 1)) {
        struct span words = line = span_first(rest, span_find(rest, '\n'));
        struct span severity = span_take_word(&words);
        struct span id = span_take_word(&words);

        if (!is_ours(id))
            continue;
        cr_expect(span_is(severity, "note") || args_list(expected, id),
                  "%s: %.*s", name, (int)line.len, line.at);
        cr_expect(not(span_is(severity, "error")), "%s: %.*s", name,
                  (int)line.len, line.at);
    }
    for (struct span id; (id = span_take_word(&expected)).len;)
        cr_expect(span_find_span(findings, id) < findings.len,
                  "%s lacks %.*s:\n%s", name, (int)id.len, id.at, findings.at);
}

Test(rules_auth, real_servers_give_no_errors_and_the_expected_warnings)
{
    for (size_t i = 0; i < COUNT(servers); i++) {
        char *findings = findings_of(servers[i].script, NULL, SPLIT_WHOLE, 0);

        check_server(servers[i].name, span_of(findings),
                     span_of(servers[i].expected));
        free(findings);
    }
}
