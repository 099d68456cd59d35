/* rows-uidl.c - rules for UIDL. */
#include <config.h>

#include "net/rules/rows.h"

const struct rule rows_uidl[] = {
    ROW(.id = "uidl/format", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 7",
        .title = "A unique-id listing is the number, one space and the "
                 "unique-id, with nothing behind it.",
        .advice = "Print one space and no further text; a client that takes "
                  "the rest of the line as the id sees old mail as new.",
        .conforming = "1 abc", .violating = "1   abc / 1 abc x"),
    ROW(.id = "uidl/length", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 7",
        .title = "A unique-id has 1 to 70 characters.",
        .advice = "Shorten the ids (Dovecot: pop3_uidl_format; turn off "
                  "pop3_reuse_xuidl if foreign X-UIDL headers are the "
                  "cause); expect clients to download all mail once more.",
        .conforming = "1 aa..aa / <70 characters>",
        .violating = "1 aa..aa / <71 characters>"),
    ROW(.id = "uidl/charset", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 7",
        .title = "A unique-id is made of printable ASCII characters without "
                 "space.",
        .advice = "Build ids from numbers or a hash instead of file names "
                  "or headers; clients that store them as text cannot "
                  "recognise others reliably.",
        .conforming = "1 a/b+c=", .violating = "1 caf\\xc3\\xa9"),
    ROW(.id = "uidl/single-format", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 7",
        .title = "UIDL with a number is answered +OK, the number and the "
                 "unique-id.",
        .advice = "Have the server repeat the message number before the id; "
                  "clients that ask for one message at a time take the id "
                  "for missing.",
        .conforming = "+OK 2 QhdPYR", .violating = "+OK QhdPYR"),
    ROW(.id = "uidl/single-vs-full", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 7",
        .title = "UIDL gives the same unique-id with and without a number.",
        .advice = "Have both forms read the id from the same place; a "
                  "client that stores one and checks the other downloads "
                  "mail twice.",
        .conforming = "C:UIDL 1 / S:+OK 1 abc / C:UIDL / S:+OK / S:1 abc / "
                      "S:.",
        .violating = "C:UIDL 1 / S:+OK 1 abd / C:UIDL / S:+OK / S:1 abc / "
                     "S:."),
    ROW(.id = "uidl/duplicate", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 7", .title = "A unique-id names one message.",
        .advice = "Ignore it for identical copies under hash-based ids; "
                  "otherwise make the ids differ (Dovecot: "
                  "pop3_uidl_duplicates = rename), as clients skip the "
                  "second message as known.",
        .conforming = "1 abc / 2 abd", .violating = "1 abc / 2 abc"),
    ROW(.id = "uidl/set-vs-list", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 5; RFC 1939 section 7",
        .title = "UIDL, LIST and STAT cover the same messages.",
        .advice = "Look for messages without a stored id, perhaps from an "
                  "unfinished migration, and rebuild the index; clients "
                  "never fetch what UIDL leaves out.",
        .conforming = "C:LIST / S:+OK / S:1 120 / S:. / C:UIDL / S:+OK / "
                      "S:1 abc / S:.",
        .violating = "C:LIST / S:+OK / S:1 120 / S:. / C:UIDL / S:+OK / S:."),
    ROW(.id = "uidl/deleted-listed", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 7",
        .title = "UIDL does not list messages marked deleted.",
        .advice = "Have the server skip marked messages in UIDL as it does "
                  "in LIST; clients take the deletion for failed.",
        .conforming = "C:DELE 1 / S:+OK / C:UIDL / S:+OK / S:2 b / S:.",
        .violating = "C:DELE 1 / S:+OK / C:UIDL / S:+OK / S:1 a / S:2 b / "
                     "S:."),
    ROW(.id = "uidl/unstable", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 7",
        .title = "A unique-id does not change during a session.",
        .advice = "Derive ids from what is fixed at delivery, not from "
                  "flags, the time or content that the server rewrites; "
                  "clients fetch such a message over and over.",
        .conforming = "C:UIDL 1 / S:+OK 1 abc / C:UIDL 1 / S:+OK 1 abc",
        .violating = "C:UIDL 1 / S:+OK 1 abc / C:UIDL 1 / S:+OK 1 xyz"),
    ROW(.id = "uidl/not-persistent", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .flags = RULE_STATE, .rfc = "RFC 1939 section 7",
        .title = "Unique-ids stay the same across sessions.",
        .advice = "Keep the id format, and carry old ids over in a "
                  "migration (Dovecot has the pop3_migration plugin); "
                  "otherwise everyone who leaves mail on the server "
                  "downloads all of it again.",
        .conforming = "1 abc / <next session> / 1 abc",
        .violating = "1 abc / <next session> / 1 xyz"),
    ROW(.id = "uidl/reused", .level = LEVEL_SHOULD,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .flags = RULE_STATE, .rfc = "RFC 1939 section 7",
        .title = "A unique-id is never given to another message.",
        .advice = "Do not use the message number, or a counter that "
                  "restarts, as id; clients take the new message for one "
                  "they already have and never show it.",
        .conforming = "1 5 / <message deleted, next session> / 1 6",
        .violating = "1 5 / <message deleted, next session> / 1 5"),
};

_Static_assert(sizeof rows_uidl / sizeof *rows_uidl == ROWS_UIDL,
               "a row per rule");
