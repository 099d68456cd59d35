/* rows-framing.c - rules for the lines and the end of multi-line replies. */
#include <config.h>

#include "net/rules/rows.h"

const struct rule rows_framing[] = {
    ROW(.id = "multi/no-terminator", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3",
        .title = "A multi-line reply ends with a line that holds a single "
                 "dot.",
        .advice = "Search the server's log for what broke it off (an "
                  "unreadable message, a broken index, a killed process); "
                  "the data is incomplete, so do not delete the message.",
        .conforming = "S:1 120 / S:.", .violating = "S:1 120 / <close>"),
    ROW(.id = "multi/terminator-bare-lf", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3",
        .title = "The final dot line, and the line before it, end in CRLF.",
        .advice = "Make the server end every data line, and the dot, in CR "
                  "LF; a strict client does not see this end and waits "
                  "until its timeout.",
        .conforming = "last line\\r\\n.\\r\\n",
        .violating = "last line\\n.\\n"),
    ROW(.id = "multi/not-stuffed", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3",
        .title = "A data line that begins with a dot is sent with one more "
                 "dot in front.",
        .advice = "Update or fix the server, for TOP as well as RETR; "
                  "clients lose the first dot of such lines, and a line "
                  "that is only a dot cuts the message off.",
        .conforming = "..signature", .violating = ".signature"),
    ROW(.id = "multi/data-after-terminator", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3",
        .title = "Nothing follows the final dot until the next command is "
                 "answered.",
        .advice = "Look in the stored message for a line that is a single "
                  "dot and was not doubled; fetch the message in another "
                  "way until the server is fixed, since clients get half of "
                  "it.",
        .conforming = "body / .. / more / .",
        .violating = "body / . / more / ."),
    ROW(.id = "multi/bare-lf-dot", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3; RFC 5322 section 2.3",
        .title = "Message data holds no dot directly behind a bare LF.",
        .advice = "Have the server turn bare LF into CRLF before it doubles "
                  "dots; a reader that takes LF as a line end sees the end "
                  "of the message here, which lets a sender forge replies.",
        .conforming = "a\\r\\n..\\r\\nb", .violating = "a\\n.\\nb"),
    ROW(.id = "multi/list-line-too-long", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3; RFC 2449 section 4",
        .title = "A line of a LIST, UIDL or LANG listing stays within 512 "
                 "octets.",
        .advice = "See what makes the line grow, such as text behind the "
                  "size or an imported X-UIDL header, and drop it; clients "
                  "may read into a buffer of 512 octets.",
        .conforming = "1 120",
        .violating = "1 120 xx..xx / <600 octets in all>"),
    ROW(.id = "multi/empty-line-in-listing", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 5; RFC 1939 section 7",
        .title = "A LIST, UIDL or LANG listing holds no empty line.",
        .advice = "Remove the line end that the listing loop prints alone, "
                  "perhaps for a deleted message; clients report a broken "
                  "listing or stop reading there.",
        .conforming = "1 120 / .", .violating = "1 120 / <empty line> / ."),
};

_Static_assert(sizeof rows_framing / sizeof *rows_framing == ROWS_FRAMING,
               "a row per rule");
