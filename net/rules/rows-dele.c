/* rows-dele.c - rules for DELE, RSET and QUIT. */
#include <config.h>

#include "net/rules/rows.h"

const struct rule rows_dele[] = {
    ROW(.id = "dele/renumbered", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 4; RFC 1939 section 5",
        .title = "DELE does not change the numbers of other messages.",
        .advice = "Let nobody delete mail through this server until it is "
                  "fixed: a client that goes on by the old numbers deletes "
                  "the wrong messages.",
        .conforming = "C:DELE 1 / S:+OK / C:LIST / S:+OK / S:2 200 / S:3 90 "
                      "/ S:.",
        .violating = "C:DELE 1 / S:+OK / C:LIST / S:+OK / S:1 200 / S:2 90 "
                     "/ S:."),
    ROW(.id = "dele/refused", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 5",
        .title = "A listed message can be marked deleted.",
        .advice = "Check the access rights on this mailbox; if it is "
                  "read-only on purpose, set the clients to leave mail on "
                  "the server.",
        .conforming = "C:DELE 1 / S:+OK",
        .violating = "C:DELE 1 / S:-ERR read-only"),
    ROW(.id = "rset/not-restored", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 5",
        .title = "RSET removes all deletion marks.",
        .advice = "Fix RSET in the server; until then drop the connection "
                  "without QUIT to take a DELE back.",
        .conforming = "C:DELE 1 / S:+OK / C:RSET / S:+OK / C:STAT / S:+OK 3 "
                      "410",
        .violating = "C:DELE 1 / S:+OK / C:RSET / S:+OK / C:STAT / S:+OK 2 "
                     "290"),
    ROW(.id = "quit/no-reply", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 4; RFC 1939 section 6",
        .title = "QUIT is answered before the server closes.",
        .advice = "Log in again to see whether the marked messages are "
                  "gone, and look in the log for a crash while they were "
                  "being removed.",
        .conforming = "C:QUIT / S:+OK bye / <close>",
        .violating = "C:QUIT / <close>"),
    ROW(.id = "quit/not-closed", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .flags = RULE_CLOCK, .rfc = "RFC 1939 section 3; RFC 1939 section 6",
        .title = "The server closes the connection after QUIT.",
        .advice = "Have the server close after its reply; a session that "
                  "stays open counts against connection limits and may hold "
                  "the lock on the maildrop.",
        .conforming = "C:QUIT / S:+OK bye / <close>",
        .violating = "C:QUIT / S:+OK bye / <still open after 10 s>"),
    ROW(.id = "quit/update-failed", .level = LEVEL_MAY,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 6",
        .title = "QUIT removes all messages marked deleted; -ERR says that "
                 "some remain.",
        .advice = "Log in again and see which messages remain; file rights, "
                  "quota or a full disk on the server are the usual reasons.",
        .conforming = "C:QUIT / S:+OK",
        .violating = "C:QUIT / S:-ERR some deleted messages not removed"),
    ROW(.id = "quit/deleted-remain", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .flags = RULE_STATE, .rfc = "RFC 1939 section 6",
        .title = "Messages marked deleted are gone after +OK to QUIT.",
        .advice = "Look for an archive policy (Gmail: the POP settings of "
                  "the account), slow replication or a restored backup; "
                  "until then clients fetch the same mail again.",
        .conforming = "C:DELE 1 / S:+OK / C:QUIT / S:+OK / <next session> / "
                      "<message gone>",
        .violating = "C:DELE 1 / S:+OK / C:QUIT / S:+OK / <next session> / "
                     "<message still there>"),
    ROW(.id = "quit/undeleted-gone", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER, .flags = RULE_STATE,
        .rfc = "RFC 1939 section 6; RFC 1939 section 8; RFC 2449 section 6.7",
        .title = "Messages that were not marked deleted are still there in "
                 "the next session.",
        .advice = "Ask who else removes mail: another client, a filter, or "
                  "a policy such as EXPIRE 0 or Gmail's treatment of "
                  "retrieved messages.",
        .conforming = "C:RETR 1 / S:+OK / C:QUIT / S:+OK / <next session> / "
                      "<message still there>",
        .violating = "C:RETR 1 / S:+OK / C:QUIT / S:+OK / <next session> / "
                     "<message gone>"),
    ROW(.id = "abort/deleted-gone", .level = LEVEL_MUST,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .flags = RULE_STATE, .rfc = "RFC 1939 section 6",
        .title = "A session that ends without QUIT removes nothing.",
        .advice = "Rule out a second client, then have the server delete "
                  "only after QUIT; a line that breaks after DELE otherwise "
                  "costs mail that the client had not stored.",
        .conforming = "C:DELE 1 / S:+OK / <close> / <next session> / "
                      "<message still there>",
        .violating = "C:DELE 1 / S:+OK / <close> / <next session> / "
                     "<message gone>"),
};

_Static_assert(sizeof rows_dele / sizeof *rows_dele == ROWS_DELE,
               "a row per rule");
