/* test-table.c - columns that line up. */
#include <config.h>

#include "shell/render/table.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

TestSuite(table, .timeout = 10);

static const struct table_column columns[] = {
    {"n",    3, true },
    {"name", 4, false},
    {"rest", 0, false},
};

static void row(struct table *t, struct buf *out, uint64_t n, const char *name,
                const char *rest)
{
    table_number(t, out, n);
    table_cell(t, out, span_of(name));
    if (rest)
        table_cell(t, out, span_of(rest));
    table_end_row(t, out);
}

Test(table, streams_rows_with_least_widths)
{
    struct table t;
    struct buf out = {0};

    table_init(&t, columns, 3, 2, false);
    table_titles(&t, &out);
    row(&t, &out, 7, "ab", "x");
    row(&t, &out, 0, "", NULL);
    cr_assert(eq(str, (char *)buf_text(&out),
                 "    n  name  rest\n"
                 "    7  ab    x\n"
                 "    0\n"));
    table_done(&t);
    buf_done(&out);
}

Test(table, grows_a_column_for_the_rows_that_follow)
{
    struct table t;
    struct buf out = {0};

    table_init(&t, columns, 3, 0, false);
    row(&t, &out, 1, "a", "x");
    row(&t, &out, 12345, "abcdefgh", "x");
    row(&t, &out, 1, "a", "x");
    cr_assert(eq(str, (char *)buf_text(&out),
                 "  1  a     x\n"
                 "12345  abcdefgh  x\n"
                 "    1  a         x\n"));
    table_done(&t);
    buf_done(&out);
}

Test(table, that_holds_lines_up_every_row)
{
    struct table t;
    struct buf out = {0};

    table_init(&t, columns, 3, 1, true);
    row(&t, &out, 1, "a", "x");
    row(&t, &out, 12345, "abcdefgh", NULL);
    cr_assert(eq(sz, out.len, 0));
    table_settle(&t, &out);
    row(&t, &out, 2, "b", "y");
    cr_assert(eq(str, (char *)buf_text(&out),
                 "     1  a         x\n"
                 " 12345  abcdefgh\n"
                 "     2  b         y\n"));
    table_done(&t);
    buf_done(&out);
}

Test(table, holds_no_more_than_its_bound)
{
    struct table t;
    struct buf out = {0};

    table_init(&t, columns, 3, 0, true);
    for (uint64_t i = 0; i < 100000; i++)
        row(&t, &out, i, "name", "rest");
    cr_assert(le(sz, t.held.len, TABLE_HELD_MOST));
    cr_assert(not(t.hold));
    table_settle(&t, &out);

    size_t lines = 0;
    for (size_t i = 0; i < out.len; i++)
        lines += out.at[i] == '\n';
    cr_assert(eq(sz, lines, 100000), "no row is lost");
    table_done(&t);
    buf_done(&out);
}

Test(table, counts_wide_and_combining_characters_as_the_screen_does)
{
    struct table t;
    struct buf out = {0};

    table_init(&t, columns, 3, 0, false);
    row(&t, &out, 1, "\u65e5\u672c", "x"); /* two wide ones */
    row(&t, &out, 2, "e\u0301", "x");      /* e and its accent */
    cr_assert(eq(str, (char *)buf_text(&out),
                 "  1  \u65e5\u672c  x\n"
                 "  2  e\u0301     x\n"));
    table_done(&t);
    buf_done(&out);
}

Test(table, writes_the_largest_number)
{
    struct table t;
    struct buf out = {0};

    table_init(&t, columns, 1, 0, false);
    table_number(&t, &out, UINT64_MAX);
    cr_assert(eq(str, (char *)buf_text(&out), "18446744073709551615"));
    table_done(&t);
    buf_done(&out);
}
