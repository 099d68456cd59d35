/* rows-pipelining.c - rules for queued commands. */
#include <config.h>

#include "net/rules/rows.h"

const struct rule rows_pipelining[] = {
    ROW(.id = "pipe/reply-count", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER, .flags = RULE_PROBE,
        .rfc = "RFC 2449 section 6.6",
        .title = "With PIPELINING every queued command is answered.",
        .advice = "Stop announcing PIPELINING until the server keeps the "
                  "unread rest of its input; a client that queues commands "
                  "waits for the lost replies until its timeout.",
        .conforming = "C:NOOP / C:NOOP / C:NOOP / S:+OK / S:+OK / S:+OK",
        .violating = "C:NOOP / C:NOOP / C:NOOP / S:+OK / <silence>"),
    ROW(.id = "pipe/lost", .level = LEVEL_MUST, .severity = SEVERITY_WARNING,
        .bound = BOUND_SERVER, .rfc = "RFC 2449 section 6.6",
        .title = "Queued commands are not thrown away.",
        .advice = "Stop announcing PIPELINING, or keep the input that is "
                  "already read when the login passes the connection to "
                  "another process (Courier loses all behind PASS).",
        .conforming = "C:USER a / C:PASS x / C:STAT / S:+OK / S:+OK / S:+OK "
                      "2 320",
        .violating = "C:USER a / C:PASS x / C:STAT / S:+OK / S:+OK / "
                     "<silence>"),
    ROW(.id = "pipe/order", .level = LEVEL_MUST, .severity = SEVERITY_ERROR,
        .bound = BOUND_SERVER, .flags = RULE_PROBE,
        .rfc = "RFC 2449 section 6.6",
        .title = "Replies come in the order of the commands.",
        .advice = "Look for a proxy or server that works on several "
                  "commands at once; it has to hold back later replies, or "
                  "clients match sizes and ids with the wrong messages.",
        .conforming = "C:LIST 1 / C:UIDL 1 / S:+OK 1 120 / S:+OK 1 abc",
        .violating = "C:LIST 1 / C:UIDL 1 / S:+OK 1 abc / S:+OK 1 120"),
    ROW(.id = "pipe/input-discarded", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER, .flags = RULE_PROBE,
        .rfc = "RFC 2449 section 6.6",
        .title = "Commands sent during a long reply are not lost.",
        .advice = "Look for code that empties the input after sending a "
                  "message; what arrived meanwhile has to stay in the "
                  "buffer.",
        .conforming = "C:RETR 1 / C:NOOP / S:+OK / <data> / S:. / S:+OK",
        .violating = "C:RETR 1 / C:NOOP / S:+OK / <data> / S:. / <silence>"),
};

_Static_assert(sizeof rows_pipelining / sizeof *rows_pipelining ==
                   ROWS_PIPELINING,
               "a row per rule");
