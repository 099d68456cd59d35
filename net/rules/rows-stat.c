/* rows-stat.c - rules for STAT. */
#include <config.h>

#include "net/rules/rows.h"

const struct rule rows_stat[] = {
    ROW(.id = "stat/format", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 5",
        .title = "The reply to STAT is +OK, the count and the size, each "
                 "behind one space.",
        .advice = "Print the two numbers right behind +OK, with single "
                  "spaces; clients read them by position and otherwise show "
                  "an empty maildrop or an error.",
        .conforming = "+OK 2 320", .violating = "+OK 2 messages / +OK  2 320"),
    ROW(.id = "stat/extra-info", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 5",
        .title = "Nothing follows the size in the reply to STAT.",
        .advice = "Ignore it unless a client fails to read the size; extra "
                  "text is discouraged, not forbidden.",
        .conforming = "+OK 2 320", .violating = "+OK 2 320 octets"),
    ROW(.id = "stat/count-vs-list", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 4; RFC 1939 section 5",
        .title = "STAT counts as many messages as LIST shows.",
        .advice = "Rebuild the index of the mailbox (Dovecot: doveadm "
                  "force-resync, Cyrus: reconstruct); if the difference "
                  "stays, report it, since clients loop by the count and "
                  "miss messages.",
        .conforming = "C:STAT / S:+OK 2 320 / C:LIST / S:+OK / S:1 120 / "
                      "S:2 200 / S:.",
        .violating = "C:STAT / S:+OK 3 320 / C:LIST / S:+OK / S:1 120 / S:2 "
                     "200 / S:."),
    ROW(.id = "stat/size-vs-list", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 5; RFC 6856 section 2.1",
        .title = "The size in STAT is the sum of the sizes in LIST.",
        .advice = "Ignore it unless a client shows wrong progress: RFC 6856 "
                  "does not ask for an exact total.",
        .conforming = "C:STAT / S:+OK 2 320 / C:LIST / S:+OK / S:1 120 / "
                      "S:2 200 / S:.",
        .violating = "C:STAT / S:+OK 2 400 / C:LIST / S:+OK / S:1 120 / S:2 "
                     "200 / S:."),
    ROW(.id = "stat/deleted-counted", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 5",
        .title = "STAT does not count messages marked deleted.",
        .advice = "Have the server leave marked messages out of both "
                  "numbers; a client that checks its deletions believes "
                  "they failed.",
        .conforming = "S:+OK 2 320 / C:DELE 1 / S:+OK / C:STAT / S:+OK 1 200",
        .violating = "S:+OK 2 320 / C:DELE 1 / S:+OK / C:STAT / S:+OK 2 200"),
    ROW(.id = "stat/deleted-size", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 5",
        .title = "The size in STAT falls with DELE.",
        .advice = "Have the server subtract the size of each marked "
                  "message; it is not urgent, as clients only show this "
                  "number.",
        .conforming = "S:+OK 2 320 / C:DELE 1 / S:+OK / C:STAT / S:+OK 1 200",
        .violating = "S:+OK 2 320 / C:DELE 1 / S:+OK / C:STAT / S:+OK 1 320"),
    ROW(.id = "stat/unstable", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 4; RFC 1939 section 8",
        .title = "STAT gives the same numbers throughout a session unless "
                 "something is deleted.",
        .advice = "Have the server show new mail at the next login only; if "
                  "numbers move during a session, a client may delete a "
                  "message that it never fetched.",
        .conforming = "C:STAT / S:+OK 2 320 / C:STAT / S:+OK 2 320",
        .violating = "C:STAT / S:+OK 2 320 / C:STAT / S:+OK 3 420"),
    ROW(.id = "stat/huge", .level = LEVEL_PRACTICE, .severity = SEVERITY_NOTE,
        .bound = BOUND_CLIENT, .rfc = "",
        .title = "Message counts and sizes stay below 2147483648.",
        .advice = "The server is right; clients that keep sizes in 32 bits "
                  "show nonsense or fail, so archive part of the mailbox if "
                  "one does.",
        .conforming = "+OK 1 4096", .violating = "+OK 1 4294967296 / <legal>"),
};

_Static_assert(sizeof rows_stat / sizeof *rows_stat == ROWS_STAT,
               "a row per rule");
