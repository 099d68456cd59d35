/* rows-state.c - rules for what a server accepts when, and for its timers. */
#include <config.h>

#include "net/rules/rows.h"

const struct rule rows_state[] = {
    ROW(.id = "state/wrong-state-accepted", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3",
        .title = "A command given in the wrong state is answered -ERR.",
        .advice = "Tie each command of the server to its state; if a "
                  "mailbox command such as STAT or RETR works before login, "
                  "treat it as a security hole and close the port until it "
                  "is fixed.",
        .conforming = "C:STAT / S:-ERR login first",
        .violating = "C:STAT / S:+OK 0 0"),
    ROW(.id = "state/transaction-before-login", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 8314 section 3.1; RFC 2595 section 4",
        .title = "A client certificate alone does not open the maildrop; a "
                 "login command is still needed.",
        .advice = "Turn off login by certificate without a command; a "
                  "client that holds a certificate asks for it with AUTH "
                  "EXTERNAL.",
        .conforming = "<TLS with client certificate> / C:STAT / S:-ERR",
        .violating = "<TLS with client certificate> / C:STAT / S:+OK 1 9"),
    ROW(.id = "state/not-in-transaction-after-login", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 4; RFC 5034 section 4",
        .title = "After +OK to PASS, APOP or AUTH the session is in "
                 "TRANSACTION.",
        .advice = "Look in the log for what failed after the password "
                  "check, such as a missing home directory, a quota or a "
                  "lock; the login itself should have been refused.",
        .conforming = "C:PASS x / S:+OK / C:STAT / S:+OK 0 0",
        .violating = "C:PASS x / S:+OK / C:STAT / S:-ERR log in first"),
    ROW(.id = "state/transaction-after-failed-login", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 4; RFC 1939 section 7",
        .title = "A refused login leaves the session in AUTHORIZATION.",
        .advice = "Take the server off the network and update it: it opens "
                  "maildrops without a valid password.",
        .conforming = "C:PASS x / S:-ERR / C:STAT / S:-ERR",
        .violating = "C:PASS x / S:-ERR / C:STAT / S:+OK 0 0"),
    ROW(.id = "cmd/unknown-accepted", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER, .flags = RULE_PROBE,
        .rfc = "RFC 1939 section 3",
        .title = "An unknown command is answered -ERR.",
        .advice = "Let the server answer -ERR to every keyword it does not "
                  "implement; clients probe for optional commands and "
                  "believe the +OK.",
        .conforming = "C:QQXZ / S:-ERR", .violating = "C:QQXZ / S:+OK"),
    ROW(.id = "cmd/missing-arg-accepted", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3; RFC 1939 section 5; RFC 1939 section 7",
        .title = "A command without its required argument is answered -ERR.",
        .advice = "An empty USER, which Dovecot accepts, is harmless, as no "
                  "login follows from it; for any other command add the "
                  "check, lest the server act on a leftover or zero value.",
        .conforming = "C:RETR / S:-ERR", .violating = "C:RETR / S:+OK"),
    ROW(.id = "cmd/bad-arg-accepted", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3; RFC 1939 section 5; RFC 1939 section 7",
        .title = "A message number or line count that is not a decimal "
                 "number is answered -ERR.",
        .advice = "Have the server read the whole argument as digits "
                  "(strtoul with its end pointer, not atoi); TOP 1 -1 taken "
                  "for a huge count sends the entire message.",
        .conforming = "C:TOP 1 -1 / S:-ERR",
        .violating = "C:TOP 1 -1 / S:+OK / <the whole message>"),
    ROW(.id = "cmd/extra-arg-accepted", .level = LEVEL_MUST,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3",
        .title = "Superfluous arguments are answered -ERR.",
        .advice = "Ignore it: many servers skip what they do not need, and "
                  "no client depends on the refusal.",
        .conforming = "C:NOOP x / S:-ERR", .violating = "C:NOOP x / S:+OK"),
    ROW(.id = "cmd/keyword-case", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER, .flags = RULE_PROBE,
        .rfc = "RFC 1939 section 3",
        .title = "Keywords are accepted in upper and lower case alike.",
        .advice = "Make the server, or the filter in front of it, compare "
                  "keywords without regard to case; some clients send them "
                  "in lower case.",
        .conforming = "C:noop / S:+OK", .violating = "C:noop / S:-ERR unknown"),
    ROW(.id = "cmd/only-ok-refused", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 4; RFC 1939 section 5",
        .title = "STAT, NOOP and RSET after login, and QUIT before it, do "
                 "not fail.",
        .advice = "See in the log whether the maildrop was lost during the "
                  "session (unmounted, removed, lock broken); the server "
                  "should say so with [SYS/TEMP].",
        .conforming = "C:NOOP / S:+OK", .violating = "C:NOOP / S:-ERR"),
    ROW(.id = "cmd/length-255", .level = LEVEL_MUST,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .flags = RULE_PROBE, .rfc = "RFC 2449 section 4",
        .title = "A server with CAPA accepts commands of 255 octets.",
        .advice = "Raise the line buffer of the server or proxy to 255 "
                  "octets or more; with less, long user names and AUTH "
                  "responses fail.",
        .conforming = "C:USER aa..aa / <255 octets in all> / S:-ERR",
        .violating = "C:USER aa..aa / <255 octets in all> / <close>"),
    ROW(.id = "cmd/long-line-split", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .flags = RULE_PROBE, .rfc = "RFC 1939 section 3",
        .title = "An over-long line is one bad command and gets one reply.",
        .advice = "Have the server skip to the next CRLF when its buffer is "
                  "full; otherwise the rest of the line runs as a command "
                  "of its own and the replies get out of step.",
        .conforming = "C:NOOP xx..xx / S:-ERR line too long",
        .violating = "C:NOOP xx..xx / S:-ERR line too long / S:-ERR unknown "
                     "command"),
    ROW(.id = "cmd/bare-lf-accepted", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER, .flags = RULE_PROBE,
        .rfc = "RFC 1939 section 3",
        .title = "A line that ends in bare LF is not taken for a command.",
        .advice = "Ignore it: nearly all servers are lenient here, which "
                  "helps whoever types into netcat.",
        .conforming = "C:NOOP\\n / <silence>",
        .violating = "C:NOOP\\n / S:+OK"),
    ROW(.id = "session/autologout-short", .level = LEVEL_MUST,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .flags = RULE_CLOCK, .rfc = "RFC 1939 section 3",
        .title = "An inactivity timer lasts at least 10 minutes.",
        .advice = "Raise the idle limit after login to 600 s or more "
                  "(Cyrus: poptimeout, Exchange: "
                  "AuthenticatedConnectionTimeout), also in load balancers "
                  "and firewalls on the way; a shorter limit is usual only "
                  "before login.",
        .conforming = "<idle for 601 s> / <close>",
        .violating = "<idle for 120 s> / <close>"),
    ROW(.id = "session/shutdown-line", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3",
        .title = "A server that logs out an idle client closes without a "
                 "word.",
        .advice = "Ignore it: Dovecot and Cyrus say why they close, which "
                  "helps whoever reads a trace and troubles no client.",
        .conforming = "<idle> / <close>",
        .violating = "<idle> / -ERR Disconnected for inactivity. / <close>"),
    ROW(.id = "session/closed-after-error", .level = LEVEL_MAY,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 4",
        .title = "A server may close after a refused login; after other "
                 "errors it is expected to stay.",
        .advice = "Reconnect without the command that was refused; do not "
                  "probe such a server (Gmail is one) with optional "
                  "commands that CAPA does not list.",
        .conforming = "C:PASS x / S:-ERR / C:QUIT / S:+OK",
        .violating = "C:UTF8 / S:-ERR bad command / <close>"),
    ROW(.id = "session/reply-skipped", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .flags = RULE_CLOCK, .rfc = "RFC 1939 section 3",
        .title = "Every command is answered, also when the session goes on "
                 "after it.",
        .advice = "Look for the path in the server that sends nothing, "
                  "often for a second USER or an empty line; clients sit "
                  "there until their timeout.",
        .conforming = "C:USER a / S:-ERR / C:USER b / S:+OK",
        .violating = "C:USER a / S:-ERR / C:USER b / <silence> / C:PASS x / "
                     "S:-ERR"),
    ROW(.id = "session/no-close-notify", .level = LEVEL_SHOULD,
        .severity = SEVERITY_NOTE, .bound = BOUND_BOTH,
        .rfc = "RFC 8314 section 3.4",
        .title = "Both sides of a TLS session send close_notify before they "
                 "close TCP.",
        .advice = "Let the side that closes first, server or TLS proxy, "
                  "shut TLS down before the socket; the loss is small, as "
                  "QUIT and the final dot show whether POP3 was complete.",
        .conforming = "C:QUIT / S:+OK bye / <close_notify> / <close>",
        .violating = "C:QUIT / S:+OK bye / <close>"),
};

_Static_assert(sizeof rows_state / sizeof *rows_state == ROWS_STATE,
               "a row per rule");
