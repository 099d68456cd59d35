/* rows-auth.c - rules for logging in with USER, PASS and APOP. */
#include <config.h>

#include "net/rules/rows.h"

const struct rule rows_auth[] = {
    ROW(.id = "auth/pass-without-user", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 7",
        .title = "PASS is accepted only after a successful USER.",
        .advice = "Find out whose maildrop it opened and fix the server at "
                  "once: PASS alone names no user.",
        .conforming = "C:PASS x / S:-ERR", .violating = "C:PASS x / S:+OK"),
    ROW(.id = "auth/user-reveals", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER, .flags = RULE_PROBE,
        .rfc = "RFC 1939 section 13",
        .title = "The reply to USER does not tell which names exist.",
        .advice = "Have the server answer +OK to every USER and refuse at "
                  "PASS; until then limit failed attempts per address, for "
                  "instance with fail2ban.",
        .conforming = "C:USER tim / S:+OK / C:USER qzxk / S:+OK",
        .violating = "C:USER tim / S:+OK / C:USER qzxk / S:-ERR no mailbox"),
    ROW(.id = "auth/failure-text-differs", .level = LEVEL_SHOULD,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER, .flags = RULE_PROBE,
        .rfc = "RFC 4422 section 3.6; RFC 1939 section 13",
        .title = "A wrong password and an unknown user are refused in the "
                 "same words.",
        .advice = "Give both cases one text and one delay, and keep the "
                  "true reason for the log; otherwise a guesser first "
                  "collects the names that exist.",
        .conforming = "<unknown user> / -ERR login failed / <wrong "
                      "password> / -ERR login failed",
        .violating = "<unknown user> / -ERR unknown user / <wrong password> "
                     "/ -ERR bad password"),
    ROW(.id = "auth/apop-without-timestamp", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 7; RFC 2449 section 6",
        .title = "APOP is accepted only after a greeting with a timestamp.",
        .advice = "Turn APOP off: without a timestamp the digest is the "
                  "same in every session, and a recorded one opens the "
                  "maildrop.",
        .conforming = "S:+OK <1@h> / C:APOP u c4c9.. / S:+OK",
        .violating = "S:+OK ready / C:APOP u c4c9.. / S:+OK"),
    ROW(.id = "auth/apop-timestamp-but-refused", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 7; RFC 2449 section 6",
        .title = "A timestamp in the greeting announces that APOP works.",
        .advice = "Take the timestamp out of the greeting (Dovecot: drop "
                  "apop from auth_mechanisms) or make APOP work; clients "
                  "that prefer it fail at their first attempt each time.",
        .conforming = "S:+OK <1@h> / C:APOP u c4c9.. / S:+OK",
        .violating = "S:+OK <1@h> / C:APOP u c4c9.. / S:-ERR unknown command"),
    ROW(.id = "auth/apop-and-pass", .level = LEVEL_SHOULD,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER, .flags = RULE_STATE,
        .rfc = "RFC 1939 section 13",
        .title = "A maildrop can be opened with APOP or with PASS, not with "
                 "both.",
        .advice = "Under TLS this matters little and the better cure is to "
                  "retire APOP; without TLS refuse PASS to the users of "
                  "APOP, as one login in clear gives their secret away.",
        .conforming = "C:APOP u c4c9.. / S:+OK / <next session> / C:PASS x "
                      "/ S:-ERR",
        .violating = "C:APOP u c4c9.. / S:+OK / <next session> / C:PASS x / "
                     "S:+OK"),
    ROW(.id = "auth/none-available", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 4",
        .title = "At least one way to log in is offered.",
        .advice = "Enable a mechanism (Dovecot: auth_mechanisms) or set up "
                  "a certificate: a server that forbids passwords in clear "
                  "and has no TLS leaves clients nothing to use.",
        .conforming = "C:CAPA / S:+OK / S:SASL PLAIN / S:.",
        .violating = "C:CAPA / S:+OK / S:TOP / S:UIDL / S:."),
    ROW(.id = "auth/second-login-accepted", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 5034 section 4; RFC 1939 section 3",
        .title = "After a login, further USER, PASS, APOP and AUTH commands "
                 "are refused.",
        .advice = "Fix the server, since two logins in one session can mix "
                  "the maildrops of two users; to change the user, QUIT and "
                  "connect again.",
        .conforming = "C:AUTH PLAIN / S:-ERR",
        .violating = "C:AUTH PLAIN / S:+ \\r\\n"),
    ROW(.id = "auth/no-exclusive-lock", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER, .flags = RULE_PROBE,
        .rfc = "RFC 1939 section 4",
        .title = "A second login cannot change a maildrop that is in use.",
        .advice = "Ignore it where each session works on a snapshot, as at "
                  "Gmail and Exchange; on Dovecot set pop3_lock_session = "
                  "yes if several clients delete from one mailbox.",
        .conforming = "<second login> / -ERR [IN-USE] mailbox in use",
        .violating = "<second login> / +OK"),
};

_Static_assert(sizeof rows_auth / sizeof *rows_auth == ROWS_AUTH,
               "a row per rule");
