/* rows-retr.c - rules for RETR and TOP. */
#include <config.h>

#include "net/rules/rows.h"

const struct rule rows_retr[] = {
    ROW(.id = "retr/size-mismatch", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .flags = RULE_GROUPED,
        .rfc = "RFC 1939 section 5; RFC 1939 section 11; RFC 6856 section "
               "2.1",
        .title = "The size in LIST is the number of octets that RETR sends.",
        .advice = "Ignore it if clients only show progress by it; otherwise "
                  "have the server count what it sends, CRLF and added "
                  "headers included (Exchange: EnableExactRFC822Size).",
        .conforming = "1 120 / . / C:RETR 1 / S:+OK / <120 octets>",
        .violating = "1 120 / . / C:RETR 1 / S:+OK / <133 octets>"),
    ROW(.id = "retr/size-final-crlf", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER, .flags = RULE_GROUPED,
        .rfc = "RFC 1939 section 3; RFC 1939 section 11",
        .title = "The size counts the CRLF that is added to end the last "
                 "line.",
        .advice = "Ignore it: Dovecot and Cyrus count the message as "
                  "stored, without a final line end, and clients do not "
                  "mind two octets.",
        .conforming = "1 122 / . / C:RETR 1 / S:+OK / <122 octets>",
        .violating = "1 120 / . / C:RETR 1 / S:+OK / <122 octets>"),
    ROW(.id = "retr/size-counts-stuffing", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .flags = RULE_GROUPED, .rfc = "RFC 1939 section 11",
        .title = "Doubled dots are not counted in the size.",
        .advice = "Have the server count before it doubles the dots; a "
                  "client that compares finds one octet missing for each "
                  "line with a leading dot.",
        .conforming = "1 9 / . / C:RETR 1 / S:+OK / S:ab / S:.. / S: / S:.",
        .violating = "1 10 / . / C:RETR 1 / S:+OK / S:ab / S:.. / S: / S:."),
    ROW(.id = "retr/size-counts-lf", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .flags = RULE_GROUPED, .rfc = "RFC 1939 section 11",
        .title = "A line end counts as two octets in the size.",
        .advice = "Have the server count each stored LF as CRLF (Dovecot: "
                  "leave pop3_fast_size_lookups off); a client that trusts "
                  "the smaller size may cut the message.",
        .conforming = "1 120 / . / C:RETR 1 / S:+OK / <120 octets in 4 "
                      "lines>",
        .violating = "1 116 / . / C:RETR 1 / S:+OK / <120 octets in 4 lines>"),
    ROW(.id = "retr/octets-text", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 6856 section 2.1",
        .title = "A count of octets in the text of +OK is right.",
        .advice = "Ignore it, or drop the number from the server's text: "
                  "clients do not read it.",
        .conforming = "+OK 120 octets / <120 octets>",
        .violating = "+OK 99 octets / <120 octets>"),
    ROW(.id = "retr/listed-but-refused", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 5",
        .title = "A message that is listed and not deleted is there for LIST, "
                 "RETR, TOP and UIDL.",
        .advice = "Read the log for this message: another client removed it "
                  "since the login, its file cannot be read, or the index "
                  "is stale; a new session shows what is there.",
        .conforming = "1 120 / . / C:RETR 1 / S:+OK",
        .violating = "1 120 / . / C:RETR 1 / S:-ERR"),
    ROW(.id = "retr/deleted-ok", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 5; RFC 1939 section 7",
        .title = "A message marked deleted is refused until RSET.",
        .advice = "Have every command that takes a number look at the "
                  "deletion mark; people and programs rely on the -ERR to "
                  "tell what is still there.",
        .conforming = "C:DELE 1 / S:+OK / C:RETR 1 / S:-ERR",
        .violating = "C:DELE 1 / S:+OK / C:RETR 1 / S:+OK"),
    ROW(.id = "retr/unstable", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 4",
        .title = "A message does not change during a session.",
        .advice = "Look for something that edits mail on the way out, such "
                  "as Status or X-UIDL headers or a virus scanner's note, "
                  "and let it act at delivery instead.",
        .conforming = "C:RETR 1 / S:+OK / S:Subject: x / S: / S:. / C:RETR "
                      "1 / S:+OK / S:Subject: x / S: / S:.",
        .violating = "C:RETR 1 / S:+OK / S:Subject: x / S: / S:. / C:RETR 1 "
                     "/ S:+OK / S:Subject: x / S:Status: RO / S: / S:."),
    ROW(.id = "retr/empty", .level = LEVEL_PRACTICE, .severity = SEVERITY_NOTE,
        .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 11; RFC 5322 section 3.6",
        .title = "A message has at least a header.",
        .advice = "Look for a file of length 0 in the mail store, often "
                  "left by a full disk at delivery, and remove it.",
        .conforming = "+OK / Subject: x / <empty line> / .",
        .violating = "+OK / ."),
    ROW(.id = "top/too-many-lines", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 7",
        .title = "TOP sends no more body lines than asked for.",
        .advice = "Have the server count from the blank line and stop at "
                  "once for TOP n 0; clients use TOP to see headers without "
                  "fetching large bodies.",
        .conforming = "C:TOP 1 0 / S:+OK / S:Subject: x / S: / S:.",
        .violating = "C:TOP 1 0 / S:+OK / S:Subject: x / S: / S:body / S:."),
    ROW(.id = "top/too-few-lines", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 7",
        .title = "TOP sends as many body lines as asked for, or all there "
                 "are.",
        .advice = "See whether the server counts the blank line as body or "
                  "stops at a size limit; previews and spam checks of "
                  "clients miss the rest.",
        .conforming = "C:TOP 1 2 / S:+OK / S:Subject: x / S: / S:one / "
                      "S:two / S:.",
        .violating = "C:TOP 1 2 / S:+OK / S:Subject: x / S: / S:one / S:."),
    ROW(.id = "top/no-blank-line", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 7",
        .title = "TOP sends the blank line between header and body.",
        .advice = "Have the server send the blank line even for TOP n 0; "
                  "without it a client cannot tell a whole header from one "
                  "that was cut off.",
        .conforming = "C:TOP 1 0 / S:+OK / S:Subject: x / S: / S:.",
        .violating = "C:TOP 1 0 / S:+OK / S:Subject: x / S:."),
    ROW(.id = "top/header-differs", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 7",
        .title = "TOP shows the message that RETR and every other TOP show.",
        .advice = "Find what adds or drops lines in only one of them, such "
                  "as a Status header or a filter in a proxy; clients that "
                  "sort by TOP decide by something they never fetch.",
        .conforming = "C:TOP 1 0 / S:+OK / S:Subject: x / S: / S:. / C:RETR "
                      "1 / S:+OK / S:Subject: x / S: / S:.",
        .violating = "C:TOP 1 0 / S:+OK / S:Subject: x / S:Status: RO / S: "
                     "/ S:. / C:RETR 1 / S:+OK / S:Subject: x / S: / S:."),
    ROW(.id = "top/content-only-headers-refused", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 7",
        .title = "TOP with a line count of 0 is accepted.",
        .advice = "Allow 0 in the server's check of the argument; it is "
                  "what clients send when they want the header only.",
        .conforming = "C:TOP 1 0 / S:+OK",
        .violating = "C:TOP 1 0 / S:-ERR bad number / C:TOP 1 1 / S:+OK"),
};

_Static_assert(sizeof rows_retr / sizeof *rows_retr == ROWS_RETR,
               "a row per rule");
