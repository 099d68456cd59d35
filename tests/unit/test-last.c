/* test-last.c - what is kept of the last replies. */
#include <config.h>

#include "shell/render/last.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

TestSuite(last, .timeout = 10);

static void status(struct last *l)
{
    last_see(l, &(struct event){.kind = EVENT_STATUS,
                                .status = STATUS_OK,
                                .raw = SPAN("+OK\r\n")});
}

static void data(struct last *l, struct span raw, struct span text)
{
    last_see(l, &(struct event){.kind = EVENT_DATA, .raw = raw, .text = text});
}

static void plain(struct last *l, struct span raw)
{
    data(l, raw, raw);
}

static void end(struct last *l)
{
    struct tally tally = {.lines = 1};

    last_see(
        l, &(struct event){.kind = EVENT_END, .end = END_DOT, .tally = &tally});
}

/* What is kept of the last reply, as wire and as data. */
static void expect(const struct last *l, const char *wire, const char *text)
{
    const struct past *p = last_get(l, 0);
    bool cut = true;

    cr_assert(p != NULL);
    cr_expect(span_is(last_octets(p, false, &cut), wire));
    cr_expect(not(cut));
    cut = true;
    cr_expect(span_is(last_octets(p, true, &cut), text));
    cr_expect(not(cut));
    cr_expect(not(p->data_cut));
}

Test(last, data_is_between_status_and_dot)
{
    struct last l;

    last_init(&l);
    status(&l);
    plain(&l, SPAN("a\r\nb\r\n"));
    plain(&l, SPAN("c\r\n"));
    end(&l);
    expect(&l, "+OK\r\na\r\nb\r\nc\r\n.\r\n", "a\r\nb\r\nc\r\n");
    last_done(&l);
}

Test(last, data_has_no_stuffed_dots)
{
    struct last l;

    last_init(&l);
    status(&l);
    plain(&l, SPAN("a\r\n"));
    data(&l, SPAN("..b\r\n"), SPAN(".b\r\n"));
    plain(&l, SPAN("c\r\n"));
    end(&l);
    expect(&l, "+OK\r\na\r\n..b\r\nc\r\n.\r\n", "a\r\n.b\r\nc\r\n");
    last_done(&l);
}

Test(last, a_reply_without_dots_follows_one_with_them)
{
    struct last l;

    last_init(&l);
    for (int i = 0; i < LAST_KEPT; i++) {
        status(&l);
        data(&l, SPAN("..b\r\n"), SPAN(".b\r\n"));
        end(&l);
    }
    status(&l);
    plain(&l, SPAN("c\r\n"));
    end(&l);
    expect(&l, "+OK\r\nc\r\n.\r\n", "c\r\n");
    status(&l);
    last_see(&l, &(struct event){.kind = EVENT_END, .end = END_LINE});
    expect(&l, "+OK\r\n", "+OK\r\n");
    last_done(&l);
}

Test(last, a_long_reply_is_kept_in_part)
{
    static char block[4096];
    struct last l;
    const struct past *p;
    bool cut = false;

    memset(block, 'x', sizeof block);
    for (int dots = 0; dots < 2; dots++) {
        size_t octets = 0;

        last_init(&l);
        status(&l);
        if (dots)
            data(&l, SPAN("..\r\n"), SPAN(".\r\n"));
        for (; octets < 3 * LAST_MOST; octets += sizeof block)
            plain(&l, (struct span){block, sizeof block});
        end(&l);
        p = last_get(&l, 0);
        cr_expect(eq(sz, last_octets(p, false, &cut).len, LAST_MOST));
        cr_expect(cut);
        cut = false;
        cr_expect(ge(sz, last_octets(p, true, &cut).len, LAST_MOST - 5));
        cr_expect(le(sz, last_octets(p, true, NULL).len, LAST_MOST));
        cr_expect(cut);
        cr_expect(p->data_cut);
        last_done(&l);
    }
}

/* The dot line that is not kept takes nothing from the data. */
Test(last, data_that_just_fits_is_whole)
{
    static char block[LAST_MOST - 5];
    struct last l;
    bool cut = true;

    memset(block, 'x', sizeof block);
    last_init(&l);
    status(&l);
    plain(&l, (struct span){block, sizeof block});
    end(&l);
    cr_expect(
        eq(sz, last_octets(last_get(&l, 0), true, &cut).len, sizeof block));
    cr_expect(not(cut));
    last_done(&l);
}
