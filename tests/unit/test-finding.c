/* test-finding.c - findings as a person reads them. */
#include <config.h>

#include "shell/render/finding.h"

#include "net/base/text.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

TestSuite(finding, .timeout = 5);

static struct finding sample(const char *line, uint32_t column)
{
    return (struct finding){.rule = rules[RULE_REPLY_STATUS_NO_SPACE],
                            .id = RULE_REPLY_STATUS_NO_SPACE,
                            .severity = SEVERITY_WARNING,
                            .excerpt = span_of(line),
                            .column = column,
                            .message = "no SP after the status indicator",
                            .count = 1};
}

static void check(const struct finding *f, size_t columns, const char *want)
{
    struct buf out = {0};

    finding_text(&out, f, false, 0, columns);
    cr_expect(eq(str, (char *)buf_text(&out), (char *)want));
    buf_done(&out);
}

Test(finding, the_caret_stands_under_the_octet)
{
    struct finding f = sample("+OK: 2 320", 4);

    check(&f, 80,
          "** warning: reply/status-no-space: no SP after the status indicator"
          " (RFC 2449 section 3)\n"
          "         +OK: 2 320\n"
          "            ^ octet 4\n");
}

Test(finding, escapes_in_front_of_the_caret_are_counted)
{
    struct finding f = sample("\x1b+OK", 2);

    check(&f, 80,
          "** warning: reply/status-no-space: no SP after the status indicator"
          " (RFC 2449 section 3)\n"
          "         \\x1B+OK\n"
          "             ^ octet 2\n");
}

Test(finding, a_far_octet_is_brought_into_view)
{
    static char line[301];
    struct finding f;
    struct buf out = {0};
    const char *caret, *start;

    memset(line, 'x', 300);
    line[249] = 'O';
    f = sample(line, 250);
    finding_text(&out, &f, false, 0, 80);
    start = strchr(buf_text(&out), '\n') + 1;
    caret = strchr(start, '^');
    cr_assert(caret != NULL);
    caret -= strchr(start, '\n') + 1 - start;
    cr_assert(eq(chr, *caret, 'O'));
    buf_done(&out);
}

Test(finding, an_excerpt_from_the_middle_of_a_line_has_its_caret)
{
    struct finding f = sample("abcdef", 513);

    f.excerpt_from = 510;
    check(&f, 80,
          "** warning: reply/status-no-space: no SP after the status indicator"
          " (RFC 2449 section 3)\n"
          "         ...abcdef\n"
          "              ^ octet 513\n");
}

Test(finding, a_finding_without_a_line_has_no_caret)
{
    struct finding f = sample("", 0);

    check(&f, 80,
          "** warning: reply/status-no-space: no SP after the status indicator"
          " (RFC 2449 section 3)\n");
}

Test(finding, repeats_are_told_as_a_number)
{
    struct finding f = sample("+OK: 2 320", 4);

    f.repeat = true;
    f.count = 41;
    check(&f, 80,
          "** warning: reply/status-no-space: 41 times in this reply\n");
}

Test(finding, a_narrow_screen_has_words_and_caret_in_their_place)
{
    struct finding f = sample("+OK: a line that is wider than the screen", 4);

    check(&f, 40,
          "** warning:\n"
          "   reply/status-no-space: no SP after\n"
          "   the status indicator (RFC 2449\n"
          "   section 3)\n"
          "         +OK: a line that is wider tha\u2026\n"
          "            ^ octet 4\n");
}

/* No line is wider than the screen, and the caret is under its octet. */
Test(finding, no_caret_is_broken_on_any_screen)
{
    static char line[201];

    memset(line, 'x', 200);
    for (size_t columns = 30; columns <= 132; columns++)
        for (uint32_t at = 1; at <= 200; at++) {
            struct finding f = sample(line, at);
            struct buf out = {0};
            struct span rest, excerpt = {0}, marks = {0};

            line[at - 1] = 'O';
            finding_text(&out, &f, false, TEXT_ASCII, columns);
            line[at - 1] = 'x';
            for (rest = buf_span(&out); rest.len;
                 rest = span_from(rest, span_find(rest, '\n') + 1)) {
                excerpt = marks;
                marks = span_first(rest, span_find(rest, '\n'));
                cr_assert(columns >= 80 || marks.len < columns, "%zu %u",
                          columns, at);
            }
            cr_assert(excerpt.len < columns && marks.len < columns, "%zu %u",
                      columns, at);
            cr_assert(eq(chr, excerpt.at[span_find(marks, '^')], 'O'), "%zu %u",
                      columns, at);
            buf_done(&out);
        }
}
