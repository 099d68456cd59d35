/* rows-resp.c - rules for the bracketed response codes. */
#include <config.h>

#include "net/rules/rows.h"

const struct rule rows_resp[] = {
    ROW(.id = "resp/syntax", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 3; RFC 2449 section 6.5",
        .title = "With RESP-CODES, reply text that begins with a bracket is "
                 "a complete response code.",
        .advice = "Close the bracket and put no space inside, or begin the "
                  "text in another way; clients read the code to decide "
                  "whether to ask for the password again.",
        .conforming = "-ERR [IN-USE] busy", .violating = "-ERR [IN USE busy"),
    ROW(.id = "resp/unannounced", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 8",
        .title = "A server that sends response codes announces RESP-CODES.",
        .advice = "Add RESP-CODES, and AUTH-RESP-CODE for [AUTH], to the "
                  "capability list; otherwise clients treat the code as "
                  "mere text.",
        .conforming = "RESP-CODES / C:PASS x / S:-ERR [IN-USE] busy",
        .violating = "UIDL / C:PASS x / S:-ERR [IN-USE] busy"),
    ROW(.id = "resp/unknown-code", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 8; RFC 2449 section 9; IANA POP3 Extension "
               "Mechanism",
        .title = "Response codes are registered with IANA.",
        .advice = "Ignore it: clients treat an unknown code as text, and "
                  "Dovecot's [XCLIENT] greeting is meant for its own "
                  "proxies.",
        .conforming = "-ERR [AUTH] bad password",
        .violating = "-ERR [FOO] bad password"),
    ROW(.id = "resp/wrong-status", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 8.1; RFC 3206 section 4; RFC 3206 section "
               "5; RFC 6856 section 5",
        .title = "Registered response codes go with -ERR only.",
        .advice = "Send the code with -ERR or drop it; +OK [IN-USE] leaves "
                  "a client to guess whether the login worked.",
        .conforming = "-ERR [IN-USE] busy", .violating = "+OK [IN-USE] busy"),
    ROW(.id = "resp/wrong-command", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 8.1; RFC 3206 section 5; RFC 6856 section 5",
        .title = "A response code is used with the commands that it is "
                 "defined for.",
        .advice = "Use [SYS/TEMP] or [SYS/PERM] where no other code fits; "
                  "[AUTH] outside a login makes a client forget a good "
                  "password.",
        .conforming = "C:PASS x / S:-ERR [AUTH]",
        .violating = "C:STAT / S:-ERR [AUTH]"),
    ROW(.id = "resp/auth-not-credentials", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 3206 section 5",
        .title = "[AUTH] says that the credentials were wrong.",
        .advice = "Ignore it on Cyrus; elsewhere leave the code out when "
                  "the order of commands was wrong or the exchange was "
                  "cancelled, or clients ask for a new password in vain.",
        .conforming = "-ERR Must give USER command",
        .violating = "-ERR [AUTH] Must give USER command"),
    ROW(.id = "resp/user-leak", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER, .flags = RULE_PROBE,
        .rfc = "RFC 2449 section 8.1.1; RFC 3206 section 5",
        .title = "USER is not answered with [AUTH] or [LOGIN-DELAY], which "
                 "tell that the user exists.",
        .advice = "Send the code at PASS instead; where every name gets the "
                  "same answer, as on Cyrus when TLS is required, nothing "
                  "leaks and it can stay.",
        .conforming = "C:USER x / S:+OK",
        .violating = "C:USER x / S:-ERR [AUTH] TLS required"),
    ROW(.id = "resp/sys-level", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 3206 section 4",
        .title = "SYS is followed by TEMP or PERM.",
        .advice = "Send [SYS/TEMP] if a later try may work and [SYS/PERM] "
                  "if someone has to act; a bare [SYS] does not tell "
                  "clients whether to retry.",
        .conforming = "-ERR [SYS/TEMP] try later",
        .violating = "-ERR [SYS] try later"),
    ROW(.id = "resp/auth-missing", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .flags = RULE_PROBE, .rfc = "RFC 3206 section 5; RFC 3206 section 6",
        .title = "With AUTH-RESP-CODE, a wrong password is answered with "
                 "[AUTH].",
        .advice = "Pass the reason from the password check on to the reply, "
                  "or stop announcing AUTH-RESP-CODE; clients cannot tell a "
                  "wrong password from an outage.",
        .conforming = "C:PASS wrong / S:-ERR [AUTH] bad password",
        .violating = "C:PASS wrong / S:-ERR bad password"),
    ROW(.id = "resp/in-use-without-password", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .flags = RULE_PROBE, .rfc = "RFC 2449 section 8.1.2",
        .title = "[IN-USE] is sent only after the password was found right.",
        .advice = "Check the password before the lock; otherwise strangers "
                  "learn who is logged in, and clients keep a wrong "
                  "password as a good one.",
        .conforming = "C:PASS wrong / S:-ERR [AUTH] bad password",
        .violating = "C:PASS wrong / S:-ERR [IN-USE] busy"),
};

_Static_assert(sizeof rows_resp / sizeof *rows_resp == ROWS_RESP,
               "a row per rule");
