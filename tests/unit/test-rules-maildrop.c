/* test-rules-maildrop.c - rules on STAT, LIST, UIDL, DELE, RSET and QUIT, by
 * sessions that break them and ones that come close. */
#include <config.h>

#include "tests/unit/maildrop-script.h"

#include <criterion/criterion.h>
#include <stdlib.h>

TestSuite(rules_maildrop, .timeout = 60);

static const struct rule_row stat_rows[] = {
    ROW("stat/format", LOGIN STAT("2 messages") QUIT, LOGIN STAT("2 320") QUIT,
        NULL, SEVERITY_ERROR),
    ROW("stat/format", LOGIN STAT(" 2 320"), LOGIN STAT("2 320 octets"), NULL,
        SEVERITY_ERROR),
    ROW("stat/format", LOGIN ASK("STAT", OK), LOGIN ASK("STAT", NO),
        "reply/single-for-multi cmd/only-ok-refused", SEVERITY_ERROR),
    ROW("stat/format", LOGIN ASK("STAT", "+OK2 320\\r\\n"),
        LOGIN "C STAT\\r\\n\nS +OK 2 3\nclose\n", "reply/status-no-space",
        SEVERITY_ERROR),
    ROW("stat/format", LOGIN STAT("2 320octets"),
        LOGIN STAT("2 320\\t(octets)"), NULL, SEVERITY_ERROR),
    ROW("stat/extra-info", LOGIN STAT("2 320 octets"), LOGIN STAT("2 320"),
        NULL, SEVERITY_NOTE),
    ROW("stat/count-vs-list", LOGIN STAT("2 600") LIST(THREE),
        LOGIN STAT("3 600") LIST(THREE), NULL, SEVERITY_ERROR),
    ROW("stat/count-vs-list", LOGIN LIST(THREE) STAT("2 600"),
        LOGIN LIST(THREE) DELE("1") STAT("2 500"), NULL, SEVERITY_ERROR),
    ROW("stat/count-vs-list", LOGIN STAT("0 0") LIST("1 20\\r\\n"),
        LOGIN STAT("0 0") LIST(""), NULL, SEVERITY_ERROR),
    ROW("stat/size-vs-list", LOGIN STAT("3 601") LIST(THREE),
        LOGIN STAT("3 600") LIST(THREE), NULL, SEVERITY_NOTE),
    ROW("stat/size-vs-list", LOGIN LIST(THREE) STAT("3 599"),
        LOGIN LIST(THREE) DELE("3") STAT("2 300"), NULL, SEVERITY_NOTE),
    ROW("stat/deleted-counted", LOGIN STAT("2 300") DELE("1") STAT("2 300"),
        LOGIN STAT("2 300") DELE("1") STAT("1 200"), NULL, SEVERITY_ERROR),
    /* the second DELE of a message takes nothing away */
    ROW("stat/deleted-counted",
        LOGIN STAT("3 600") DELE("1") DELE("2") STAT("2 500"),
        LOGIN STAT("3 600") DELE("1") ASK("DELE 1", NO) STAT("2 500"), NULL,
        SEVERITY_ERROR),
    /* nothing is foretold over RSET, or when a DELE hit nothing */
    ROW("stat/deleted-counted", LOGIN STAT("2 300") DELE("2") STAT("2 200"),
        LOGIN STAT("2 300") DELE("1") RSET DELE("1") RSET STAT("2 300"), NULL,
        SEVERITY_ERROR),
    ROW("stat/deleted-size",
        LOGIN STAT("3 600") LIST(THREE) DELE("1") STAT("2 600"),
        LOGIN STAT("3 600") LIST(THREE) DELE("1") STAT("2 500"), NULL,
        SEVERITY_WARNING),
    /* where STAT counts otherwise than LIST, its fall proves nothing */
    ROW("stat/deleted-size",
        LOGIN STAT("3 600") LIST(THREE) DELE("3") DELE("1") STAT("1 201"),
        LOGIN STAT("3 603") LIST(THREE) DELE("1") STAT("2 501"), NULL,
        SEVERITY_WARNING),
    ROW("stat/unstable", LOGIN STAT("2 300") STAT("3 400"),
        LOGIN STAT("2 300") STAT("2 300"), NULL, SEVERITY_ERROR),
    ROW("stat/unstable", LOGIN STAT("2 300") STAT("2 301"),
        LOGIN STAT("2 300") DELE("1") STAT("1 100"), NULL, SEVERITY_WARNING),
    ROW("stat/huge", LOGIN STAT("1 2147483648"), LOGIN STAT("1 2147483647"),
        NULL, SEVERITY_NOTE),
    ROW("stat/huge", LOGIN STAT("1 99999999999999999999999"),
        LOGIN STAT("2147483647 1"), NULL, SEVERITY_NOTE),
};

static const struct rule_row list_rows[] = {
    ROW("list/format", LOGIN LIST("1  120\\r\\n"), LOGIN LIST("1 120\\r\\n"),
        NULL, SEVERITY_ERROR),
    ROW("list/format", LOGIN LIST("1 120B\\r\\n"), LOGIN LIST("1 120 B\\r\\n"),
        NULL, SEVERITY_ERROR),
    ROW("list/format", LOGIN LIST(" 1 120\\r\\n"),
        LOGIN LIST("\\r\\n1 120\\r\\n"), NULL, SEVERITY_ERROR),
    ROW("list/extra-info", LOGIN LIST("1 120 Hello\\r\\n"),
        LOGIN LIST("1 120\\r\\n"), NULL, SEVERITY_NOTE),
    ROW("list/extra-info", LOGIN ASK("LIST 1", "+OK 1 120 octets\\r\\n"),
        LOGIN ASK("LIST 1", "+OK 1 120\\r\\n"), NULL, SEVERITY_NOTE),
    /* a line that cannot be read takes no message out of the set */
    ROW("list/format",
        LOGIN UIDL("1 a\\r\\n2 b\\r\\n") LIST("1 100\\r\\n2 x\\r\\n"),
        LOGIN LIST("1 100\\r\\n2 0\\r\\n"), NULL, SEVERITY_ERROR),
    ROW("list/single-format", LOGIN ASK("LIST 2", "+OK 200\\r\\n"),
        LOGIN ASK("LIST 2", "+OK 2 200\\r\\n"), NULL, SEVERITY_ERROR),
    ROW("list/single-format", LOGIN ASK("LIST 2", "+OK  2 200\\r\\n"),
        LOGIN ASK("LIST 2", NO), NULL, SEVERITY_ERROR),
    ROW("list/single-number", LOGIN ASK("LIST 2", "+OK 1 200\\r\\n"),
        LOGIN ASK("LIST 2", "+OK 2 200\\r\\n"), NULL, SEVERITY_ERROR),
    ROW("list/single-vs-full",
        LOGIN LIST(THREE) ASK("LIST 2", "+OK 2 201\\r\\n"),
        LOGIN LIST(THREE) ASK("LIST 2", "+OK 2 200\\r\\n"), NULL,
        SEVERITY_WARNING),
    ROW("list/single-vs-full",
        LOGIN ASK("LIST 2", "+OK 2 201\\r\\n") LIST(THREE),
        LOGIN ASK("LIST 2", "+OK 2 200\\r\\n") LIST(THREE), NULL,
        SEVERITY_WARNING),
    ROW("list/single-vs-full",
        LOGIN ASK("LIST 2", "+OK 2 200\\r\\n") ASK("LIST 2", "+OK 2 201\\r\\n"),
        LOGIN ASK("LIST 2", "+OK 2 200\\r\\n") ASK("LIST 1", "+OK 1 201\\r\\n"),
        NULL, SEVERITY_WARNING),
    /* the odd LIST 2 does not make the next LIST unstable */
    ROW("list/single-vs-full",
        LOGIN LIST(THREE) ASK("LIST 2", "+OK 2 201\\r\\n") LIST(THREE),
        LOGIN LIST(THREE) DELE("1") ASK("LIST 2", "+OK 2 201\\r\\n"), NULL,
        SEVERITY_WARNING),
    ROW("list/number-zero", LOGIN LIST("0 120\\r\\n1 20\\r\\n"),
        LOGIN LIST("1 120\\r\\n"), NULL, SEVERITY_ERROR),
    ROW("list/number-zero", LOGIN UIDL("0 a\\r\\n"), LOGIN UIDL("1 a\\r\\n"),
        NULL, SEVERITY_ERROR),
    ROW("list/number-duplicate", LOGIN LIST("1 120\\r\\n1 120\\r\\n"),
        LOGIN LIST("1 120\\r\\n2 120\\r\\n"), NULL, SEVERITY_ERROR),
    ROW("list/number-duplicate", LOGIN UIDL("1 a\\r\\n2 b\\r\\n1 a\\r\\n"),
        LOGIN UIDL("1 a\\r\\n2 b\\r\\n") UIDL("1 a\\r\\n2 b\\r\\n"), NULL,
        SEVERITY_ERROR),
    ROW("list/number-gap", LOGIN LIST("1 100\\r\\n3 300\\r\\n"),
        LOGIN DELE("2") LIST("1 100\\r\\n3 300\\r\\n"), NULL, SEVERITY_ERROR),
    ROW("list/number-gap", LOGIN UIDL("2 b\\r\\n"),
        LOGIN LIST(THREE) DELE("1") RSET LIST(THREE), NULL, SEVERITY_ERROR),
    ROW("list/number-gap", LOGIN LIST("99999999999 1\\r\\n"),
        LOGIN LIST("2 1\\r\\n1 1\\r\\n"), NULL, SEVERITY_ERROR),
    ROW("list/leading-zero", LOGIN LIST("001 120\\r\\n"),
        LOGIN LIST("1 0\\r\\n"), NULL, SEVERITY_NOTE),
    ROW("list/leading-zero", LOGIN STAT("01 120"), LOGIN STAT("0 0"), NULL,
        SEVERITY_NOTE),
    ROW("list/leading-zero", LOGIN UIDL("01 a\\r\\n"), LOGIN UIDL("1 0a\\r\\n"),
        NULL, SEVERITY_NOTE),
    ROW("list/order", LOGIN LIST("2 1\\r\\n1 1\\r\\n"),
        LOGIN LIST("1 1\\r\\n2 1\\r\\n"), NULL, SEVERITY_NOTE),
    ROW("list/order", LOGIN UIDL("2 b\\r\\n1 a\\r\\n"), LOGIN UIDL(THREE_IDS),
        NULL, SEVERITY_NOTE),
    ROW("list/unstable", LOGIN LIST("1 100\\r\\n2 200\\r\\n") LIST(THREE),
        LOGIN LIST(THREE) LIST(THREE), NULL, SEVERITY_ERROR),
    ROW("list/unstable", LOGIN LIST(THREE) LIST("1 100\\r\\n2 200\\r\\n"),
        LOGIN LIST(THREE) DELE("3") LIST("1 100\\r\\n2 200\\r\\n"), NULL,
        SEVERITY_ERROR),
    ROW("list/unstable",
        LOGIN LIST(THREE) LIST("1 100\\r\\n2 250\\r\\n3 300\\r\\n"),
        LOGIN LIST(THREE) LIST("3 300\\r\\n1 100\\r\\n2 200\\r\\n"), NULL,
        SEVERITY_WARNING),
    /* what is not well-formed is refused rightly */
    ROW("list/empty-refused", LOGIN STAT("0 0") ASK("LIST", NO),
        LOGIN STAT("0 0") ASK("LIST ", NO), NULL, SEVERITY_ERROR),
    ROW("retr/listed-but-refused", LOGIN LIST(THREE) ASK("RETR 1", NO),
        LOGIN LIST(THREE) ASK("RETR 1 x", NO) ASK("RETR 01", NO)
            ASK("RETR  1", NO) ASK("RETR 1 ", NO) "C RETR 1\\n\nS " NO "\n",
        NULL, SEVERITY_WARNING),
    ROW("dele/refused", LOGIN LIST(THREE) ASK("DELE 1", NO),
        LOGIN LIST(THREE) ASK("DELE 1 x", NO) ASK("DELE  1", NO), NULL,
        SEVERITY_NOTE),
    ROW("top/content-only-headers-refused",
        LOGIN ASK("TOP 1 0", NO) TOP("1 1", HEAD),
        LOGIN ASK("TOP 1 0 x", NO) TOP("1 1", HEAD), NULL, SEVERITY_WARNING),
    ROW("list/empty-refused", LOGIN STAT("0 0") ASK("LIST", NO),
        LOGIN STAT("0 0") ASK("LIST", "-ERR [SYS/TEMP] later\\r\\n"), NULL,
        SEVERITY_ERROR),
    ROW("list/empty-refused", LOGIN STAT("1 9") DELE("1") ASK("LIST", NO),
        LOGIN STAT("2 9") DELE("1") ASK("LIST", NO), NULL, SEVERITY_ERROR),
    ROW("list/empty-refused", LOGIN STAT("0 0") ASK("LIST", NO),
        LOGIN STAT("0 0") ASK("LIST 1", NO), NULL, SEVERITY_ERROR),
    ROW("list/deleted-listed", LOGIN LIST(THREE) DELE("1") LIST(THREE),
        LOGIN LIST(THREE) DELE("1") LIST("2 200\\r\\n3 300\\r\\n"), NULL,
        SEVERITY_ERROR),
    ROW("list/deleted-listed",
        LOGIN STAT("2 300") LIST("1 100\\r\\n2 200\\r\\n") DELE("1")
            STAT("1 200") LIST("1 0\\r\\n2 200\\r\\n"),
        LOGIN LIST(THREE) DELE("1") RSET LIST(THREE), NULL, SEVERITY_ERROR),
    ROW("list/nonexistent-ok", LOGIN STAT("2 9") ASK("LIST 9", "+OK 9 0\\r\\n"),
        LOGIN STAT("9 9") DELE("1") STAT("8 8") ASK("LIST 9", "+OK 9 0\\r\\n"),
        "client/msgno-range client/msgno-syntax", SEVERITY_ERROR),
    ROW("list/nonexistent-ok", LOGIN RETR("0", HEAD), LOGIN RETR("9", HEAD),
        "client/msgno-range client/msgno-syntax", SEVERITY_ERROR),
    ROW("list/nonexistent-ok", LOGIN STAT("2 9") DELE("3"),
        LOGIN STAT("2 9") DELE("2"), "client/msgno-range client/msgno-syntax",
        SEVERITY_ERROR),
};

static const struct rule_row uidl_rows[] = {
    ROW("uidl/format", LOGIN UIDL("1   abc\\r\\n"), LOGIN UIDL("1 abc\\r\\n"),
        NULL, SEVERITY_ERROR),
    ROW("uidl/format", LOGIN UIDL("1 abc x\\r\\n"),
        LOGIN UIDL("1 abc\\r\\n2 caf\\xc3\\r\\n"), NULL, SEVERITY_ERROR),
    ROW("uidl/format", LOGIN UIDL("1\\r\\n"), LOGIN UIDL("1 \\r\\n"), NULL,
        SEVERITY_ERROR),
    ROW("uidl/length", LOGIN UIDL("1 " TEN("abcdefg") "h\\r\\n"),
        LOGIN UIDL("1 " TEN("abcdefg") "\\r\\n"), NULL, SEVERITY_ERROR),
    ROW("uidl/length", LOGIN UIDL("1 \\r\\n"), LOGIN UIDL("1 a\\r\\n"), NULL,
        SEVERITY_ERROR),
    ROW("uidl/charset", LOGIN UIDL("1 caf\\xc3\\xa9\\r\\n"),
        LOGIN UIDL("1 a/b+c=!~\\r\\n"), NULL, SEVERITY_ERROR),
    ROW("uidl/charset", LOGIN UIDL("1 a\\tb\\r\\n"), LOGIN UIDL("1 a b\\r\\n"),
        NULL, SEVERITY_ERROR),
    ROW("uidl/single-format", LOGIN ASK("UIDL 2", "+OK QhdPYR\\r\\n") QUIT,
        LOGIN ASK("UIDL 2", "+OK 2 QhdPYR\\r\\n"), NULL, SEVERITY_ERROR),
    ROW("uidl/single-format", LOGIN ASK("UIDL 2", "+OK 1 QhdPYR\\r\\n"),
        LOGIN ASK("UIDL 2", NO), NULL, SEVERITY_ERROR),
    ROW("uidl/single-format",
        LOGIN ASK("UIDL 2", "+OK 2 " TEN("abcdefg") "h\\r\\n"),
        LOGIN ASK("UIDL 2", "+OK 2 " TEN("abcdefg") "\\r\\n"), NULL,
        SEVERITY_ERROR),
    ROW("uidl/single-vs-full",
        LOGIN UIDL(THREE_IDS) ASK("UIDL 2", "+OK 2 x\\r\\n"),
        LOGIN UIDL(THREE_IDS) ASK("UIDL 2", "+OK 2 b\\r\\n"), NULL,
        SEVERITY_ERROR),
    ROW("uidl/single-vs-full",
        LOGIN ASK("UIDL 2", "+OK 2 x\\r\\n") UIDL(THREE_IDS),
        LOGIN ASK("UIDL 2", "+OK 2 b\\r\\n") UIDL(THREE_IDS), NULL,
        SEVERITY_ERROR),
    ROW("uidl/duplicate", LOGIN UIDL("1 a\\r\\n2 b\\r\\n3 a\\r\\n"),
        LOGIN UIDL("1 a\\r\\n2 b\\r\\n3 A\\r\\n"), NULL, SEVERITY_NOTE),
    /* the sizes come later */
    ROW("uidl/duplicate", LOGIN UIDL("1 a\\r\\n2 b\\r\\n3 a\\r\\n") LIST(THREE),
        LOGIN UIDL(THREE_IDS) LIST(THREE), NULL, SEVERITY_WARNING),
    ROW("uidl/duplicate",
        LOGIN UIDL("1 a\\r\\n2 b\\r\\n3 a\\r\\n")
            LIST("1 5\\r\\n2 6\\r\\n3 5\\r\\n"),
        LOGIN UIDL(THREE_IDS) LIST("1 5\\r\\n2 6\\r\\n3 5\\r\\n"), NULL,
        SEVERITY_NOTE),
    ROW("uidl/duplicate", LOGIN LIST(THREE) UIDL("1 a\\r\\n2 b\\r\\n3 a\\r\\n"),
        LOGIN LIST(THREE) UIDL(THREE_IDS) UIDL(THREE_IDS), NULL,
        SEVERITY_WARNING),
    ROW("uidl/duplicate",
        LOGIN LIST("1 5\\r\\n2 5\\r\\n3 5\\r\\n")
            UIDL("1 a\\r\\n2 a\\r\\n3 a\\r\\n"),
        LOGIN LIST("1 5\\r\\n2 5\\r\\n") UIDL("1 a\\r\\n2 b\\r\\n"), NULL,
        SEVERITY_NOTE),
    /* copies do not hide the pair that is none */
    ROW("uidl/duplicate",
        LOGIN LIST("1 5\\r\\n2 5\\r\\n3 6\\r\\n")
            UIDL("1 a\\r\\n2 a\\r\\n3 a\\r\\n"),
        LOGIN UIDL(THREE_IDS) ASK("UIDL 1", "+OK 1 a\\r\\n"), NULL,
        SEVERITY_WARNING),
    ROW("uidl/set-vs-list",
        LOGIN LIST("1 100\\r\\n2 200\\r\\n") UIDL("1 a\\r\\n"),
        LOGIN LIST(THREE) UIDL(THREE_IDS), NULL, SEVERITY_ERROR),
    ROW("uidl/set-vs-list",
        LOGIN UIDL(THREE_IDS) LIST("1 100\\r\\n2 200\\r\\n"),
        LOGIN UIDL(THREE_IDS) DELE("3") LIST("1 100\\r\\n2 200\\r\\n"), NULL,
        SEVERITY_ERROR),
    /* STAT tells how many, where there is no LIST */
    ROW("uidl/set-vs-list", LOGIN STAT("3 600") UIDL("1 a\\r\\n2 b\\r\\n"),
        LOGIN STAT("3 600") UIDL(THREE_IDS), NULL, SEVERITY_ERROR),
    ROW("uidl/set-vs-list", LOGIN STAT("2 300") UIDL(""),
        LOGIN STAT("0 0") UIDL(""), NULL, SEVERITY_ERROR),
    ROW("uidl/set-vs-list", LOGIN UIDL("1 a\\r\\n2 b\\r\\n") STAT("3 600"),
        LOGIN UIDL(THREE_IDS) DELE("1") STAT("2 500"), NULL, SEVERITY_ERROR),
    /* it is STAT that is wrong, which is told */
    ROW("stat/deleted-counted",
        LOGIN STAT("3 600") DELE("1") UIDL("2 b\\r\\n3 c\\r\\n") STAT("3 600")
            UIDL("2 b\\r\\n3 c\\r\\n"),
        LOGIN STAT("3 600") DELE("1") UIDL("2 b\\r\\n3 c\\r\\n") STAT("2 500"),
        NULL, SEVERITY_ERROR),
    ROW("uidl/set-vs-list", LOGIN LIST(THREE) UIDL("1 a\\r\\n3 b\\r\\n"),
        LOGIN UIDL("3 c\\r\\n2 b\\r\\n1 a\\r\\n") LIST(THREE), NULL,
        SEVERITY_ERROR),
    ROW("uidl/deleted-listed",
        LOGIN UIDL("1 a\\r\\n2 b\\r\\n") DELE("1") UIDL("1 a\\r\\n2 b\\r\\n"),
        LOGIN UIDL("1 a\\r\\n2 b\\r\\n") DELE("1") UIDL("2 b\\r\\n"), NULL,
        SEVERITY_ERROR),
    ROW("uidl/deleted-listed",
        LOGIN LIST(THREE) UIDL(THREE_IDS) DELE("3")
            LIST("1 100\\r\\n2 200\\r\\n") UIDL(THREE_IDS),
        LOGIN UIDL(THREE_IDS) DELE("3") RSET UIDL(THREE_IDS), NULL,
        SEVERITY_ERROR),
    ROW("uidl/unstable",
        LOGIN UIDL(THREE_IDS) UIDL("1 a\\r\\n2 x\\r\\n3 c\\r\\n"),
        LOGIN UIDL(THREE_IDS) UIDL(THREE_IDS), NULL, SEVERITY_ERROR),
    ROW("uidl/unstable",
        LOGIN ASK("UIDL 1", "+OK 1 a\\r\\n") ASK("UIDL 1", "+OK 1 b\\r\\n"),
        LOGIN ASK("UIDL 1", "+OK 1 a\\r\\n") ASK("UIDL 2", "+OK 2 b\\r\\n"),
        NULL, SEVERITY_ERROR),
    ROW("uidl/unstable", LOGIN UIDL(THREE_IDS) UIDL("1 a\\r\\n2 b\\r\\n"),
        LOGIN UIDL(THREE_IDS) DELE("3") UIDL("1 a\\r\\n2 b\\r\\n"), NULL,
        SEVERITY_ERROR),
};

static const struct rule_row dele_rows[] = {
    ROW("dele/renumbered",
        LOGIN LIST(THREE) DELE("1") LIST("1 200\\r\\n2 300\\r\\n"),
        LOGIN LIST(THREE) DELE("1") LIST("2 200\\r\\n3 300\\r\\n"), NULL,
        SEVERITY_ERROR),
    ROW("dele/renumbered",
        LOGIN UIDL(THREE_IDS) DELE("1") UIDL("1 b\\r\\n2 c\\r\\n"),
        LOGIN UIDL(THREE_IDS) DELE("1") UIDL("2 b\\r\\n3 c\\r\\n"), NULL,
        SEVERITY_ERROR),
    ROW("dele/renumbered", LOGIN STAT("3 600") DELE("1") LIST("2 200\\r\\n"),
        LOGIN DELE("1") LIST("2 200\\r\\n"), NULL, SEVERITY_ERROR),
    ROW("dele/renumbered",
        LOGIN UIDL(THREE_IDS) DELE("3") ASK("UIDL 2", "+OK 2 a\\r\\n"),
        LOGIN UIDL(THREE_IDS) DELE("3") ASK("UIDL 2", "+OK 2 b\\r\\n"), NULL,
        SEVERITY_ERROR),
    ROW("dele/renumbered",
        LOGIN LIST(THREE) DELE("1") LIST("2 200\\r\\n3 300\\r\\n4 400\\r\\n"),
        LOGIN LIST(THREE) DELE("1") RSET LIST(THREE), NULL, SEVERITY_ERROR),
    ROW("dele/refused", LOGIN LIST(THREE) ASK("DELE 1", "-ERR read-only\\r\\n"),
        LOGIN LIST(THREE) ASK("DELE 1", "-ERR [SYS/TEMP] later\\r\\n"), NULL,
        SEVERITY_NOTE),
    ROW("dele/refused",
        LOGIN LIST(THREE) ASK("DELE 1", "-ERR [SYS/PERM] read-only\\r\\n"),
        LOGIN LIST(THREE) DELE("1") ASK("DELE 1", NO) ASK("DELE 4", NO), NULL,
        SEVERITY_NOTE),
    ROW("rset/not-restored",
        LOGIN STAT("3 600") DELE("1") STAT("2 500") RSET STAT("2 500"),
        LOGIN STAT("3 600") DELE("1") STAT("2 500") RSET STAT("3 600"), NULL,
        SEVERITY_ERROR),
    ROW("rset/not-restored",
        LOGIN LIST(THREE) DELE("1") RSET LIST("2 200\\r\\n3 300\\r\\n"),
        LOGIN LIST(THREE) DELE("1") RSET LIST(THREE), NULL, SEVERITY_ERROR),
    ROW("rset/not-restored",
        LOGIN UIDL(THREE_IDS) DELE("2") RSET UIDL("1 a\\r\\n3 c\\r\\n"),
        LOGIN UIDL(THREE_IDS) DELE("2") RSET UIDL(THREE_IDS), NULL,
        SEVERITY_ERROR),
    ROW("quit/update-failed",
        LOGIN DELE("1") ASK("QUIT", "-ERR some remain\\r\\n") "close\n",
        LOGIN DELE("1") QUIT, NULL, SEVERITY_NOTE),
    ROW("quit/update-failed", LOGIN ASK("QUIT", NO) "close\n",
        "open\nS +OK\\r\\n\n" ASK("QUIT", NO) "close\n", NULL, SEVERITY_NOTE),
};

Test(rules_maildrop, stat)
{
    findings_check(ROWS(stat_rows));
}

Test(rules_maildrop, list)
{
    findings_check(ROWS(list_rows));
}

Test(rules_maildrop, uidl)
{
    findings_check(ROWS(uidl_rows));
}

Test(rules_maildrop, dele_rset_and_quit)
{
    findings_check(ROWS(dele_rows));
}

/* --- many messages: what is known of them moves to larger rooms --- */

/* A session whose UIDL has messages 1 to LAST, each with an id of its own, but
 * for the message that has the id of another. */
static char *uidl_of_many(unsigned message, unsigned other)
{
    enum { LAST = 3000 };
    struct buf script = {0};

    buf_add_text(&script, LOGIN "C UIDL\\r\\n\nS +OK\\r\\n");
    for (unsigned n = 1; n <= LAST; n++)
        buf_add_format(&script, "%u id%u\\r\\n", n, n == message ? other : n);
    buf_add_text(&script, DOT "\n");
    return buf_take(&script);
}

Test(rules_maildrop, uidl_of_many_messages)
{
    static const unsigned pairs[][2] = {
        {2,    1   },
        {769,  1   },
        {770,  769 },
        {1537, 1536},
        {3000, 1   },
        {3000, 768 },
        {3000, 2999},
        {3000, 1536}
    };
    char *near = uidl_of_many(0, 0);

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char *trips = uidl_of_many(pairs[i][0], pairs[i][1]);

        findings_check(&(struct rule_row)ROW("uidl/duplicate", trips, near,
                                             NULL, SEVERITY_NOTE),
                       1);
        free(trips);
    }
    free(near);
}
