/* rows-client-state.c - rules for the order of what a client sends. */
#include <config.h>

#include "net/rules/rows.h"

const struct rule rows_client_state[] = {
    ROW(.id = "client/wrong-state", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_CLIENT,
        .rfc = "RFC 1939 section 3; RFC 1939 section 4; RFC 1939 section 5; "
               "RFC 1939 section 6",
        .title = "A command is sent in a state that knows it.",
        .advice = "Log in before mailbox commands, and send USER, PASS, "
                  "APOP, AUTH, STLS and UTF8 before that; the prompt shows "
                  "the state.",
        .conforming = "C:USER a / C:PASS x / C:RETR 1",
        .violating = "<before login> / C:RETR 1"),
    ROW(.id = "client/pass-without-user", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_CLIENT,
        .rfc = "RFC 1939 section 7", .title = "PASS follows a successful USER.",
        .advice = "Send USER again before each PASS; a refused PASS uses up "
                  "the USER before it.",
        .conforming = "C:USER a / S:+OK / C:PASS x",
        .violating = "S:+OK ready / C:PASS x"),
    ROW(.id = "client/pass-not-immediate", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_CLIENT,
        .rfc = "RFC 1939 section 7", .title = "PASS follows USER directly.",
        .advice = "Send CAPA and other commands before USER; some servers "
                  "forget the name at any command in between.",
        .conforming = "C:CAPA / C:USER a / C:PASS x",
        .violating = "C:USER a / C:CAPA / C:PASS x"),
    ROW(.id = "client/user-after-user", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_CLIENT,
        .rfc = "RFC 1939 section 7",
        .title = "After an accepted USER only PASS or QUIT follows.",
        .advice = "Go on if you meant to correct the name, since most "
                  "servers take the newer one; a refusal means to reconnect.",
        .conforming = "C:USER a / S:+OK / C:PASS x",
        .violating = "C:USER a / S:+OK / C:USER b"),
    ROW(.id = "client/apop-no-timestamp", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_CLIENT,
        .rfc = "RFC 1939 section 7; RFC 2449 section 6",
        .title = "APOP is sent only if the greeting holds a timestamp.",
        .advice = "Use AUTH, or USER and PASS under TLS: this server did "
                  "not announce APOP and has nothing to check the digest "
                  "against.",
        .conforming = "S:+OK <1@h> / C:APOP u c4c9..",
        .violating = "S:+OK ready / C:APOP u c4c9.."),
    ROW(.id = "client/apop-digest", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_CLIENT,
        .rfc = "RFC 1939 section 7",
        .title = "The APOP digest is 32 lower-case hexadecimal digits.",
        .advice = "Let \\login compute it, or write the MD5 digest of "
                  "timestamp and secret in lower case, without the file "
                  "name that md5sum adds.",
        .conforming = "C:APOP u c4c9334bac560ecc979e58001b3e22fb",
        .violating = "C:APOP u C4C9334BAC560ECC979E58001B3E22FB"),
    ROW(.id = "client/apop-bad-timestamp", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_WARNING, .bound = BOUND_CLIENT,
        .rfc = "RFC 1939 section 7; RFC 6151 section 2.1",
        .title = "APOP does not answer a timestamp that is no valid msg-id.",
        .advice = "Do not use APOP here: odd octets in the timestamp are "
                  "the mark of an attack that recovers the password from "
                  "MD5 collisions; log in under TLS.",
        .conforming = "S:+OK <1896.69@h> / C:APOP u c4c9..",
        .violating = "S:+OK <\\x80\\x80x> / C:APOP u c4c9.."),
    ROW(.id = "client/quit-missing", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_CLIENT,
        .rfc = "RFC 1939 section 6",
        .title = "A session with messages marked deleted ends with QUIT.",
        .advice = "Send QUIT to have them removed; leave without it only if "
                  "you want to keep them all.",
        .conforming = "C:DELE 1 / S:+OK / C:QUIT / S:+OK",
        .violating = "C:DELE 1 / S:+OK / <close>"),
    ROW(.id = "client/login-delay", .level = LEVEL_SHOULD,
        .severity = SEVERITY_NOTE, .bound = BOUND_CLIENT, .flags = RULE_STATE,
        .rfc = "RFC 2449 section 6.5",
        .title = "Logins keep the distance that LOGIN-DELAY announces.",
        .advice = "Set the polling interval of the client above the "
                  "announced seconds; the server may refuse earlier logins "
                  "with [LOGIN-DELAY].",
        .conforming = "LOGIN-DELAY 300 / <next login after 301 s>",
        .violating = "LOGIN-DELAY 300 / <next login after 20 s>"),
    ROW(.id = "client/pipelining-unannounced", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_CLIENT,
        .rfc = "RFC 2449 section 6.6",
        .title = "Commands are queued only if PIPELINING is announced.",
        .advice = "Send one command at a time to this server (no "
                  "--pipeline); it may throw away what arrives together "
                  "with another line.",
        .conforming = "C:STAT / S:+OK 2 320 / C:LIST",
        .violating = "<no PIPELINING in CAPA> / C:STAT\\r\\nLIST\\r\\n"),
    ROW(.id = "client/pipelined-after-auth", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_CLIENT,
        .rfc = "RFC 5034 section 4",
        .title = "Nothing is queued behind an AUTH that waits for a "
                 "challenge.",
        .advice = "Wait for the + line, or give an initial response; the "
                  "server takes the queued command for the SASL response.",
        .conforming = "C:AUTH PLAIN\\r\\n / S:+ \\r\\n",
        .violating = "C:AUTH PLAIN\\r\\nSTAT\\r\\n"),
    ROW(.id = "client/extension-unannounced", .level = LEVEL_SHOULD,
        .severity = SEVERITY_NOTE, .bound = BOUND_CLIENT,
        .rfc = "RFC 2449 section 1; RFC 2449 section 7; RFC 6856",
        .title = "Optional commands are sent only if CAPA lists them.",
        .advice = "By hand it is a fair test; in a script read CAPA first, "
                  "as some servers close the connection at an unknown "
                  "command.",
        .conforming = "TOP / C:TOP 1 0", .violating = "UIDL / C:TOP 1 0"),
    ROW(.id = "client/historic-command", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_CLIENT,
        .rfc = "RFC 1725; RFC 1460; RFC 5034 section 4",
        .title = "LAST, RPOP, XTND and a bare AUTH are historic and not "
                 "used.",
        .advice = "Use UIDL in place of LAST and CAPA in place of a bare "
                  "AUTH; leave RPOP alone, which trusts a port number "
                  "instead of a password.",
        .conforming = "C:UIDL", .violating = "C:LAST"),
    ROW(.id = "client/proxy-command", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_CLIENT, .rfc = "",
        .title = "PROXY, XCLIENT and XOIP are for trusted proxies.",
        .advice = "Use them only to test a back end that trusts your "
                  "address: where they are believed, its logs name an "
                  "address that is not yours.",
        .conforming = "C:CAPA", .violating = "C:XCLIENT ADDR=192.0.2.1"),
};

_Static_assert(sizeof rows_client_state / sizeof *rows_client_state ==
                   ROWS_CLIENT_STATE,
               "a row per rule");
