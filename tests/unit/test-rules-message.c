/* test-rules-message.c - rules on RETR, TOP and message data, by sessions
 * that break them and ones that come close. */
#include <config.h>

#include "tests/unit/maildrop-script.h"

#include <criterion/criterion.h>

TestSuite(rules_message, .timeout = 60);

/* 22 octets in HEAD, and the body */
static const struct rule_row retr_rows[] = {
    ROW("retr/size-mismatch", LOGIN LIST("1 13\\r\\n") RETR("1", HEAD),
        LOGIN LIST("1 22\\r\\n") RETR("1", HEAD), NULL, SEVERITY_WARNING),
    ROW("retr/size-mismatch", LOGIN RETR("1", HEAD) LIST("1 13\\r\\n"),
        LOGIN RETR("1", HEAD) LIST("1 22\\r\\n"), NULL, SEVERITY_WARNING),
    ROW("retr/size-mismatch",
        LOGIN LIST("1 10\\r\\n2 13\\r\\n") DELE("1") RETR("2", HEAD),
        LOGIN LIST("1 13\\r\\n") TOP("1 0", HEAD), NULL, SEVERITY_WARNING),
    /* a bare LF counts two: what is wrong is the LF */
    ROW("retr/size-mismatch",
        LOGIN LIST("1 15\\r\\n") RETR("1", HEAD "a\\nbbb\\r\\n"),
        LOGIN LIST("1 30\\r\\n") RETR("1", HEAD "a\\nbbb\\r\\n"), "msg/bare-lf",
        SEVERITY_WARNING),
    ROW("retr/size-final-crlf", LOGIN LIST("1 20\\r\\n") RETR("1", HEAD),
        LOGIN LIST("1 22\\r\\n") RETR("1", HEAD), NULL, SEVERITY_NOTE),
    ROW("retr/size-counts-stuffing",
        LOGIN LIST("1 31\\r\\n") RETR("1", HEAD "..x\\r\\n..\\r\\n"),
        LOGIN LIST("1 33\\r\\n") RETR("1", HEAD "..x\\r\\n..\\r\\n"), NULL,
        SEVERITY_WARNING),
    ROW("retr/size-counts-lf",
        LOGIN LIST("1 23\\r\\n") RETR("1", HEAD "a\\r\\nb\\r\\n"),
        LOGIN LIST("1 28\\r\\n") RETR("1", HEAD "a\\r\\nb\\r\\n"), NULL,
        SEVERITY_WARNING),
    ROW("retr/octets-text", LOGIN ASK("RETR 1", "+OK 99 octets\\r\\n" HEAD DOT),
        LOGIN ASK("RETR 1", "+OK 22 octets\\r\\n" HEAD DOT), NULL,
        SEVERITY_NOTE),
    ROW("retr/octets-text",
        LOGIN LIST("1 22\\r\\n")
            ASK("RETR 1", "+OK 20 octets follow\\r\\n" HEAD DOT),
        LOGIN LIST("1 20\\r\\n")
            ASK("RETR 1", "+OK 20 octets follow\\r\\n" HEAD DOT),
        NULL, SEVERITY_NOTE),
    ROW("retr/listed-but-refused", LOGIN LIST(THREE) ASK("RETR 1", NO),
        LOGIN LIST(THREE) DELE("1") ASK("RETR 1", NO), NULL, SEVERITY_WARNING),
    ROW("retr/listed-but-refused", LOGIN UIDL(THREE_IDS) ASK("RETR 1", NO),
        LOGIN LIST(THREE) ASK("RETR 1", "-ERR [UTF8] needs it\\r\\n"), NULL,
        SEVERITY_WARNING),
    ROW("retr/listed-but-refused", LOGIN LIST(THREE) ASK("RETR 3", NO),
        LOGIN LIST(THREE) ASK("RETR 4", NO)
            ASK("RETR 1", "-ERR [SYS/TEMP] later\\r\\n"),
        NULL, SEVERITY_WARNING),
    ROW("retr/listed-but-refused", LOGIN LIST(THREE) ASK("LIST 2", NO),
        LOGIN LIST(THREE) ASK("LIST 4", NO) DELE("2") ASK("LIST 2", NO), NULL,
        SEVERITY_WARNING),
    ROW("retr/listed-but-refused", LOGIN LIST(THREE) ASK("LIST 2", NO),
        LOGIN LIST(THREE) ASK("LIST 2", "-ERR [IN-USE] moved\\r\\n")
            ASK("LIST 1 2", NO) ASK("LIST 02", NO),
        NULL, SEVERITY_WARNING),
    /* a server need not have UIDL and TOP */
    ROW("retr/listed-but-refused",
        LOGIN LIST(THREE) UIDL(THREE_IDS) ASK("UIDL 3", NO),
        LOGIN LIST(THREE) ASK("UIDL", NO) ASK("UIDL 3", NO), NULL,
        SEVERITY_WARNING),
    ROW("retr/listed-but-refused",
        LOGIN LIST(THREE) TOP("1 0", HEAD) ASK("TOP 2 0", NO),
        LOGIN LIST(THREE) ASK("TOP 2 0", NO) TOP("1 0", HEAD) ASK("TOP 2", NO)
            ASK("TOP 2 x", NO),
        NULL, SEVERITY_WARNING),
    ROW("retr/deleted-ok", LOGIN DELE("1") RETR("1", HEAD),
        LOGIN DELE("1") RSET RETR("1", HEAD), "client/msgno-range",
        SEVERITY_ERROR),
    ROW("retr/deleted-ok", LOGIN STAT("1 9") DELE("1") DELE("1"),
        LOGIN STAT("2 9") DELE("1") DELE("2"), "client/msgno-range",
        SEVERITY_ERROR),
    ROW("retr/deleted-ok", LOGIN DELE("1") TOP("1 0", HEAD),
        LOGIN DELE("1") TOP("2 0", HEAD), "client/msgno-range", SEVERITY_ERROR),
    ROW("retr/deleted-ok", LOGIN DELE("1") ASK("LIST 1", "+OK 1 120\\r\\n"),
        LOGIN DELE("1") ASK("LIST 1", NO), "client/msgno-range",
        SEVERITY_ERROR),
    ROW("retr/deleted-ok", LOGIN DELE("1") ASK("UIDL 1", "+OK 1 a\\r\\n"),
        LOGIN ASK("DELE 1", NO) ASK("UIDL 1", "+OK 1 a\\r\\n"),
        "client/msgno-range", SEVERITY_ERROR),
    ROW("retr/unstable",
        LOGIN RETR("1", HEAD "a\\r\\n") RETR("1", HEAD "b\\r\\n"),
        LOGIN RETR("1", HEAD "a\\r\\n") RETR("1", HEAD "a\\r\\n"), NULL,
        SEVERITY_WARNING),
    ROW("retr/unstable", LOGIN RETR("1", HEAD) RETR("1", HEAD "b\\r\\n"),
        LOGIN RETR("1", HEAD) RETR("4097", HEAD "b\\r\\n"), NULL,
        SEVERITY_WARNING),
    ROW("retr/empty", LOGIN RETR("1", ""), LOGIN RETR("1", HEAD), NULL,
        SEVERITY_NOTE),
    ROW("top/too-many-lines", LOGIN TOP("1 0", HEAD "a\\r\\n"),
        LOGIN TOP("1 0", HEAD), NULL, SEVERITY_ERROR),
    ROW("top/too-many-lines", LOGIN TOP("1 2", HEAD "a\\r\\n\\r\\nb\\r\\n"),
        LOGIN TOP("1 2", HEAD "a\\nx\\r\\n\\r\\n"), NULL, SEVERITY_ERROR),
    /* the blank line twice, as GNU mailutils */
    ROW("top/too-many-lines",
        LOGIN RETR("1", HEAD "a\\r\\n") TOP("1 1", HEAD "\\r\\na\\r\\n"),
        LOGIN RETR("1", HEAD "a\\r\\n") TOP("1 1", HEAD "a\\r\\n"), NULL,
        SEVERITY_ERROR),
    /* no header, as Courier reads it */
    ROW("top/too-many-lines", LOGIN TOP("1 0", "\\r\\na\\r\\nb\\r\\n"),
        LOGIN TOP("1 0", "\\r\\n"), NULL, SEVERITY_WARNING),
    /* a bare LF in the header: where does it end? */
    ROW("top/too-many-lines",
        LOGIN TOP("1 1", "A: b\\r\\n\\r\\na\\r\\nb\\r\\n"),
        LOGIN TOP("1 0", "A: b\\n\\nC: d\\r\\nE: f\\r\\n\\r\\n"), NULL,
        SEVERITY_ERROR),
    ROW("top/too-few-lines",
        LOGIN RETR("1", HEAD "a\\r\\nb\\r\\n") TOP("1 2", HEAD "a\\r\\n"),
        LOGIN RETR("1", HEAD "a\\r\\n") TOP("1 2", HEAD "a\\r\\n"), NULL,
        SEVERITY_ERROR),
    ROW("top/too-few-lines",
        LOGIN TOP("1 2", HEAD "a\\r\\n") RETR("1", HEAD "a\\r\\nb\\r\\n"),
        LOGIN TOP("1 1", HEAD "a\\r\\n") RETR("1", HEAD "a\\r\\nb\\r\\n"), NULL,
        SEVERITY_ERROR),
    ROW("top/too-few-lines",
        LOGIN RETR("1", HEAD "a\\r\\nb\\r\\n") TOP("1 2", HEAD),
        LOGIN RETR("1", HEAD "a\\nb\\r\\nc\\r\\n")
            TOP("1 3", HEAD "a\\nb\\r\\n"),
        NULL, SEVERITY_ERROR),
    ROW("top/no-blank-line",
        LOGIN RETR("1", HEAD) TOP("1 0", "Date: x\\r\\nFrom: a@b\\r\\n"),
        LOGIN RETR("1", HEAD) TOP("1 0", HEAD), NULL, SEVERITY_WARNING),
    ROW("top/no-blank-line",
        LOGIN TOP("1 0", "Date: x\\r\\nFrom: a@b\\r\\n") RETR("1", HEAD),
        LOGIN TOP("1 0", "Date: x\\r\\nFrom: a@b\\r\\n")
            RETR("1", "Date: x\\r\\nFrom: a@b\\r\\n"),
        NULL, SEVERITY_WARNING),
    ROW("top/header-differs",
        LOGIN RETR("1", HEAD) TOP("1 0", "Status: O\\r\\n" HEAD),
        LOGIN RETR("1", HEAD "a\\r\\n") TOP("1 0", HEAD), NULL,
        SEVERITY_WARNING),
    ROW("top/header-differs",
        LOGIN TOP("1 1", HEAD "a\\r\\n") RETR("1", HEAD "b\\r\\nc\\r\\n"),
        LOGIN TOP("1 1", HEAD "a\\r\\n") RETR("1", HEAD "a\\r\\nc\\r\\n"), NULL,
        SEVERITY_WARNING),
    ROW("top/header-differs",
        LOGIN RETR("1", HEAD "b\\r\\n") TOP("1 9", HEAD "a\\r\\n"),
        LOGIN RETR("1", "Date: x\\r\\nFrom: a@b\\r\\n") TOP("1 9", HEAD), NULL,
        SEVERITY_WARNING),
    ROW("top/header-differs",
        LOGIN TOP("1 0", HEAD) TOP("1 0", "Status: O\\r\\n" HEAD),
        LOGIN TOP("1 0", HEAD) TOP("2 0", "Status: O\\r\\n" HEAD)
            TOP("1 1", HEAD "a\\r\\n"),
        NULL, SEVERITY_WARNING),
    ROW("top/header-differs",
        LOGIN TOP("1 1", HEAD "a\\r\\n") TOP("1 1", HEAD "b\\r\\n"),
        LOGIN TOP("1 1", HEAD "a\\r\\n") TOP("1 2", HEAD "a\\r\\nb\\r\\n")
            TOP("1 1", HEAD "a\\r\\n"),
        NULL, SEVERITY_WARNING),
    /* a command with NUL that has no reply, as with Courier: the replies behind
     * it belong to the command after */
    ROW("cmd/bad-arg-accepted",
        LOGIN "C NO\\x00OP\\r\\n\n" ASK("TOP 1 x", NO)
            ASK("TOP 1 1", OK HEAD DOT) ASK("NOOP", OK),
        LOGIN ASK("TOP 1 x", NO) TOP("1 1", HEAD) ASK("NOOP", OK),
        "client/crlf-in-arg client/top-count client/pipelining-unannounced",
        SEVERITY_WARNING),
    ROW("top/content-only-headers-refused",
        LOGIN ASK("TOP 1 0", NO) TOP("1 1", HEAD "a\\r\\n"),
        LOGIN ASK("TOP 1 0", NO) ASK("TOP 1 1", NO), NULL, SEVERITY_WARNING),
    ROW("top/content-only-headers-refused",
        LOGIN TOP("1 1", HEAD "a\\r\\n") ASK("TOP 1 0", NO),
        LOGIN DELE("1") ASK("TOP 1 0", NO) RSET TOP("1 1", HEAD "a\\r\\n"),
        NULL, SEVERITY_WARNING),
};

#define UTF8_ON                                                                \
    "open tls\nS +OK ready\\r\\n\n" ASK("UTF8", OK) ASK("USER a", OK)          \
        ASK("PASS b", OK)
#define CAPA_UTF8 ASK("CAPA", OK "UTF8\\r\\nUSER\\r\\n" DOT)

static const struct rule_row message_rows[] = {
    ROW("msg/lf-only",
        LOGIN "C RETR 1\\r\\n\nS +OK\\r\\na: b\\nc: d\\n.\\r\\n\n"
              "+2500\n" QUIT,
        LOGIN RETR("1", "a: b\\nc: d\\r\\n"), "multi/terminator-bare-lf",
        SEVERITY_ERROR),
    ROW("msg/bare-lf", LOGIN RETR("1", HEAD "a\\nb\\r\\n"),
        LOGIN RETR("1", HEAD "a\\r\\nb\\r\\n"), NULL, SEVERITY_WARNING),
    ROW("msg/bare-lf", LOGIN TOP("1 9", HEAD "a\\n\\nb\\r\\n"),
        LOGIN TOP("1 9", HEAD "\\r\\n"), NULL, SEVERITY_WARNING),
    ROW("msg/bare-cr", LOGIN RETR("1", HEAD "a\\rb\\r\\n"),
        LOGIN RETR("1", HEAD "a\\r\\nb\\r\\n"), NULL, SEVERITY_NOTE),
    ROW("msg/nul", LOGIN RETR("1", HEAD "a\\x00b\\r\\n"),
        LOGIN RETR("1", HEAD "ab\\r\\n"), NULL, SEVERITY_WARNING),
    ROW("msg/line-998", LOGIN RETR("1", HEAD TEN(TEN(TEN("x"))) "\\r\\n"),
        LOGIN RETR("1", HEAD TEN(TEN("xxxxxxxxx"))
                            TEN("xxxxxxxxx") "xxxxxxxx\\r\\n"),
        NULL, SEVERITY_NOTE),
    ROW("msg/eight-bit-header",
        LOGIN RETR("1", "Subject: \\xc3\\xa9\\r\\n" HEAD),
        LOGIN RETR("1", HEAD "\\xc3\\xa9\\r\\n"), NULL, SEVERITY_NOTE),
    ROW("msg/eight-bit-header",
        LOGIN CAPA_UTF8 TOP("1 0", "Subject: \\xc3\\xa9\\r\\n" HEAD),
        UTF8_ON CAPA_UTF8 RETR("1", "Subject: \\xc3\\xa9\\r\\n" HEAD), NULL,
        SEVERITY_WARNING),
    ROW("msg/eight-bit-body", LOGIN RETR("1", HEAD "\\xfc\\r\\n"),
        LOGIN RETR("1", "Subject: \\xfc\\r\\n" HEAD), NULL, SEVERITY_NOTE),
    ROW("msg/eight-bit-body",
        LOGIN RETR("1", "Subject: \\xfc\\r\\n" HEAD "\\xfc\\r\\n"),
        LOGIN RETR("1", HEAD), NULL, SEVERITY_NOTE),
    ROW("msg/utf8-invalid", UTF8_ON RETR("1", "Subject: \\xe9\\r\\n" HEAD),
        UTF8_ON RETR("1", "Subject: \\xc3\\xa9\\r\\n" HEAD "\\xe9\\r\\n"), NULL,
        SEVERITY_WARNING),
    ROW("msg/utf8-invalid",
        UTF8_ON RETR("1", "Subject: \\xed\\xa0\\x80\\r\\n" HEAD),
        LOGIN RETR("1", "Subject: \\xe9\\r\\n" HEAD), NULL, SEVERITY_WARNING),
    ROW("msg/binary-cte",
        LOGIN RETR("1", "content-transfer-encoding: BINARY\\r\\n" HEAD),
        LOGIN RETR("1", "Content-Transfer-Encoding: 8bit\\r\\n" HEAD
                        "Content-Transfer-Encoding: binary\\r\\n"),
        NULL, SEVERITY_NOTE),
    ROW("msg/binary-cte",
        LOGIN RETR("1", "Content-Transfer-Encoding:\\r\\n"
                        "\\tbinary(really)\\r\\n" HEAD),
        LOGIN RETR("1", "Content-Transfer-Encoding: 8bit\\r\\n"
                        " binary\\r\\nX-Y:\\r\\n binary\\r\\n" HEAD),
        NULL, SEVERITY_NOTE),
    ROW("msg/mbox-from", LOGIN RETR("1", "From a@b Mon Jan\\r\\n" HEAD),
        LOGIN RETR("1", "X: y\\r\\nFrom a@b Mon Jan\\r\\n" HEAD), NULL,
        SEVERITY_NOTE),
    ROW("msg/mbox-from", LOGIN RETR("1", "From a@b: x\\r\\n" HEAD),
        LOGIN RETR("1", "From : a@b\\r\\nDate: x\\r\\n\\r\\n"), NULL,
        SEVERITY_NOTE),
    ROW("msg/header-syntax", LOGIN RETR("1", "To: x\\r\\nhello\\r\\n" HEAD),
        LOGIN RETR("1", "To : x\\r\\n hello\\r\\n\\tyou\\r\\n" HEAD), NULL,
        SEVERITY_NOTE),
    ROW("msg/header-syntax", LOGIN RETR("1", " folded\\r\\n" HEAD),
        LOGIN RETR("1", HEAD "hello\\r\\n"), NULL, SEVERITY_NOTE),
    ROW("msg/no-separator", LOGIN RETR("1", "Date: x\\r\\nFrom: a@b\\r\\n"),
        LOGIN RETR("1", HEAD), NULL, SEVERITY_NOTE),
    ROW("msg/no-separator",
        LOGIN RETR("1", "Date: x\\r\\nFrom: a@b\\r\\n..\\r\\n"),
        LOGIN RETR("1", "\\r\\n") RETR("2", "") RETR("3", HEAD "..\\r\\n"),
        NULL, SEVERITY_NOTE),
    ROW("msg/required-headers", LOGIN RETR("1", "From: a@b\\r\\n\\r\\n"),
        LOGIN RETR("1", "FROM: a@b\\r\\ndate: x\\r\\n\\r\\nDate: y\\r\\n"),
        NULL, SEVERITY_NOTE),
    ROW("msg/required-headers", LOGIN RETR("1", "From: c@d\\r\\n" HEAD),
        LOGIN RETR("1", ""), NULL, SEVERITY_NOTE),
    ROW("msg/required-headers", LOGIN TOP("1 0", "Subject: x\\r\\n\\r\\n"),
        LOGIN "C RETR 1\\r\\n\nS +OK\\r\\nSubject: x\\r\\n\nclose\n", NULL,
        SEVERITY_NOTE),
};

Test(rules_message, retr_and_top)
{
    findings_check(ROWS(retr_rows));
}

Test(rules_message, message_data)
{
    findings_check(ROWS(message_rows));
}
