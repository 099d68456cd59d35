/* rows-greeting.c - rules for the first line of a session. */
#include <config.h>

#include "net/rules/rows.h"

const struct rule rows_greeting[] = {
    ROW(.id = "greeting/missing", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .flags = RULE_CLOCK, .rfc = "RFC 1939 section 3; RFC 1939 section 4",
        .title = "The server speaks first, with one line.",
        .advice = "Check the port: silence often means implicit TLS (try "
                  "pop3s://), a server that waits for a PROXY header or a "
                  "slow reverse DNS lookup, or a tarpit.",
        .conforming = "S:+OK ready", .violating = "<30 s of silence>"),
    ROW(.id = "greeting/not-positive", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 4; RFC 2449 section 3",
        .title = "The greeting is a positive reply.",
        .advice = "Read the text: for too many connections raise the limit "
                  "or close idle sessions, for anything else the server's "
                  "log has the reason.",
        .conforming = "+OK ready", .violating = "-ERR too many connections"),
    ROW(.id = "greeting/multi-line", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 4", .title = "The greeting is one line.",
        .advice = "Bring the legal notice or welcome text into one line, or "
                  "leave it out; clients read the second line as the reply "
                  "to their first command.",
        .conforming = "+OK ready", .violating = "+OK ready / Please behave"),
    ROW(.id = "greeting/timestamp-syntax", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 7; RFC 2449 section 3; RFC 822; RFC 5322 "
               "section 3.6.4",
        .title = "Text in angle brackets in the greeting is an APOP "
                 "timestamp and has the form of a msg-id.",
        .advice = "Take the angle brackets out of the banner text; if APOP "
                  "is wanted, make the timestamp look like "
                  "<process.clock@host>.",
        .conforming = "+OK ready <1896.697170952@dbc.mtview.ca.us>",
        .violating = "+OK ready <1896 697170952>"),
    ROW(.id = "greeting/timestamp-reused", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER, .flags = RULE_STATE,
        .rfc = "RFC 1939 section 7",
        .title = "The APOP timestamp is different in every greeting.",
        .advice = "Turn APOP off until the server builds the timestamp from "
                  "process-id and clock or from random data; with a "
                  "repeated one a recorded login can be replayed.",
        .conforming = "+OK <1.11@h> / <next session> / +OK <2.12@h>",
        .violating = "+OK <1@h> / <next session> / +OK <1@h>"),
    ROW(.id = "greeting/timestamp-multiple", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 3",
        .title = "The greeting holds at most one timestamp.",
        .advice = "Remove the second bracketed text from the banner; "
                  "clients differ in which one they use for the digest, so "
                  "APOP fails for some of them.",
        .conforming = "+OK ready <1896.1@h>", .violating = "+OK <a@b> <c@d>"),
    ROW(.id = "greeting/software-version", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER, .flags = RULE_OFF,
        .rfc = "RFC 2449 section 6.9",
        .title = "The banner does not tell product and version.",
        .advice = "Shorten the banner (Dovecot: login_greeting, Cyrus: "
                  "serverinfo) if you would rather not help scanners; mail "
                  "clients do not read it.",
        .conforming = "+OK ready", .violating = "+OK Foo 1.2.3 ready"),
};

_Static_assert(sizeof rows_greeting / sizeof *rows_greeting == ROWS_GREETING,
               "a row per rule");
