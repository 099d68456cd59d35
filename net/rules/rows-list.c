/* rows-list.c - rules for LIST. */
#include <config.h>

#include "net/rules/rows.h"

const struct rule rows_list[] = {
    ROW(.id = "list/format", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 5",
        .title = "A scan listing is the message number, one space and the "
                 "size.",
        .advice = "Print two plain decimal numbers with one space between; "
                  "padding, units and digit grouping break clients.",
        .conforming = "1 120", .violating = "1  120 / 1 120B"),
    ROW(.id = "list/extra-info", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 5",
        .title = "Nothing follows the size in a scan listing.",
        .advice = "Ignore it unless a client fails; if you maintain the "
                  "server, leave subjects and flags to TOP and RETR.",
        .conforming = "1 120", .violating = "1 120 Hello"),
    ROW(.id = "list/single-format", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 5",
        .title = "LIST with a number is answered +OK, the number and the "
                 "size.",
        .advice = "Have the server repeat the message number before the "
                  "size; clients take the second number for the size and "
                  "find none.",
        .conforming = "+OK 2 200", .violating = "+OK 200"),
    ROW(.id = "list/single-number", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 5",
        .title = "LIST with a number answers about that message.",
        .advice = "Look for an index that is off by one in the server; "
                  "until it is fixed do not delete by number, as the wrong "
                  "message may go.",
        .conforming = "C:LIST 2 / S:+OK 2 200",
        .violating = "C:LIST 2 / S:+OK 1 200"),
    ROW(.id = "list/single-vs-full", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 4; RFC 1939 section 5",
        .title = "A message has the same size in LIST with and without its "
                 "number.",
        .advice = "Have the server work out each size once a session and "
                  "keep it; old Exchange servers correct their estimate "
                  "after the first retrieval.",
        .conforming = "C:LIST / S:+OK / S:1 200 / S:. / C:LIST 1 / S:+OK 1 "
                      "200",
        .violating = "C:LIST / S:+OK / S:1 200 / S:. / C:LIST 1 / S:+OK 1 "
                     "201"),
    ROW(.id = "list/number-zero", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 4", .title = "Message numbers start at 1.",
        .advice = "Add one to the server's internal index before printing "
                  "it; 0 is never a valid number, so clients skip or refuse "
                  "this message.",
        .conforming = "1 120", .violating = "0 120"),
    ROW(.id = "list/number-duplicate", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 4",
        .title = "A message number appears once in a listing.",
        .advice = "Rebuild the index of the mailbox, and do not delete by "
                  "this number before: nobody knows which of the two "
                  "messages would go.",
        .conforming = "1 120 / 2 200", .violating = "1 120 / 1 200"),
    ROW(.id = "list/number-gap", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 4",
        .title = "Before any DELE the messages are numbered from 1 without "
                 "gaps.",
        .advice = "Have the server number messages by position when it "
                  "opens the maildrop, not by UID or file name; clients "
                  "count from 1 to the number in STAT and miss the rest.",
        .conforming = "1 120 / 2 200 / 3 90 / .",
        .violating = "1 120 / 3 90 / ."),
    ROW(.id = "list/leading-zero", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 4",
        .title = "Numbers are written without leading zeros.",
        .advice = "Print plain decimals when you can; most clients cope, "
                  "but a parser that guesses the base reads 010 as eight.",
        .conforming = "1 120", .violating = "001 120"),
    ROW(.id = "list/order", .level = LEVEL_PRACTICE, .severity = SEVERITY_NOTE,
        .bound = BOUND_SERVER, .flags = RULE_OFF, .rfc = "RFC 1939 section 5",
        .title = "Messages are listed in ascending order.",
        .advice = "Ignore it: no order is required, and clients go by the "
                  "number in each line.",
        .conforming = "1 120 / 2 200", .violating = "2 200 / 1 120"),
    ROW(.id = "list/unstable", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 4",
        .title = "LIST shows the same messages and sizes throughout a "
                 "session.",
        .advice = "Have the server fix the list at login and leave new mail "
                  "to the next session; sizes move when it writes headers "
                  "such as X-UIDL into the mailbox (GNU mailutils).",
        .conforming = "1 120 / 2 200 / . / C:LIST / S:+OK / S:1 120 / S:2 "
                      "200 / S:.",
        .violating = "1 120 / 2 200 / . / C:LIST / S:+OK / S:1 120 / S:2 "
                     "200 / S:3 90 / S:."),
    ROW(.id = "list/empty-refused", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 5; RFC 1939 appendix A",
        .title = "LIST on an empty maildrop is answered +OK and the final "
                 "dot.",
        .advice = "Have the server answer +OK with an empty list; otherwise "
                  "clients tell their users of an error whenever there is "
                  "no mail.",
        .conforming = "C:LIST / S:+OK / S:.",
        .violating = "C:LIST / S:-ERR no messages"),
    ROW(.id = "list/deleted-listed", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 5",
        .title = "Messages marked deleted are not listed.",
        .advice = "Have the server skip marked messages instead of printing "
                  "them, with size 0 or otherwise; clients try to fetch or "
                  "delete them again.",
        .conforming = "C:DELE 1 / S:+OK / C:LIST / S:+OK / S:2 200 / S:.",
        .violating = "C:DELE 1 / S:+OK / C:LIST / S:+OK / S:1 0 / S:2 200 / "
                     "S:."),
    ROW(.id = "list/nonexistent-ok", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 5",
        .title = "A message number that does not exist is answered -ERR.",
        .advice = "Check the number against the maildrop before using it; a "
                  "client believes the +OK, and an unchecked index can "
                  "crash the server.",
        .conforming = "C:LIST 9 / S:-ERR no such message",
        .violating = "C:LIST 9 / S:+OK 9 0"),
};

_Static_assert(sizeof rows_list / sizeof *rows_list == ROWS_LIST,
               "a row per rule");
