/* test-catalogue.c - the rules as text for the screen and for doc/rules.md. */
#include <config.h>

#include "net/rules/catalogue.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(catalogue, .timeout = 10);

Test(catalogue, a_rule_is_laid_out_for_the_screen)
{
    static const struct rule rule = {
        .id = "list/made-up",
        .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR,
        .bound = BOUND_SERVER,
        .flags = RULE_PROBE | RULE_CLOCK,
        .rfc = "RFC 1939 section 5; RFC 2449 section 3",
        .title = "Short.",
        .advice = "aaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbb "
                  "ccccccccccccccccccc dddddddddddddddddd eeee.",
        .conforming = "C:LIST 1 / S:+OK 1 120",
        .violating = "1 120",
    };
    struct buf out = {0};

    catalogue_rule(&out, &rule);
    cr_expect(eq(str, (char *)buf_text(&out),
                 "list/made-up (error, MUST*, server, needs a probe, "
                 "needs time)\n"
                 "  Short.\n"
                 "  RFC 1939 section 5; RFC 2449 section 3\n"
                 "\n"
                 "  aaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbb "
                 "ccccccccccccccccccc dddddddddddddddddd\n"
                 "  eeee.\n"
                 "\n"
                 "  conforming  C:LIST 1\n"
                 "              S:+OK 1 120\n"
                 "  violating   1 120\n"));
    buf_done(&out);
}

Test(catalogue, a_line_may_fill_the_screen_but_not_more)
{
    struct rule rule = *rules[0];
    struct buf out = {0};

    rule.title = "aaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbb "
                 "ccccccccccccccccccc dddddddddddddddd x";
    catalogue_rule(&out, &rule);
    cr_expect(strstr(buf_text(&out), "dddddddddddddddd x\n") != NULL);
    buf_clear(&out);
    rule.title = "aaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbb "
                 "ccccccccccccccccccc dddddddddddddddd xy";
    catalogue_rule(&out, &rule);
    cr_expect(strstr(buf_text(&out), "dddddddddddddddd\n  xy\n") != NULL);
    buf_done(&out);
}

Test(catalogue, a_rule_without_a_source_has_no_line_for_it)
{
    struct buf out = {0};

    catalogue_rule(&out, rules[RULE_STAT_HUGE]);
    cr_expect(strstr(buf_text(&out), "RFC") == NULL);
    cr_expect(strstr(buf_text(&out), "2147483648.\n\n  The server") != NULL);
    buf_done(&out);
}

Test(catalogue, no_line_of_any_rule_is_wider_than_the_screen)
{
    struct buf out = {0};

    for (size_t i = 0; i < RULE_COUNT; i++) {
        buf_clear(&out);
        catalogue_rule(&out, rules[i]);
        struct span rest = buf_span(&out);
        while (rest.len > 0) {
            struct span line = span_first(rest, span_find(rest, '\n'));
            cr_expect(le(sz, line.len, 80), "%s", rules[i]->id);
            cr_expect(line.len == 0 || line.at[line.len - 1] != ' ', "%s",
                      rules[i]->id);
            rest = span_from(rest, line.len + 1);
        }
    }
    buf_done(&out);
}

/* Append text with line ends and runs of blanks made one blank. */
static void add_flat(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i] == '\n' ? ' ' : text.at[i];
        if (c != ' ' || out->len == 0 || out->at[out->len - 1] != ' ')
            buf_add_char(out, c);
    }
}

Test(catalogue, wrapping_loses_no_word)
{
    struct buf out = {0}, flat = {0};

    for (size_t i = 0; i < RULE_COUNT; i++) {
        buf_clear(&out);
        buf_clear(&flat);
        catalogue_rule(&out, rules[i]);
        add_flat(&flat, buf_span(&out));
        cr_expect(strstr(buf_text(&flat), rules[i]->title) != NULL, "%s",
                  rules[i]->id);
        cr_expect(strstr(buf_text(&flat), rules[i]->advice) != NULL, "%s",
                  rules[i]->id);
        cr_expect(strstr(buf_text(&flat), rules[i]->rfc) != NULL, "%s",
                  rules[i]->id);
    }
    buf_done(&out);
    buf_done(&flat);
}

Test(catalogue, the_page_has_every_rule_once_under_its_id)
{
    struct buf out = {0}, heading = {0};

    catalogue_markdown(&out);
    for (size_t i = 0; i < RULE_COUNT; i++) {
        buf_clear(&heading);
        buf_add_format(&heading, "\n### %s\n", rules[i]->id);
        const char *first = strstr(buf_text(&out), buf_text(&heading));
        cr_assert(first != NULL, "%s", rules[i]->id);
        cr_expect(strstr(first + 1, buf_text(&heading)) == NULL, "%s",
                  rules[i]->id);
    }
    buf_done(&out);
    buf_done(&heading);
}

Test(catalogue, the_page_escapes_what_markdown_would_take)
{
    struct buf out = {0};

    catalogue_markdown(&out);
    cr_expect(strstr(buf_text(&out), "like \\<process.clock@host>") != NULL);
    cr_expect(strstr(buf_text(&out), "A lone \\* from the client") != NULL);
    cr_expect(strstr(buf_text(&out), "**error**, MUST\\*, server; RFC 1939") !=
              NULL);
    cr_expect(strstr(buf_text(&out), "Publish \\_pop3s.\\_tcp") != NULL);
    buf_done(&out);
}

static void read_page(struct buf *out, const char *path)
{
    FILE *file = fopen(path, "rb");
    cr_assert(file != NULL, "cannot read %s", path);
    for (int c = getc(file); c != EOF; c = getc(file))
        buf_add_char(out, (char)c);
    fclose(file);
}

static void write_page(const struct buf *page, const char *path)
{
    FILE *file = fopen(path, "wb");
    cr_assert(file != NULL, "cannot write %s", path);
    fwrite(buf_text(page), 1, page->len, file);
    fclose(file);
}

Test(catalogue, the_page_in_doc_is_up_to_date)
{
    struct buf path = {0}, page = {0}, want = {0};
    const char *srcdir = getenv("srcdir");

    buf_add_format(&path, "%s/doc/rules.md", srcdir ? srcdir : ".");
    read_page(&page, buf_text(&path));
    catalogue_markdown(&want);
    if (!span_equal(buf_span(&page), buf_span(&want))) {
        write_page(&want, "rules.md.new");
        cr_expect(false, "%s is out of date: put rules.md.new in its place",
                  buf_text(&path));
    }
    buf_done(&path);
    buf_done(&page);
    buf_done(&want);
}
