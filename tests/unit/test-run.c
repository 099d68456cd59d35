/* test-run.c - runs are found where they should be, and stand for the single
 * events that would have been told without them. */
#include <config.h>

#include "net/pop3/run.h"
#include "net/rules/check.h"
#include "tests/unit/trace.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

TestSuite(run, .timeout = 20);

#define TEN(x) x x x x x x x x x x
#define LOGIN                                                                  \
    "open tls\nS +OK ready\\r\\n\nC USER a\\r\\n\nS +OK yes\\r\\n\n"           \
    "C PASS b\\r\\n\nS +OK yes\\r\\n\nC CAPA\\r\\n\n"                          \
    "S +OK list\\r\\nPIPELINING\\r\\nUSER\\r\\nUIDL\\r\\n.\\r\\n\n"
#define NOOP "NOOP\\r\\n"
#define YES "+OK yes\\r\\n"

/* --- single lines --- */

static const struct line_row {
    enum content content;
    const char *line;
    size_t len; /* 0: not in exact form */
    uint64_t n, octets;
} line_rows[] = {
    {CONTENT_SCAN, "1 120\r\nmore",              7,  1,       120           },
    {CONTENT_SCAN, "9999999 99999999999999\r\n", 24, 9999999, 99999999999999},
    {CONTENT_SCAN, "2 0\r\n",                    5,  2,       0             },
    {CONTENT_SCAN, "0 1\r\n",                    0,  0,       0             },
    {CONTENT_SCAN, "01 1\r\n",                   0,  0,       0             },
    {CONTENT_SCAN, "1 01\r\n",                   0,  0,       0             },
    {CONTENT_SCAN, "12345678 1\r\n",             0,  0,       0             },
    {CONTENT_SCAN, "1  1\r\n",                   0,  0,       0             },
    {CONTENT_SCAN, "1 1 \r\n",                   0,  0,       0             },
    {CONTENT_SCAN, "1 1\n",                      0,  0,       0             },
    {CONTENT_SCAN, "1 1\r",                      0,  0,       0             },
    {CONTENT_SCAN, "1 1",                        0,  0,       0             },
    {CONTENT_SCAN, "1 ",                         0,  0,       0             },
    {CONTENT_SCAN, "",                           0,  0,       0             },
    {CONTENT_SCAN, ".\r\n",                      0,  0,       0             },
    {CONTENT_UID,  "1 a\r\n",                    5,  1,       0             },
    {CONTENT_UID,  "7 !\"#abcdefghijk~}\r\n",    20, 7,       0             },
    {CONTENT_UID,  "1 abcdefg\x7fh\r\n",         0,  0,       0             },
    {CONTENT_UID,  "1 abcdefghi\x80j\r\n",       0,  0,       0             },
    {CONTENT_UID,  "1 abcdefghi j\r\n",          0,  0,       0             },
    {CONTENT_UID,  "1 abcdefghij\tk\r\n",        0,  0,       0             },
    {CONTENT_UID,  "1 \r\n",                     0,  0,       0             },
};

Test(run, a_line_is_read_only_in_its_exact_form)
{
    for (size_t i = 0; i < sizeof line_rows / sizeof *line_rows; i++) {
        const struct line_row *row = &line_rows[i];
        struct run_line line = {0};
        bool ok = run_line(row->content, span_of(row->line), &line);

        cr_expect(eq(int, ok, row->len > 0), "%s", row->line);
        if (!ok || !row->len)
            continue;
        cr_expect(eq(sz, line.len, row->len), "%s", row->line);
        cr_expect(eq(u64, line.n, row->n), "%s", row->line);
        cr_expect(eq(u64, line.octets, row->octets), "%s", row->line);
    }
}

Test(run, a_unique_id_has_seventy_octets_at_most)
{
    char text[] = "1 " TEN("abcdefg") "x\r\n";
    struct run_line line;

    cr_expect(not(run_line(CONTENT_UID, span_of(text), &line)));
    memcpy(text + 72, "\r\n", 3);
    cr_assert(run_line(CONTENT_UID, span_of(text), &line));
    cr_expect(eq(sz, line.uid.len, 70));
}

Test(run, repeats_are_counted_as_far_as_they_are_whole)
{
    struct span four = SPAN("ab\nab\nab\nab\nab");

    cr_expect(eq(sz, run_repeats(four, SPAN("ab\n"), SIZE_MAX), 4));
    cr_expect(eq(sz, run_repeats(four, SPAN("ab\n"), 3), 3));
    cr_expect(eq(sz, run_repeats(four, SPAN("b\n"), 3), 0));
}

Test(run, repeats_end_at_the_line_that_differs)
{
    enum { LINES = 70 };
    char text[LINES * 3 + 1] = "";

    for (size_t end = 0; end <= LINES; end++) {
        for (size_t i = 0; i < LINES; i++)
            memcpy(text + 3 * i, i == end ? "aB\n" : "ab\n", 3);
        for (size_t len = 3 * end; len <= sizeof text - 1; len++)
            cr_expect(eq(sz,
                         run_repeats((struct span){text, len}, SPAN("ab\n"),
                                     SIZE_MAX),
                         end),
                      "%zu octets", len);
    }
    cr_expect(eq(sz, run_repeats(SPAN("ab"), SPAN(""), 7), 0));
}

/* --- in a session --- */

struct seen {
    unsigned requests, replies, lines; /* runs */
    unsigned others;                   /* single events */
    unsigned findings;
};

static void count(void *ctx, const struct event *e)
{
    struct seen *seen = ctx;

    seen->requests += e->kind == EVENT_REQUESTS;
    seen->replies += e->kind == EVENT_REPLIES;
    seen->lines += e->kind == EVENT_LINES;
    seen->findings += e->kind == EVENT_FINDING;
    seen->others += !is_run(e) && e->kind != EVENT_FINDING;
}

static void attach(void *ctx, struct dialogue *d)
{
    check_attach(ctx, d);
    dialogue_take_runs(d, check_takes_runs, ctx);
}

static struct seen judge(const char *script, enum split split)
{
    struct seen seen = {0};
    struct check *c = check_new(count, &seen);

    trace_feed(script, split, 0, check_see, c, attach);
    check_free(c);
    return seen;
}

Test(run, commands_that_do_nothing_and_their_replies_are_few_events)
{
    struct seen seen =
        judge(LOGIN "C " TEN(TEN(NOOP)) "\nS " TEN(TEN(YES)) "\nclose\n",
              SPLIT_WHOLE);

    cr_expect(eq(u32, seen.requests, 1));
    cr_expect(eq(u32, seen.replies, 1));
    cr_expect(lt(u32, seen.others, 45));
}

Test(run, listing_lines_are_few_events)
{
    struct seen seen = judge(
        LOGIN "C LIST\\r\\n\nS +OK list\\r\\n1 10\\r\\n2 20\\r\\n3 1\\r\\n"
              ".\\r\\n\nC UIDL\\r\\n\nS +OK list\\r\\n1 a\\r\\n2 b\\r\\n"
              "3 c\\r\\n.\\r\\n\nclose\n",
        SPLIT_WHOLE);

    cr_expect(eq(u32, seen.lines, 2));
}

Test(run, where_something_is_to_be_said_there_are_single_events)
{
    /* a blank behind the keyword; "+OK" alone; before the login */
    cr_expect(
        eq(u32, judge(LOGIN "C " TEN("NOOP \\r\\n") "\n", SPLIT_WHOLE).requests,
           0));
    cr_expect(
        eq(u32,
           judge(LOGIN "C " TEN(NOOP) "\nS " TEN("+OK\\r\\n") "\n", SPLIT_WHOLE)
               .replies,
           0));
    cr_expect(
        eq(u32,
           judge("open tls\nS +OK hi\\r\\n\nC " TEN(NOOP) "\n", SPLIT_WHOLE)
               .requests,
           0));
}

/* Scripts whose events and findings must not depend on runs. */
static const char *const scripts[] = {
    LOGIN "C " TEN(NOOP) "\nS " TEN(YES) "\nclose\n",
    LOGIN "C " TEN(NOOP) "STAT\\r\\n" TEN(NOOP) "\nS " TEN(
        YES) "+OK 1 2\\r\\n" TEN(YES) "\nclose\n",
    LOGIN "C " TEN(NOOP) "\nS " YES YES YES "-ERR no\\r\\n" YES YES YES YES
                         "\nclose\n",
    LOGIN "C " TEN(NOOP) "\nS " YES YES YES YES "+OK no\\r\\n" YES YES "\n"
                         "timeout\nS " TEN(YES) "\nC " TEN(NOOP) "\nclose\n",
    LOGIN "C " TEN(NOOP) "\nS " TEN(YES) TEN(YES) "\nclose\n",
    LOGIN "C " TEN(NOOP) "QUIT\\r\\n" TEN(NOOP) "\nS " TEN(YES) YES "\nclose\n",
    "open\nS +OK hi\\r\\n\nC " TEN(NOOP) "\nS " TEN(YES) "\nclose\n",
    LOGIN
    "C LIST\\r\\n\nS +OK x\\r\\n1 5\\r\\n2 5\\r\\n3 5\\r\\n5 5\\r\\n"
    "6 5\\r\\n4 5\\r\\n7 5\\r\\n8 5\\r\\n8 6\\r\\n9 5\\r\\n.\\r\\n\n"
    "C LIST\\r\\n\nS +OK x\\r\\n1 5\\r\\n2 6\\r\\n3 5\\r\\n.\\r\\n\nclose\n",
    LOGIN
    "C UIDL 3\\r\\n\nS +OK 3 c\\r\\n\n"
    "C UIDL\\r\\n\nS +OK x\\r\\n1 a\\r\\n2 b\\r\\n3 d\\r\\n4 b\\r\\n5 b\\r\\n"
    "6 \x01\\r\\n7 a\\r\\n8 x\\r\\n.\\r\\n\nclose\n",
    LOGIN
    "C LIST\\r\\n\nS +OK x\\r\\n1 5\\r\\n2 5\\r\\n3 7\\r\\n4 5\\r\\n.\\r\\n\n"
    "C UIDL\\r\\n\nS +OK x\\r\\n4 a\\r\\n1 a\\r\\n2 a\\r\\n3 a\\r\\n.\\r\\n\n"
    "C DELE 2\\r\\n\nS +OK x\\r\\n\n"
    "C UIDL\\r\\n\nS +OK x\\r\\n1 a\\r\\n2 a\\r\\n3 b\\r\\n.\\r\\n\nclose\n",
};

static void write_finding(void *ctx, const struct event *e)
{
    if (e->kind == EVENT_FINDING)
        buf_add_format(ctx, "%s @%ju column %u x%ju: %s\n",
                       e->finding->rule->id, (uintmax_t)e->finding->offset,
                       e->finding->column, (uintmax_t)e->finding->count,
                       e->finding->message);
}

static void attach_without(void *ctx, struct dialogue *d)
{
    check_attach(ctx, d);
}

/* The findings; owned by the caller. */
static char *findings(const char *script, enum split split, attach_fn *how)
{
    struct buf out = {0};
    struct check *c = check_new(write_finding, &out);

    check_mute(c, RULE_REPLY_NO_TEXT);
    trace_feed(script, split, 1, check_see, c, how);
    check_free(c);
    buf_add_char(&out, '.');
    return buf_take(&out);
}

Test(run, findings_do_not_depend_on_runs)
{
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        char *want = findings(scripts[i], SPLIT_WHOLE, attach_without);
        char *whole = findings(scripts[i], SPLIT_WHOLE, attach);
        char *octets = findings(scripts[i], SPLIT_OCTETS, attach);
        char *parts = findings(scripts[i], SPLIT_RANDOM, attach);

        cr_expect(eq(str, whole, want), "script %zu", i);
        cr_expect(eq(str, octets, want), "script %zu", i);
        cr_expect(eq(str, parts, want), "script %zu", i);
        free(want);
        free(whole);
        free(octets);
        free(parts);
    }
}

Test(run, taken_apart_it_is_what_there_would_have_been_without)
{
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        char *whole = trace_script(scripts[i], SPLIT_WHOLE, 0);
        char *octets = trace_script(scripts[i], SPLIT_OCTETS, 0);

        cr_expect(eq(str, whole, octets), "script %zu", i);
        free(whole);
        free(octets);
    }
}
