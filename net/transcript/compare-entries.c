/* compare-entries.c - what CAPA, AUTH and LANG list, as a set of tags.
 *
 * A tag that is gone is a difference, and so is a mechanism that SASL does
 * not name any more; a new one is worth a note. */
#include <config.h>

#include "net/transcript/compare-private.h"

/* Find the live line with that tag; *rest_out is what follows it. */
static bool find_tag(const struct answer *got, struct span tag,
                     struct span *rest_out)
{
    struct line_reader live = {buf_span(&got->octets)};
    struct live_line line;

    line_next(&live, &line);
    while (line_next(&live, &line)) {
        struct span rest = line.text;

        if (span_equal_case(span_take_word(&rest), tag)) {
            *rest_out = rest;
            return true;
        }
    }
    return false;
}

static bool has_word(struct span list, struct span word)
{
    while (list.len)
        if (span_equal_case(span_take_word(&list), word))
            return true;
    return false;
}

static void tell_lost(struct comparison *x, const struct wanted_line *line,
                      const char *why)
{
    struct difference d = {.side = DIFFERENCE_MISSING,
                           .level = COMPARE_GRAMMAR,
                           .line = line->line,
                           .expected = line->text,
                           .why = why};

    compare_tell(x, &d);
}

static void find_lost(struct comparison *x, const struct wanted_line *line)
{
    struct span rest = line->octets, tag = span_take_word(&rest), live = {0};

    if (line->quantity != ITEM_ONE || !line->count ||
        line->parts[0].kind != PART_LITERAL)
        return;
    if (!find_tag(x->got, tag, &live)) {
        tell_lost(x, line, "this entry is gone");
        return;
    }
    if (!span_is_case(tag, "SASL") || line->masked)
        return;
    while (rest.len) {
        struct span mechanism = span_take_word(&rest);

        if (mechanism.len && !has_word(live, mechanism)) {
            tell_lost(x, line, "a mechanism of this entry is gone");
            return;
        }
    }
}

static bool was_there(const struct wanted *w, struct span tag)
{
    for (size_t i = 1; i < w->count; i++) {
        struct span rest = w->lines[i].octets;

        if (span_equal_case(span_take_word(&rest), tag))
            return true;
    }
    return false;
}

static bool allows_more(const struct wanted *w)
{
    for (size_t i = 1; i < w->count; i++)
        if (w->lines[i].quantity == ITEM_MANY)
            return true;
    return false;
}

static void find_new(struct comparison *x)
{
    struct line_reader live = {buf_span(&x->got->octets)};
    struct live_line line;

    line_next(&live, &line);
    while (line_next(&live, &line)) {
        struct span rest = line.text, tag = span_take_word(&rest);
        struct difference d = {.side = DIFFERENCE_EXTRA,
                               .level = COMPARE_GRAMMAR,
                               .note = true,
                               .line = x->w->lines[0].line,
                               .got = line.text,
                               .why = "this entry is new"};

        if (!was_there(x->w, tag))
            compare_tell(x, &d);
    }
}

void compare_entries(struct comparison *x)
{
    enum content content = x->w->content;

    if (content != CONTENT_CAPABILITY && content != CONTENT_MECHANISM &&
        content != CONTENT_LANGUAGE)
        return;
    for (size_t i = 1; i < x->w->count; i++)
        find_lost(x, &x->w->lines[i]);
    if (!allows_more(x->w))
        find_new(x);
}
