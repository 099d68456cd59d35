/* test-outbox.c - octets that wait: in order, by lines, and those that
 * repeat. */
#include <config.h>

#include "net/wire/outbox.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

TestSuite(outbox, .timeout = 20);

/* What is added to an outbox, one thing after the other; n > 0: repeats. */
struct added {
    const char *octets;
    uint64_t n;
    bool automatic;
};

static void add(struct outbox *o, struct buf *all, const struct added *a)
{
    struct span octets = span_of(a->octets);

    if (a->n)
        outbox_add_repeats(o, octets, a->n);
    else
        outbox_add(o, octets, a->automatic);
    buf_add_repeats(all, octets, a->n ? a->n : 1);
}

static size_t lines_in(struct span s)
{
    size_t lines = 0;

    while (s.len) {
        s = span_from(s, span_find(s, '\n') + 1);
        lines++;
    }
    return lines;
}

/* Take some of what is there, as a stream would. */
static void take(struct outbox *o, struct buf *out, bool *automatic_out)
{
    size_t lines = (size_t)rand() % 9000, most = 1 + (size_t)rand() % 70000;
    struct span front = outbox_front(o, lines, most, automatic_out);
    size_t n = front.len ? 1 + (size_t)rand() % front.len : 0;

    cr_assert(le(sz, front.len, most));
    cr_assert(le(sz, lines_in(front), lines));
    if (lines)
        cr_assert(gt(sz, front.len, 0));
    buf_add(out, span_first(front, n));
    outbox_drop(o, n);
}

static const struct added added[] = {
    {"USER joe\r\n", 0,      false},
    {"NOOP\r\n",     3,      false},
    {"NOOP\r\n",     100000, false},
    {"NOOP\r\n",     20000,  false},
    {"LIST\r\n",     20000,  false},
    {"NOOP\r\n",     0,      true },
    {"a\r\nb\r\n",   30000,  false},
    {"no end",       30000,  false},
    {"\r\n",         0,      false},
    {"QUIT\r\n",     1,      false},
    {"",             7,      false},
};

Test(outbox, everything_comes_out_once_and_in_order)
{
    for (unsigned seed = 0; seed < 40; seed++) {
        struct outbox o;
        struct buf all = {0}, out = {0};
        bool automatic;

        srand(seed);
        outbox_init(&o);
        for (size_t i = 0; i < sizeof added / sizeof *added; i++) {
            add(&o, &all, &added[i]);
            for (int k = rand() % 4; k > 0 && outbox_len(&o); k--)
                take(&o, &out, &automatic);
            cr_assert(eq(sz, outbox_len(&o), all.len - out.len));
        }
        while (outbox_len(&o))
            take(&o, &out, &automatic);
        cr_assert(span_equal(buf_span(&out), buf_span(&all)), "seed %u", seed);
        outbox_done(&o);
        buf_done(&all);
        buf_done(&out);
    }
}

Test(outbox, a_front_is_typed_or_automatic_never_both)
{
    struct outbox o;
    bool automatic = false;
    struct span front;

    outbox_init(&o);
    outbox_add_repeats(&o, SPAN("NOOP\r\n"), 2);
    outbox_add(&o, SPAN("RSET\r\n"), true);
    outbox_add_repeats(&o, SPAN("NOOP\r\n"), 100000);
    front = outbox_front(&o, 100, 1000, &automatic);
    cr_expect(span_is(front, "NOOP\r\nNOOP\r\n"));
    cr_expect(not(automatic));
    outbox_drop(&o, front.len);
    front = outbox_front(&o, 100, 1000, &automatic);
    cr_expect(span_is(front, "RSET\r\n"));
    cr_expect(automatic);
    outbox_drop(&o, front.len);
    front = outbox_front(&o, 100, 1000, &automatic);
    cr_expect(eq(sz, front.len, 600));
    cr_expect(not(automatic));
    outbox_clear(&o);
    cr_expect(eq(sz, outbox_len(&o), 0));
    outbox_done(&o);
}

Test(outbox, of_equal_lines_only_some_are_kept)
{
    struct outbox o;

    outbox_init(&o);
    outbox_add_repeats(&o, SPAN("NOOP\r\n"), 100000000);
    outbox_add_repeats(&o, SPAN("NOOP\r\n"), 100000000);
    cr_expect(eq(sz, outbox_len(&o), 1200000000));
    cr_expect(lt(sz, o.octets.room, 100000));
    outbox_done(&o);
}

Test(outbox, a_line_that_was_begun_counts)
{
    struct outbox o;
    bool automatic;

    outbox_init(&o);
    outbox_add_repeats(&o, SPAN("NOOP\r\n"), 100000);
    outbox_drop(&o, 4);
    cr_expect(span_is(outbox_front(&o, 2, 1000, &automatic), "\r\nNOOP\r\n"));
    cr_expect(eq(sz, outbox_front(&o, 0, 1000, &automatic).len, 0));
    outbox_done(&o);
}

Test(outbox, what_was_written_is_wiped)
{
    struct outbox o;

    outbox_init(&o);
    outbox_add(&o, SPAN("PASS secret\r\nSTAT\r\n"), false);
    outbox_drop(&o, 13);
    cr_assert(eq(sz, outbox_len(&o), 6));
    cr_expect(eq(sz, span_find_span(buf_span(&o.octets), SPAN("secret")),
                 o.octets.len));
    outbox_done(&o);
}

Test(outbox, other_lines_that_end_alike_are_no_repeats)
{
    struct outbox o;
    bool automatic;

    outbox_init(&o);
    outbox_add_repeats(&o, SPAN("NOOP\r\n"), 100000);
    outbox_add_repeats(&o, SPAN("OP\r\n"), 100000);
    cr_assert(eq(sz, outbox_len(&o), 1000000));
    outbox_drop(&o, 600000);
    cr_expect(span_is(outbox_front(&o, 1, 100, &automatic), "OP\r\n"));
    outbox_done(&o);
}

Test(outbox, memory_is_that_of_what_waits)
{
    struct outbox o;

    outbox_init(&o);
    outbox_add(&o, SPAN("NOOP\r\n"), false);
    for (int i = 0; i < 100000; i++) {
        outbox_add(&o, SPAN("NOOP\r\n"), false);
        outbox_drop(&o, 6);
    }
    cr_expect(lt(sz, o.octets.len, 8192));
    outbox_done(&o);
}
