/* test-rules-client.c - sections 20 and 21 of the catalogue: the lines that a
 * client sends, and their order. */
#include <config.h>

#include "tests/unit/findings.h"
#include "tests/unit/script.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

TestSuite(rules_client, .timeout = 60);

#define ROW(level, id, trips, near, also)                                      \
    {                                                                          \
        id, trips, near, also, level, {0}, false                               \
    }
#define ERROR(...) ROW(SEVERITY_ERROR, __VA_ARGS__)
#define WARNING(...) ROW(SEVERITY_WARNING, __VA_ARGS__)
#define NOTE(...) ROW(SEVERITY_NOTE, __VA_ARGS__)
#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

#define OUTSIDE GREETED_TLS
#define INSIDE OUTSIDE LOGIN
#define STAMPED "open tls\n" S("+OK ready <1896.697170952@h>")
#define DIGEST "c4c9334bac560ecc979e58001b3e22fb"
#define NO S("-ERR no")
#define X10 "xxxxxxxxxx"
#define X40 X10 X10 X10 X10
#define X240 X40 X40 X40 X40 X40 X40
#define THREE C("STAT") S("+OK 3 410")
#define MESSAGE S("+OK") S("a: b") S("") S("c") S(".")

static const struct rule_row line_rows[] = {
    /* how many arguments */
    ERROR("client/missing-arg", INSIDE C("TOP 1") NO, INSIDE C("TOP 1 0") NO,
          NULL),
    ERROR("client/missing-arg", INSIDE C("RETR") NO, INSIDE C("LIST") NO, NULL),
    ERROR("client/missing-arg", INSIDE C("DELE ") NO, INSIDE C("DELE 1") NO,
          NULL),
    ERROR("client/missing-arg", OUTSIDE C("USER ") NO, OUTSIDE C("USER a") NO,
          NULL),
    ERROR("client/missing-arg", OUTSIDE C("USER a") S("+OK") C("PASS ") NO,
          OUTSIDE C("USER a") S("+OK") C("PASS  ") NO, NULL),
    ERROR("client/missing-arg", STAMPED C("APOP a") NO,
          STAMPED C("APOP a " DIGEST) NO, NULL),
    WARNING("client/extra-arg", INSIDE C("NOOP x") NO,
            INSIDE C("NOOP") S("+OK"), NULL),
    WARNING("client/extra-arg", INSIDE C("TOP 1 2 3") NO,
            INSIDE C("TOP 1 2") NO, NULL),
    WARNING("client/extra-arg", OUTSIDE C("AUTH PLAIN AGEAYg== b") NO,
            OUTSIDE C("AUTH PLAIN AGEAYg==") NO, NULL),
    NOTE("client/extra-arg", OUTSIDE C("USER tim o") NO,
         OUTSIDE C("USER a") S("+OK") C("PASS a b c") NO, NULL),
    /* length */
    ERROR("client/line-too-long", OUTSIDE C("USER xxxxxxxxx" X240) NO,
          OUTSIDE C("USER xxxxxxxx" X240) NO, NULL),
    ERROR("client/line-too-long",
          OUTSIDE C("USER a") S("+OK") C("PASS xxxxxxxxx" X240) NO,
          OUTSIDE C("AUTH PLAIN") S("+ ") C(X240 X40) NO, NULL),
    ERROR("client/auth-ir-too-long", OUTSIDE C("AUTH XOAUTH2 " X240 "xxxx") NO,
          OUTSIDE C("AUTH XOAUTH2 " X240) NO, NULL),
    NOTE("client/arg-over-40", OUTSIDE C("CAPA") NO C("USER x" X40) S("+OK"),
         OUTSIDE C("CAPA") NO C("USER " X40) S("+OK"), NULL),
    NOTE("client/arg-over-40",
         OUTSIDE C("CAPA") NO C("USER a") S("+OK") C("PASS x" X40) NO,
         OUTSIDE CAPA(USUAL) C("USER a") S("+OK") C("PASS x" X40) NO, NULL),
    NOTE("client/arg-over-40", OUTSIDE C("CAPA") NO C("USER x" X40) S("+OK"),
         OUTSIDE C("USER x" X40) S("+OK"), NULL),
    /* blanks */
    WARNING("client/separator", INSIDE C("LIST  1") NO, INSIDE C("LIST 1") NO,
            NULL),
    WARNING("client/separator", INSIDE C("LIST 1 ") NO, INSIDE C("LIST 1") NO,
            NULL),
    WARNING("client/separator", INSIDE C(" NOOP") NO, INSIDE C("NOOP") NO,
            NULL),
    WARNING("client/separator", INSIDE C("LIST\\t1") NO, INSIDE C("LIST 1") NO,
            NULL),
    WARNING("client/separator", OUTSIDE C("USER a") S("+OK") C(" PASS b") NO,
            OUTSIDE C("USER a") S("+OK") C("PASS  b  c ") NO, NULL),
    WARNING("client/separator", OUTSIDE C("USER a") S("+OK") C("PASS\\tb") NO,
            OUTSIDE C("USER a") S("+OK") C("PASS b") NO, NULL),
    WARNING("client/separator", OUTSIDE C("CAPA ") NO,
            OUTSIDE C("AUTH EXTERNAL ") NO, NULL),
    /* octets */
    ERROR("client/bare-lf", INSIDE "C NOOP\\n\n" NO, INSIDE C("NOOP") NO, NULL),
    ERROR("client/bare-lf",
          OUTSIDE C("AUTH PLAIN") S("+ ") "C AGEAYg==\\n\n" NO,
          OUTSIDE C("AUTH PLAIN") S("+ ") C("AGEAYg==") NO, NULL),
    ERROR("client/crlf-in-arg", OUTSIDE C("USER a\\rDELE 1") NO,
          OUTSIDE C("USER aDELE") NO, NULL),
    ERROR("client/crlf-in-arg", OUTSIDE C("USER a\\0") NO,
          OUTSIDE C("USER a0") NO, NULL),
    ERROR("client/crlf-in-arg", OUTSIDE C("USER a\\r") NO,
          OUTSIDE C("USER a") NO, NULL),
    ERROR("client/crlf-in-arg",
          OUTSIDE C("USER a") S("+OK") C("PASS pw\\rDELE 1") NO,
          OUTSIDE C("USER a") S("+OK") C("PASS pw DELE 1") NO, NULL),
    ERROR("client/control-char", OUTSIDE C("USER a\\x07") NO,
          OUTSIDE C("USER a7") NO, NULL),
    ERROR("client/control-char", INSIDE C("\\x1b[ANOOP") NO,
          INSIDE C("[ANOOP") NO, NULL),
    ERROR("client/control-char", OUTSIDE C("USER a\\x7f") NO,
          OUTSIDE C("USER a~") NO, NULL),
    WARNING("client/control-char",
            OUTSIDE C("USER a") S("+OK") C("PASS b\\tc") NO,
            OUTSIDE C("USER a") S("+OK") C("PASS b c") NO, NULL),
    ERROR("client/non-ascii", OUTSIDE C("USER jos\\xe9") NO,
          OUTSIDE C("USER jose") NO, NULL),
    ERROR("client/non-ascii", OUTSIDE C("USER jos\\xc3\\xa9") NO,
          OUTSIDE CAPA(S("UTF8 USER") USUAL) C("USER jos\\xc3\\xa9") NO, NULL),
    ERROR("client/non-ascii",
          OUTSIDE CAPA(S("UTF8") USUAL) C("USER jos\\xc3\\xa9") NO,
          OUTSIDE CAPA(S("UTF8 USER") USUAL) C("USER jos\\xc3\\xa9") NO, NULL),
    ERROR("client/non-ascii",
          OUTSIDE CAPA(S("UTF8 USER") USUAL) C("USER a") S("+OK")
              C("PASS \\xe9") NO,
          OUTSIDE CAPA(S("UTF8 USER") USUAL) C("USER a") S("+OK")
              C("PASS \\xc3\\xa9") NO,
          NULL),
    ERROR("client/non-ascii", INSIDE C("RETR \\xc2\\xb9") NO,
          INSIDE C("RETR 1") NO, "client/msgno-syntax"),
    /* the keyword */
    NOTE("client/keyword-length", INSIDE C("XSENDER 1") NO,
         INSIDE C("XTND X") NO, NULL),
    NOTE("client/keyword-length", INSIDE C("GO") NO, INSIDE C("TOP 1 1") NO,
         NULL),
    NOTE("client/unknown-command", OUTSIDE C("HELO x") NO,
         OUTSIDE C("LANG x") NO, NULL),
    NOTE("client/unknown-command", OUTSIDE C("") NO, OUTSIDE C("capa") NO,
         NULL),
    /* numbers */
    ERROR("client/msgno-syntax", INSIDE C("RETR 0") NO, INSIDE C("RETR 10") NO,
          NULL),
    ERROR("client/msgno-syntax", INSIDE C("RETR +1") NO, INSIDE C("RETR 1") NO,
          NULL),
    ERROR("client/msgno-syntax", INSIDE C("DELE 0x1") NO,
          INSIDE C("DELE 18446744073709551616") NO, NULL),
    ERROR("client/msgno-syntax", INSIDE C("UIDL -1") NO, INSIDE C("UIDL") NO,
          NULL),
    NOTE("client/msgno-syntax", INSIDE C("LIST 01") NO, INSIDE C("LIST 1") NO,
         NULL),
    ERROR("client/top-count", INSIDE C("TOP 1 -1") NO, INSIDE C("TOP 1 0") NO,
          NULL),
    ERROR("client/top-count", INSIDE C("TOP 1 1k") NO, INSIDE C("TOP 1 001") NO,
          NULL),
    WARNING("client/msgno-range", INSIDE THREE C("RETR 9") NO,
            INSIDE THREE C("RETR 3") MESSAGE, NULL),
    WARNING("client/msgno-range",
            INSIDE THREE C("LIST 18446744073709551616") NO,
            INSIDE C("RETR 9") NO, NULL),
    WARNING("client/msgno-range",
            INSIDE C("LIST") S("+OK") S("1 5") S("2 5") S(".") C("DELE 3") NO,
            INSIDE C("LIST") S("+OK") S("1 5") S("3 5") S(".") C("DELE 3") NO,
            NULL),
    WARNING("client/msgno-range",
            INSIDE C("UIDL") S("+OK") S("1 a") S(".") C("RETR 2") NO,
            INSIDE C("UIDL") S("+OK") S("1 a") S(".") C("RETR 1") MESSAGE,
            NULL),
    WARNING("client/msgno-range",
            INSIDE THREE C("DELE 2") S("+OK") C("RETR 2") NO,
            INSIDE THREE C("DELE 2") S("+OK") C("RETR 1") MESSAGE, NULL),
    WARNING("client/msgno-range",
            INSIDE THREE C("DELE 2") S("+OK") C("DELE 2") NO,
            INSIDE THREE C("DELE 2") S("+OK") C("RSET") S("+OK") C("DELE 2")
                S("+OK"),
            NULL),
    WARNING("client/msgno-range",
            INSIDE CAPA(S("PIPELINING") USUAL) THREE C("DELE 2") S("+OK")
                C("RSET") S("+OK") C("DELE 2") S("+OK") C("TOP 2 1") NO,
            INSIDE CAPA(S("PIPELINING") USUAL) THREE C("DELE 2")
                S("+OK") "C RSET\\r\\nDELE 2\\r\\n\n" S("+OK") S("+OK"),
            NULL),
    WARNING("client/msgno-range", INSIDE C("STAT") S("+OK 0 0") C("RETR 1") NO,
            OUTSIDE C("RETR 1") NO, NULL),
};

Test(rules_client, rules_of_the_line_fire_at_their_violations_only)
{
    findings_check(line_rows, COUNT(line_rows));
}

static const struct rule_row state_rows[] = {
    WARNING("client/wrong-state", OUTSIDE C("RETR 1") NO, INSIDE C("RETR 1") NO,
            NULL),
    WARNING("client/wrong-state", INSIDE C("USER a") NO, OUTSIDE C("USER a") NO,
            NULL),
    WARNING("client/wrong-state", INSIDE C("UTF8") NO, OUTSIDE C("UTF8") NO,
            NULL),
    WARNING("client/wrong-state", "open tls\n" C("CAPA") S("+OK ready") NO,
            "open tls\n" S("+OK ready") C("CAPA") NO, NULL),
    WARNING(
        "client/wrong-state",
        OUTSIDE CAPA(S("PIPELINING") USUAL) "C QUIT\\r\\nNOOP\\r\\n\n" S("+OK"),
        OUTSIDE CAPA(S("PIPELINING") USUAL) C("QUIT") S("+OK"), NULL),
    WARNING("client/wrong-state", INSIDE C("QUIT") S("+OK") C("STAT"),
            INSIDE C("STAT") S("+OK 0 0") C("QUIT") S("+OK"), NULL),
    WARNING("client/wrong-state",
            OUTSIDE CAPA(S("PIPELINING")
                             USUAL) "C USER a\\r\\nSTAT\\r\\n\n" S("+OK") NO,
            OUTSIDE CAPA(S("PIPELINING") USUAL) /* the login may go well */
            "C USER a\\r\\nPASS b\\r\\nSTAT\\r\\n\n" S("+OK") NO NO,
            NULL),
    WARNING("client/wrong-state", OUTSIDE C("NOOP") NO,
            OUTSIDE C("QUIT x") NO C("CAPA") NO, "client/extra-arg"),
    ERROR("client/pass-without-user", OUTSIDE C("PASS x") NO,
          OUTSIDE C("USER a") S("+OK") C("PASS x") NO, NULL),
    ERROR("client/pass-without-user", OUTSIDE C("USER a") NO C("PASS x") NO,
          OUTSIDE CAPA(S("PIPELINING")
                           USUAL) "C USER a\\r\\nPASS x\\r\\n\n" S("+OK") NO,
          NULL),
    ERROR("client/pass-without-user",
          OUTSIDE C("USER a") S("+OK") C("PASS x") NO C("PASS y") NO,
          OUTSIDE C("USER a") S("+OK") C("PASS x") NO C("USER a") S("+OK")
              C("PASS y") NO,
          NULL),
    ERROR("client/pass-without-user",
          GREETED C("USER a") S("+OK") STARTTLS C("CAPA") NO C("PASS y") NO,
          GREETED STARTTLS C("CAPA") NO C("USER a") S("+OK") C("PASS y") NO,
          "client/user-after-user"),
    WARNING("client/pass-not-immediate",
            OUTSIDE C("USER a") S("+OK") CAPA(USUAL) C("PASS x") NO,
            OUTSIDE CAPA(USUAL) C("USER a") S("+OK") C("PASS x") NO, NULL),
    WARNING("client/pass-not-immediate",
            OUTSIDE C("USER a") S("+OK") C("HELO") NO C("PASS x") NO,
            OUTSIDE C("HELO") NO C("USER a") S("+OK") C("PASS x") NO, NULL),
    NOTE("client/user-after-user", OUTSIDE C("USER a") S("+OK") C("USER b") NO,
         OUTSIDE C("USER a") NO C("USER b") NO, NULL),
    NOTE("client/user-after-user",
         OUTSIDE C("USER a") S("+OK") C("AUTH PLAIN") NO,
         OUTSIDE C("USER a") S("+OK") C("PASS x") NO C("AUTH PLAIN") NO, NULL),
    NOTE("client/user-after-user", GREETED C("USER a") S("+OK") C("STLS") NO,
         GREETED C("USER a") S("+OK") C("QUIT") S("+OK"), NULL),
    NOTE("client/user-after-user",
         STAMPED C("USER a") S("+OK") C("APOP a " DIGEST) NO,
         STAMPED C("USER a") NO C("APOP a " DIGEST) NO, NULL),
    /* APOP */
    ERROR("client/apop-no-timestamp", OUTSIDE C("APOP u " DIGEST) NO,
          STAMPED C("APOP u " DIGEST) NO, NULL),
    ERROR("client/apop-digest",
          STAMPED C("APOP u C4C9334BAC560ECC979E58001B3E22FB") NO,
          STAMPED C("APOP u " DIGEST) NO, NULL),
    ERROR("client/apop-digest", STAMPED C("APOP u " DIGEST "0") NO,
          STAMPED C("APOP u " DIGEST) NO, NULL),
    ERROR("client/apop-digest",
          STAMPED C("APOP u g4c9334bac560ecc979e58001b3e22fb") NO,
          STAMPED C("APOP u " DIGEST) NO, NULL),
    WARNING("client/apop-bad-timestamp",
            "open tls\n" S("+OK <\\x80\\x80x>") C("APOP u " DIGEST) NO,
            "open tls\n" S("+OK <1896.69@h>") C("APOP u " DIGEST) NO,
            "reply/escape-sequence reply/eight-bit greeting/timestamp-syntax"),
    /* queues */
    WARNING("client/pipelining-unannounced",
            INSIDE "C STAT\\r\\nLIST\\r\\n\n" S("+OK 0 0") S("+OK") S("."),
            INSIDE C("STAT") S("+OK 0 0") C("LIST") S("+OK") S("."), NULL),
    WARNING("client/pipelining-unannounced",
            INSIDE CAPA(USUAL) "C STAT\\r\\nLIST\\r\\n\n" S("+OK 0 0") S("+OK")
                S("."),
            INSIDE CAPA(S("PIPELINING") USUAL) "C STAT\\r\\nLIST\\r\\n\n" S(
                "+OK 0 0") S("+OK") S("."),
            NULL),
    WARNING("client/pipelining-unannounced",
            INSIDE "C RETR 1\\r\\n\n" S("+OK") S("a: b") C("NOOP") S("") S(".")
                S("+OK"),
            INSIDE "C RETR 1\\r\\n\n" S("+OK") S("a: b") S("") S(".") C("NOOP")
                S("+OK"),
            NULL),
    ERROR("client/pipelined-after-auth",
          OUTSIDE "C AUTH PLAIN\\r\\nSTAT\\r\\n\n" S("+ ") NO,
          OUTSIDE C("AUTH PLAIN") S("+ ") C("AGEAYg==") NO, NULL),
    ERROR("client/pipelined-after-auth",
          OUTSIDE "C AUTH PLAIN\\r\\nAGEAYg==\\r\\n\n" S("+ ") NO,
          OUTSIDE CAPA(S("PIPELINING") S(
              "SASL PLAIN")) "C AUTH PLAIN AGEAYg==\\r\\nSTAT\\r\\n\n" S("+OK")
              S("+OK 0 0"),
          NULL),
    /* what is announced */
    NOTE("client/extension-unannounced", INSIDE CAPA(S("UIDL")) C("TOP 1 0") NO,
         INSIDE CAPA(S("TOP")) C("TOP 1 0") NO, NULL),
    NOTE("client/extension-unannounced", INSIDE CAPA(S("TOP")) C("UIDL") NO,
         INSIDE C("UIDL") NO, NULL),
    NOTE("client/extension-unannounced", GREETED CAPA(USUAL) C("STLS") NO,
         GREETED CAPA(S("STLS") USUAL) C("STLS") NO,
         "tls/plaintext-login-offered"),
    NOTE("client/extension-unannounced", OUTSIDE CAPA(USUAL) C("LANG") NO,
         OUTSIDE CAPA(S("LANG")) C("LANG") NO, NULL),
    NOTE("client/extension-unannounced", OUTSIDE CAPA(USUAL) C("UTF8") NO,
         OUTSIDE CAPA(S("UTF8") USUAL) C("UTF8") NO, NULL),
    NOTE("client/historic-command", INSIDE C("LAST") NO, INSIDE C("UIDL") NO,
         NULL),
    NOTE("client/historic-command", INSIDE C("XTND XLST To") NO,
         INSIDE C("XSENDER 1") NO, NULL),
    NOTE("client/historic-command", OUTSIDE C("AUTH") NO,
         OUTSIDE C("AUTH PLAIN") NO, NULL),
    WARNING("client/historic-command", OUTSIDE C("RPOP a") NO,
            OUTSIDE C("USER a") NO, NULL),
    NOTE("client/proxy-command", OUTSIDE C("XCLIENT ADDR=192.0.2.1") NO,
         OUTSIDE C("XSENDER") NO, NULL),
    NOTE("client/proxy-command",
         "open tls\n" C("PROXY TCP4 192.0.2.1 192.0.2.2 4 110") S("+OK"),
         "open tls\n" S("+OK"), NULL),
    NOTE("client/proxy-command", OUTSIDE C("XOIP 192.0.2.1") NO,
         OUTSIDE C("XTND 192.0.2.1") NO, NULL),
};

Test(rules_client, rules_of_the_order_fire_at_their_violations_only)
{
    findings_check(state_rows, COUNT(state_rows));
}

/* --- findings as they are told --- */

static size_t count(const char *findings, const char *rule)
{
    size_t n = 0;

    for (const char *at = findings; (at = strstr(at, rule)); at++)
        n++;
    return n;
}

static void expect_count(const char *script, const char *rule, size_t want)
{
    char *got = findings_of(script, NULL, SPLIT_WHOLE, 0);

    cr_expect(eq(sz, count(got, rule), want), "%s in:\n%s", rule, got);
    free(got);
}

Test(rules_client, a_queue_is_told_of_once)
{
    expect_count(INSIDE "C STAT\\r\\nLIST\\r\\nNOOP\\r\\nRSET\\r\\n\n",
                 "client/pipelining-unannounced", 1);
    expect_count(INSIDE "C NOOP\\r\\nNOOP\\r\\n\n" S("+OK")
                     S("+OK") "C NOOP\\r\\nNOOP\\r\\n\n",
                 "client/pipelining-unannounced", 2);
}

Test(rules_client, a_command_is_told_to_be_unannounced_once)
{
    expect_count(INSIDE CAPA(S("UIDL")) C("TOP 1 0") NO C("TOP 2 0") NO,
                 "client/extension-unannounced", 1);
}

Test(rules_client, a_command_in_place_of_a_missing_reply_is_no_queue)
{
    expect_count(INSIDE C("STAT") "timeout\n" C("NOOP"),
                 "client/pipelining-unannounced", 0);
}

Test(rules_client, one_fault_of_a_line_gives_one_finding)
{
    expect_count(INSIDE C("NOOP\\t") NO, "client/", 1);
    expect_count(INSIDE C(" NOOP") NO, "client/", 1);
    expect_count(OUTSIDE C("USER ") NO, "client/", 1);
    expect_count(OUTSIDE C("AUTH EXTERNAL ") NO, "client/", 1);
    expect_count(INSIDE C("AUTH PLAIN") NO, "client/", 1);
    expect_count(INSIDE C("STLS") NO, "client/", 1);
    expect_count(INSIDE C("PASS x") NO, "client/", 1);
    expect_count(OUTSIDE C("AUTH PLAIN AGEA\\r") NO, "client/", 1);
}

Test(rules_client, a_finding_points_at_the_octet)
{
    static const struct {
        const char *line, *rule;
        unsigned column;
    } rows[] = {
        {C("LIST  1"),     "client/separator",    5},
        {C("LIST 1 "),     "client/separator",    7},
        {C("TOP 1"),       "client/missing-arg",  6},
        {C("TOP 1 -1"),    "client/top-count",    7},
        {C("NOOP x"),      "client/extra-arg",    6},
        {C("USER a\\x07"), "client/control-char", 7},
        {"C NOOP\\n\n",    "client/bare-lf",      5},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf script = {0}, want = {0};
        char *got;

        buf_add_format(&script, "%s%s", OUTSIDE, rows[i].line);
        buf_add_format(&want, "%s @%u column %u:", rows[i].rule,
                       rows[i].column - 1, rows[i].column);
        got = findings_of(buf_text(&script), NULL, SPLIT_WHOLE, 0);
        cr_expect(strstr(got, buf_text(&want)) != NULL, "%s in:\n%s",
                  buf_text(&want), got);
        free(got);
        buf_done(&script);
        buf_done(&want);
    }
}

/* --- closing --- */

struct run {
    struct check *check;
    struct buf found;
};

static void collect(void *ctx, const struct event *e)
{
    struct run *run = ctx;

    if (e->kind == EVENT_FINDING)
        buf_add_format(&run->found, "%s %s @%ju\n",
                       severity_name(e->finding->severity),
                       e->finding->rule->id, (uintmax_t)e->finding->offset);
}

static void feed(struct dialogue *d, enum chunk_kind kind, enum side side,
                 const char *octets)
{
    struct chunk chunk = {.kind = kind, .side = side, .tls = TLS_IMPLICIT};

    chunk.octets = span_of(octets);
    dialogue_feed(d, &chunk);
}

/* Lines in turn: one of the client, one of the server. */
static void expect_at_close(const char *const *lines, enum side side,
                            const char *want)
{
    struct run run = {0};
    struct dialogue *d;

    run.check = check_new(collect, &run);
    d = dialogue_new(check_see, run.check);
    check_attach(run.check, d);
    feed(d, CHUNK_OPEN, SIDE_CLIENT, "");
    feed(d, CHUNK_OCTETS, SIDE_SERVER, "+OK\r\n");
    for (size_t i = 0; lines[i]; i++)
        feed(d, CHUNK_OCTETS, i % 2 ? SIDE_SERVER : SIDE_CLIENT, lines[i]);
    feed(d, CHUNK_CLOSE, side, "");
    cr_expect(eq(int, strstr(buf_text(&run.found), "client/") != NULL,
                 *want != '\0'));
    cr_expect(strstr(buf_text(&run.found), want) != NULL, "%s in:\n%s", want,
              buf_text(&run.found));
    check_free(run.check);
    dialogue_free(d);
    buf_done(&run.found);
}

#define LOGGED_IN "USER a\r\n", "+OK\r\n", "PASS b\r\n", "+OK\r\n"

Test(rules_client, a_client_that_leaves_its_deleted_messages_is_told)
{
    static const char *const deleted[] = {LOGGED_IN, "DELE 1\r\n", "+OK\r\n",
                                          NULL};
    static const char *const unmarked[] = {LOGGED_IN,  "DELE 1\r\n", "+OK\r\n",
                                           "RSET\r\n", "+OK\r\n",    NULL};
    static const char *const left[] = {LOGGED_IN,  "DELE 1\r\n", "+OK\r\n",
                                       "QUIT\r\n", "+OK\r\n",    NULL};
    static const char *const kept[] = {LOGGED_IN, "DELE 1\r\n", "-ERR\r\n",
                                       NULL};

    expect_at_close(deleted, SIDE_CLIENT, "warning client/quit-missing @24\n");
    expect_at_close(deleted, SIDE_SERVER, "");
    expect_at_close(unmarked, SIDE_CLIENT, "");
    expect_at_close(left, SIDE_CLIENT, "");
    expect_at_close(kept, SIDE_CLIENT, "");
}
