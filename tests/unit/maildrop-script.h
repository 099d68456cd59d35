/* maildrop-script.h - words for scripts (trace.h) of sessions that look into
 * a maildrop: each is a command and its reply. */
#ifndef POP3SH_TESTS_MAILDROP_SCRIPT_H
#define POP3SH_TESTS_MAILDROP_SCRIPT_H

#include "tests/unit/findings.h"

#define LOGIN                                                                  \
    "open tls\nS +OK ready\\r\\n\nC USER a\\r\\n\nS +OK\\r\\n\nC PASS "        \
    "b\\r\\n\n"                                                                \
    "S +OK\\r\\n\n"
#define ASK(command, reply) "C " command "\\r\\n\nS " reply "\n"
#define OK "+OK\\r\\n"
#define NO "-ERR no\\r\\n"
#define LINE(text) text "\\r\\n"
#define DOT ".\\r\\n"
#define STAT(numbers) ASK("STAT", "+OK " numbers "\\r\\n")
#define LIST(lines) ASK("LIST", OK lines DOT)
#define UIDL(lines) ASK("UIDL", OK lines DOT)
#define DELE(n) ASK("DELE " n, OK)
#define RSET ASK("RSET", OK)
#define QUIT ASK("QUIT", OK) "close\n"
#define HEAD "Date: x\\r\\nFrom: a@b\\r\\n\\r\\n" /* 22 octets, 3 lines */
#define RETR(n, data) ASK("RETR " n, OK data DOT)
#define TOP(args, data) ASK("TOP " args, OK data DOT)
#define THREE "1 100\\r\\n2 200\\r\\n3 300\\r\\n"
#define THREE_IDS "1 a\\r\\n2 b\\r\\n3 c\\r\\n"
#define TEN(x) x x x x x x x x x x

#define ROW(rule_, trips_, near_, also_, severity_)                            \
    {                                                                          \
        .rule = rule_, .trips = trips_, .near = near_, .also = also_,          \
        .severity = severity_                                                  \
    }

#define ROWS(rows) rows, sizeof rows / sizeof *rows

#endif
