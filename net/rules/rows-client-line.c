/* rows-client-line.c - rules for the line that a client sends. */
#include <config.h>

#include "net/rules/rows.h"

const struct rule rows_client_line[] = {
    ROW(.id = "client/missing-arg", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_CLIENT,
        .rfc = "RFC 1939 section 5; RFC 1939 section 7",
        .title = "RETR, DELE, TOP, USER, PASS and APOP are sent with their "
                 "arguments.",
        .advice = "Add what is missing: a message number, for TOP a line "
                  "count as well, for APOP a name and a digest.",
        .conforming = "C:TOP 1 0", .violating = "C:TOP 1"),
    ROW(.id = "client/extra-arg", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_CLIENT,
        .rfc = "RFC 1939 section 5; RFC 1939 section 7",
        .title = "A command has no superfluous arguments.",
        .advice = "Leave out what follows; some servers ignore it and "
                  "others answer -ERR, so a script works here and fails "
                  "there.",
        .conforming = "C:NOOP", .violating = "C:NOOP x"),
    ROW(.id = "client/line-too-long", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_CLIENT,
        .rfc = "RFC 2449 section 4",
        .title = "A command has at most 255 octets with its CRLF.",
        .advice = "Shorten it; if it is an AUTH, send the mechanism alone "
                  "and the response on a line of its own, where no limit "
                  "applies.",
        .conforming = "C:USER aa..aa / <255 octets in all>",
        .violating = "C:USER aa..aa / <256 octets in all>"),
    ROW(.id = "client/auth-ir-too-long", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_CLIENT,
        .rfc = "RFC 5034 section 4",
        .title = "An initial response that makes AUTH longer than 255 "
                 "octets is sent after the empty challenge.",
        .advice = "Send AUTH with the mechanism alone, wait for the + line "
                  "and send the response then; Gmail and Exchange take long "
                  "lines, others cut or refuse them.",
        .conforming = "C:AUTH XOAUTH2 / S:+ \\r\\n / C:dXNlcj11QGV4..",
        .violating = "C:AUTH XOAUTH2 dXNlcj11QGV4.. / <2000 octets in all>"),
    ROW(.id = "client/arg-over-40", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_CLIENT,
        .rfc = "RFC 1939 section 3",
        .title = "Without CAPA an argument has at most 40 characters.",
        .advice = "Expect a server of this age to cut or refuse it; try a "
                  "shorter form, such as the login name without its domain.",
        .conforming = "C:USER aa..aa / <40 characters>",
        .violating = "C:USER aa..aa / <64 characters>"),
    ROW(.id = "client/separator", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_CLIENT,
        .rfc = "RFC 1939 section 3",
        .title = "One space stands between keyword and arguments, and none "
                 "at the ends.",
        .advice = "Use single spaces and no tabs; some servers take the "
                  "second space as the start of the argument.",
        .conforming = "C:LIST 1\\r\\n", .violating = "C:LIST  1 \\r\\n"),
    ROW(.id = "client/bare-lf", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_CLIENT,
        .rfc = "RFC 1939 section 3", .title = "A command ends in CRLF.",
        .advice = "End the line of \\raw in \\r\\n; a strict server waits "
                  "for the CR LF and seems to hang.",
        .conforming = "C:NOOP\\r\\n", .violating = "C:NOOP\\n"),
    ROW(.id = "client/crlf-in-arg", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_CLIENT,
        .rfc = "RFC 1939 section 3",
        .title = "An argument holds no CR, LF or NUL.",
        .advice = "Find out how it got into the script, URL or password "
                  "file before you go on: what follows the line end would "
                  "run as a command of its own.",
        .conforming = "C:USER a", .violating = "C:USER a\\r\\nDELE 1"),
    ROW(.id = "client/control-char", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_CLIENT,
        .rfc = "RFC 1939 section 3; RFC 2449 section 3",
        .title = "Arguments are printable.",
        .advice = "Type the line again; most likely an arrow key or a paste "
                  "left its code in it.",
        .conforming = "C:USER a", .violating = "C:USER a\\x07"),
    ROW(.id = "client/non-ascii", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_CLIENT,
        .rfc = "RFC 6856 section 2.2; RFC 1939 section 3",
        .title = "A name or password beyond ASCII is valid UTF-8 and is "
                 "sent only if UTF8 USER is announced.",
        .advice = "Use an ASCII name and password with this server; how it "
                  "compares other octets is undefined, and changes with the "
                  "charset of the client.",
        .conforming = "C:USER jose", .violating = "C:USER jos\\xe9"),
    ROW(.id = "client/keyword-length", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_CLIENT,
        .rfc = "RFC 1939 section 3; RFC 2449 section 3",
        .title = "A keyword has 3 or 4 characters.",
        .advice = "Ignore it if you mean XCLIENT, XSENDER or PROXY; "
                  "otherwise look for a typing error.",
        .conforming = "C:NOOP", .violating = "C:XSENDER 1"),
    ROW(.id = "client/unknown-command", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_CLIENT,
        .rfc = "RFC 1939 section 3",
        .title = "The command is one that POP3 knows.",
        .advice = "Check the spelling; its reply is read as one line, so "
                  "the rest of a longer one appears as unexpected lines.",
        .conforming = "C:NOOP", .violating = "C:HELO x"),
    ROW(.id = "client/msgno-syntax", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_CLIENT,
        .rfc = "RFC 1939 section 4",
        .title = "A message number is a decimal number from 1.",
        .advice = "Take the number from LIST; a correct server answers -ERR "
                  "to 0, to signs and to hexadecimal.",
        .conforming = "C:RETR 1",
        .violating = "C:RETR 0 / C:RETR +1 / C:RETR 0x1"),
    ROW(.id = "client/msgno-range", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_CLIENT,
        .rfc = "RFC 1939 section 5",
        .title = "The message exists and is not marked deleted.",
        .advice = "Send LIST to see which numbers are left, or RSET to "
                  "unmark what was deleted.",
        .conforming = "S:+OK 3 410 / C:RETR 3",
        .violating = "S:+OK 3 410 / C:RETR 9"),
    ROW(.id = "client/top-count", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_CLIENT,
        .rfc = "RFC 1939 section 7",
        .title = "The line count of TOP is 0 or a positive number.",
        .advice = "Use TOP n 0 for the header alone and RETR for the whole "
                  "message; -1 means different things to different servers.",
        .conforming = "C:TOP 1 0", .violating = "C:TOP 1 -1"),
};

_Static_assert(sizeof rows_client_line / sizeof *rows_client_line ==
                   ROWS_CLIENT_LINE,
               "a row per rule");
