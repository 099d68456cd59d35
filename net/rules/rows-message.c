/* rows-message.c - rules for the octets of a message. */
#include <config.h>

#include "net/rules/rows.h"

const struct rule rows_message[] = {
    ROW(.id = "msg/lf-only", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3",
        .title = "Message data is sent with CRLF line ends.",
        .advice = "Have RETR and TOP turn the LF of stored mail into CRLF; "
                  "a strict client sees the whole message as one line and "
                  "may not find its end.",
        .conforming = "a\\r\\nb\\r\\n.\\r\\n", .violating = "a\\nb\\n.\\r\\n"),
    ROW(.id = "msg/bare-lf", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3; RFC 5322 section 2.3",
        .title = "Message data holds no bare LF among its CRLF line ends.",
        .advice = "Have the server convert every line end on the way out, "
                  "or the mail transfer agent refuse bare LF on the way in; "
                  "clients disagree on where such a line ends.",
        .conforming = "a\\r\\nb\\r\\n", .violating = "a\\nb\\r\\n"),
    ROW(.id = "msg/bare-cr", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_ORIGINATOR,
        .rfc = "RFC 5322 section 2.3", .title = "A message holds no bare CR.",
        .advice = "Leave the server alone: the sender's program wrote it, "
                  "and at worst a client shows the line broken or "
                  "overprinted.",
        .conforming = "a\\r\\nb\\r\\n", .violating = "a\\rb\\r\\n"),
    ROW(.id = "msg/nul", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_ORIGINATOR,
        .rfc = "RFC 5322 section 2; RFC 5322 section 4",
        .title = "A message holds no NUL octet.",
        .advice = "If clients hang or cut the message there, remove it from "
                  "the mailbox, or let Dovecot replace NUL on the fly "
                  "(pop3_client_workarounds = outlook-no-nuls).",
        .conforming = "ab", .violating = "a\\x00b"),
    ROW(.id = "msg/line-998", .level = LEVEL_MUST, .severity = SEVERITY_NOTE,
        .bound = BOUND_ORIGINATOR, .rfc = "RFC 5322 section 2.1.1",
        .title = "A message line has at most 998 octets before its CRLF.",
        .advice = "Leave the server alone: the sender's program should have "
                  "folded or encoded the line, and most clients can read it.",
        .conforming = "xx..xx / <998 octets>",
        .violating = "xx..xx / <999 octets>"),
    ROW(.id = "msg/eight-bit-header", .level = LEVEL_MUST,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 6856 section 2.1; RFC 6856 section 4",
        .title = "Header text beyond ASCII is encoded unless UTF8 is active.",
        .advice = "A server that announces UTF8 has to encode or downgrade "
                  "such headers for clients that did not ask for it (RFC "
                  "6858 shows how); otherwise the sender's program is at "
                  "fault and nothing needs doing.",
        .conforming = "Subject: =?utf-8?q?=C3=A9?=",
        .violating = "Subject: \\xc3\\xa9"),
    ROW(.id = "msg/eight-bit-body", .level = LEVEL_MAY,
        .severity = SEVERITY_NOTE, .bound = BOUND_ORIGINATOR, .flags = RULE_OFF,
        .rfc = "RFC 6856 section 2.1",
        .title = "A message body may hold 8-bit octets.",
        .advice = "Ignore it: 8-bit bodies are everywhere, and clients take "
                  "the charset from Content-Type.",
        .conforming = "gruesse",
        .violating = "gr\\xfc\\xdfe / <legal as 8bit>"),
    ROW(.id = "msg/utf8-invalid", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 6856 section 2; RFC 6856 section 2.1; RFC 6532 section 3",
        .title = "In UTF-8 mode headers are well-formed UTF-8.",
        .advice = "Have the server encode or replace header octets that are "
                  "not UTF-8, mostly ISO 8859-1 from old senders; a strict "
                  "client cannot show or sort the message.",
        .conforming = "Subject: \\xc3\\xa9", .violating = "Subject: \\xe9"),
    ROW(.id = "msg/binary-cte", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_ORIGINATOR,
        .rfc = "RFC 6856 section 2.1",
        .title = "No message uses the binary transfer encoding.",
        .advice = "Turn off BINARYMIME in the mail transfer agent, or "
                  "convert to base64 at delivery; line ends and NUL in such "
                  "a message do not survive POP3 unharmed.",
        .conforming = "Content-Transfer-Encoding: 8bit",
        .violating = "Content-Transfer-Encoding: binary"),
    ROW(.id = "msg/mbox-from", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 11; RFC 5322 section 2.2",
        .title = "The data does not begin with an mbox separator line.",
        .advice = "Strip the line that begins with \"From \" when mbox "
                  "files are imported or served; some clients stop reading "
                  "the header at it.",
        .conforming = "From: a@b",
        .violating = "From a@b Mon Jan  5 10:00:00 2026"),
    ROW(.id = "msg/header-syntax", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_ORIGINATOR,
        .rfc = "RFC 5322 section 2.2",
        .title = "A header line has a name and a colon, or continues the "
                 "line before it.",
        .advice = "Ignore single messages, mostly spam or a faulty script; "
                  "if all mail has it, look for a filter or gateway that "
                  "inserts the line.",
        .conforming = "To: x", .violating = "hello"),
    ROW(.id = "msg/no-separator", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_ORIGINATOR,
        .rfc = "RFC 5322 section 3.5",
        .title = "A blank line separates header and body.",
        .advice = "Ignore it if the message has no body; if many have it, "
                  "look for mail cut off at delivery or written by a script "
                  "without the empty line.",
        .conforming = "Subject: x / <empty line> / hi / .",
        .violating = "Subject: x / ."),
    ROW(.id = "msg/required-headers", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_ORIGINATOR,
        .rfc = "RFC 5322 section 3.6",
        .title = "A message has exactly one Date and one From header.",
        .advice = "Ignore it in other people's mail; for your own programs "
                  "let the mail transfer agent add what is missing "
                  "(Postfix: always_add_missing_headers).",
        .conforming = "Date: Mon, 5 Jan 2026 10:00:00 +0000 / From: a@b / "
                      "Subject: x",
        .violating = "From: a@b / Subject: x"),
};

_Static_assert(sizeof rows_message / sizeof *rows_message == ROWS_MESSAGE,
               "a row per rule");
