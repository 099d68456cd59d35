/* compare-entries.c - what CAPA, AUTH and LANG list, as a set of tags.
 *
 * A tag that is gone is a difference, and so is a mechanism that SASL does
 * not name any more; a new one is worth a note. */
#include <config.h>

#include "net/transcript/compare-private.h"

/* Find the live line with that tag. */
static bool find_tag(const struct answer *got, struct span tag,
                     struct live_line *out)
{
    struct line_reader live = {buf_span(&got->octets)};

    line_next(&live, out);
    while (line_next(&live, out)) {
        struct span rest = out->text;

        if (span_equal_case(span_take_word(&rest), tag))
            return true;
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

/* now: what the entry has become; NULL: it is gone. */
static void tell_lost(struct comparison *x, const struct wanted_line *line,
                      const struct live_line *now)
{
    struct difference d = compare_missing(line, now);

    d.level = COMPARE_GRAMMAR;
    d.why = now ? "a mechanism of this entry is gone" : "this entry is gone";
    compare_tell(x, &d);
}

static void find_lost(struct comparison *x, const struct wanted_line *line)
{
    struct span rest = line->octets, tag = span_take_word(&rest);
    struct live_line live;

    if (line->quantity != ITEM_ONE || !line->count ||
        line->parts[0].kind != PART_LITERAL)
        return;
    if (!find_tag(x->got, tag, &live)) {
        tell_lost(x, line, NULL);
        return;
    }
    if (!span_is_case(tag, "SASL") || line->masked)
        return;
    while (rest.len) {
        struct span mechanism = span_take_word(&rest);

        if (mechanism.len && !has_word(live.text, mechanism)) {
            tell_lost(x, line, &live);
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
        struct difference d = compare_extra(x->w->lines[0].line, &line, NULL);

        d.level = COMPARE_GRAMMAR;
        d.note = true;
        d.why = "this entry is new";
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
