/* test-rules-tls.c - the rules about STLS and TLS posture, as far as scripts
 * can tell; what a handshake shows is tested by test-rules-handshake.c. */
#include <config.h>

#include "tests/unit/findings.h"
#include "tests/unit/script.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

TestSuite(rules_tls, .timeout = 20);

/* Keeps clang-format from setting the rows in columns. */
#define ROW(...)                                                               \
    {                                                                          \
        __VA_ARGS__                                                            \
    }

static const struct rule_row rows[] = {
    ROW(.rule = "stls/injected-reply", .severity = SEVERITY_ERROR,
        .trips = GREETED C("STLS") "S* +OK begin\\r\\n+OK injected\\r\\n\n"
                                   "tls\n",
        .near = GREETED C("STLS") "S* +OK begin\\r\\n\n"
                                  "tls\nS* \n"),
    /* a line without its end, told when the handshake is over */
    ROW(.rule = "stls/injected-reply", .severity = SEVERITY_ERROR,
        .trips = GREETED C("STLS") S("+OK begin") "S +O\n"
                                                  "notls\n",
        .near = GREETED C("STLS") S("-ERR no") "S* \n"
                                               "close\n"),
    /* a TLS record before ours */
    ROW(.rule = "stls/injected-reply", .severity = SEVERITY_ERROR,
        .trips = GREETED C("STLS") S("+OK") "S \\x15\\x03\\x01\n"
                                            "close\n",
        .near = GREETED C("STLS") S("+OK") "close\n"),
    /* but not an alert to what is no handshake, as Courier sends */
    ROW(.rule = "stls/injected-reply", .severity = SEVERITY_ERROR,
        .also = "client/stls-pipelined client/stls-without-handshake "
                "session/no-close-notify",
        .trips = GREETED C("STLS") S("+OK") C("NOOP") S("+OK"),
        .near = GREETED C("STLS") S("+OK")
            C("NOOP") "S \\x15\\x03\\x03\\x00\\x02\\x01\\x00-ERR failed\n"
                      "close\n"),
    ROW(.rule = "stls/announced-but-refused", .severity = SEVERITY_WARNING,
        .trips = GREETED C("CAPA") S("+OK\\r\\nSTLS\\r\\n.") C("STLS")
            S("-ERR TLS not available"),
        .near = GREETED C("CAPA") S("+OK\\r\\nUIDL\\r\\n.") C("STLS")
            S("-ERR unknown command")),
    /* .near: refused for the blank behind it */
    ROW(.rule = "stls/announced-but-refused", .severity = SEVERITY_WARNING,
        .trips = GREETED C("CAPA") S("+OK\\r\\nSTLS\\r\\n.") C("STLS")
            S("-ERR TLS not available"),
        .near = GREETED C("CAPA") S("+OK\\r\\nSTLS\\r\\n.") C("STLS ")
            S("-ERR no blanks")),
    /* .near: after UTF8 a server may refuse it, RFC 6856 section 2.1 */
    ROW(.rule = "stls/announced-but-refused", .severity = SEVERITY_WARNING,
        .also = "client/stls-after-utf8",
        .trips = GREETED C("CAPA") S("+OK\\r\\nSTLS\\r\\nUTF8\\r\\n.") C("UTF8")
            S("-ERR no") C("STLS") S("-ERR TLS not available"),
        .near = GREETED C("CAPA") S("+OK\\r\\nSTLS\\r\\nUTF8\\r\\n.") C("UTF8")
            S("+OK") C("STLS") S("-ERR not after UTF8")),
    /* .near: after a login it is out of place */
    ROW(.rule = "stls/announced-but-refused", .severity = SEVERITY_NOTE,
        .trips = GREETED C("CAPA") S("+OK\\r\\nSTLS\\r\\nRESP-CODES\\r\\n.")
            C("STLS") S("-ERR [SYS/TEMP] later"),
        .near = GREETED C("CAPA") S("+OK\\r\\nSTLS\\r\\nUIDL\\r\\n.")
            C("APOP a 0123456789abcdef0123456789abcdef") S("+OK") C("STLS")
                S("-ERR not now")),
    ROW(.rule = "stls/second-accepted", .severity = SEVERITY_NOTE,
        .also = "client/stls-misplaced",
        .trips = GREETED_TLS C("STLS") S("+OK"),
        .near = GREETED_TLS C("STLS") S("-ERR no")),
    ROW(.rule = "stls/second-accepted", .severity = SEVERITY_NOTE,
        .also = "client/stls-misplaced",
        .trips = GREETED STARTTLS C("STLS") S("+OK"),
        .near = GREETED STARTTLS C("STLS") S("-ERR active")),
    ROW(.rule = "tls/plaintext-on-995", .severity = SEVERITY_ERROR,
        .peer.port = 995, .trips = GREETED, .near = GREETED_TLS),
    ROW(.rule = "tls/plaintext-on-995", .severity = SEVERITY_ERROR,
        .peer.port = 995, .also = "greeting/not-positive reply/status-unknown",
        .trips = "open\n" S("-ERR busy"), .near = "open\n" S("* OK IMAP")),
    ROW(.rule = "tls/implicit-on-110", .severity = SEVERITY_NOTE,
        .peer.port = 110, .trips = GREETED_TLS, .near = GREETED),
    ROW(.rule = "tls/plaintext-login-offered", .severity = SEVERITY_WARNING,
        .trips = GREETED C("CAPA") S("+OK\\r\\nSTLS\\r\\nUSER\\r\\n."),
        .near = GREETED C("CAPA") S("+OK\\r\\nSTLS\\r\\nSASL SCRAM-SHA-256 "
                                    "CRAM-MD5\\r\\nUTF8 USER\\r\\n.")),
    ROW(.rule = "tls/plaintext-login-offered", .severity = SEVERITY_WARNING,
        .also = "sasl/mech-name",
        .trips = GREETED C("CAPA")
            S("+OK\\r\\nSTLS\\r\\nSASL SCRAM-SHA-1 plain LOGIN\\r\\n."),
        .near =
            GREETED_TLS C("CAPA") S("+OK\\r\\nUSER\\r\\nSASL PLAIN\\r\\n.")),
    ROW(.rule = "tls/plaintext-login-offered", .severity = SEVERITY_NOTE,
        .peer.loopback = true,
        .trips = GREETED C("CAPA") S("+OK\\r\\nUSER\\r\\nSASL XOAUTH2\\r\\n.")
            C("CAPA") S("+OK\\r\\nUSER\\r\\n."),
        .near =
            GREETED C("CAPA") S("+OK\\r\\nSTLS\\r\\nUIDL\\r\\nSASL\\r\\n.")),
    ROW(.rule = "tls/plaintext-login-accepted", .severity = SEVERITY_WARNING,
        .also = "client/password-in-clear",
        .trips = GREETED C("USER a") S("+OK") C("PASS b") S("+OK"),
        .near = GREETED C("USER a") S("+OK") C("PASS b") S("-ERR use STLS")),
    ROW(.rule = "tls/plaintext-login-accepted", .severity = SEVERITY_NOTE,
        .peer.loopback = true, .also = "client/",
        .trips = GREETED C("AUTH PLAIN") S("+ ") C("AGEAYg==") S("+OK"),
        .near = GREETED C("APOP a 0123456789abcdef0123456789abcdef") S("+OK")),
    ROW(.rule = "tls/plaintext-login-accepted", .severity = SEVERITY_WARNING,
        .also = "client/token-in-clear",
        .trips =
            GREETED C("AUTH XOAUTH2 dXNlcj1hAWF1dGg9QmVhcmVyIHQBAQ==") S("+OK"),
        .near = GREETED STARTTLS C("USER a") S("+OK") C("PASS b") S("+OK")),
};

Test(rules_tls, scripts_trip_their_rule_and_what_is_near_does_not)
{
    findings_check(rows, sizeof rows / sizeof *rows);
}

Test(rules_tls, a_login_offered_in_clear_is_told_once_a_session)
{
    char *got = findings_of(
        GREETED "C CAPA\\r\\n\nS +OK\\r\\nUSER\\r\\nSASL PLAIN\\r\\n.\\r\\n\n"
                "C CAPA\\r\\n\nS +OK\\r\\nUSER\\r\\nSASL PLAIN\\r\\n.\\r\\n\n",
        NULL, SPLIT_WHOLE, 0);
    char *first = strstr(got, "tls/plaintext-login-offered @16 column 1");

    cr_expect(first != NULL, "%s", got);
    cr_expect(first && !strstr(first + 1, "tls/plaintext-login-offered"), "%s",
              got);
    free(got);
}

Test(rules_tls, what_was_injected_is_shown_up_to_its_first_line_end)
{
    char *got = findings_of(GREETED "C STLS\\r\\n\nS +OK\\r\\n\n"
                                    "S +OK one\\r\\n+OK two\\r\\n\ntls\n",
                            NULL, SPLIT_OCTETS, 0);

    cr_expect(strstr(got, "stls/injected-reply @16 column 1") != NULL, "%s",
              got);
    cr_expect(strstr(got, " | +OK one\n") != NULL, "%s", got);
    free(got);
}

/* --- sessions as real servers have them --- */

Test(rules_tls, conforming_sessions_give_no_warning_of_these_rules)
{
    static const char *const scripts[] = {
        /* Dovecot: nothing in clear, STLS, everything under TLS */
        "open\nS +OK Dovecot ready.\\r\\n\nC CAPA\\r\\n\n"
        "S +OK\\r\\nCAPA\\r\\nTOP\\r\\nUIDL\\r\\nRESP-CODES\\r\\nPIPELINING"
        "\\r\\nAUTH-RESP-CODE\\r\\nSTLS\\r\\nSASL\\r\\n.\\r\\n\n"
        "C STLS\\r\\n\nS +OK Begin TLS negotiation now.\\r\\n\ntls\n"
        "C CAPA\\r\\n\nS +OK\\r\\nCAPA\\r\\nTOP\\r\\nUIDL\\r\\nRESP-CODES\\r\\n"
        "PIPELINING\\r\\nAUTH-RESP-CODE\\r\\nUSER\\r\\nSASL "
        "PLAIN\\r\\n.\\r\\n\n"
        "C USER a\\r\\n\nS +OK\\r\\n\nC PASS b\\r\\n\nS +OK Logged in.\\r\\n\n"
        "C QUIT\\r\\n\nS +OK\\r\\n\nclose\n",
        /* Courier lists STLS after the login, and refuses it there */
        "open tls\nS +OK Hello there.\\r\\n\nC USER a\\r\\n\nS +OK\\r\\n\n"
        "C PASS b\\r\\n\nS +OK\\r\\n\nC CAPA\\r\\n\nS +OK\\r\\nSTLS\\r\\nUSER"
        "\\r\\n.\\r\\n\nC STLS\\r\\n\nS -ERR Invalid command.\\r\\n\n",
        /* Cyrus refuses logins in clear */
        ("open\nS +OK <1.2@h> server ready\\r\\n\nC USER a\\r\\n\n"
         "S -ERR [AUTH] Must use TLS\\r\\n\nC QUIT\\r\\n\nS "
         "+OK\\r\\n\nclose\n"),
    };

    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        char *got = findings_of(scripts[i], NULL, SPLIT_WHOLE, 0);

        cr_expect(strstr(got, "tls/") == NULL, "%zu:\n%s", i, got);
        free(got);
    }
}
