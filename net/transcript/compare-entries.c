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

/* Is the tag of the entry known, or does a mask stand for some of it? */
static bool has_tag(const struct wanted_line *line)
{
    const struct part *first = line->parts;

    return line->count && first->kind == PART_LITERAL &&
           (line->count == 1 ||
            span_find(first->octets, ' ') < first->octets.len);
}

enum loss { LOSS_NONE, LOSS_ENTRY, LOSS_MECHANISM };

/* What is gone of a recorded entry; *now: the entry as it came, unless it is
 * all of it. */
static enum loss loss_of(const struct comparison *x,
                         const struct wanted_line *line, struct live_line *now)
{
    struct span rest = line->octets, tag = span_take_word(&rest);

    if (line->quantity != ITEM_ONE || !has_tag(line))
        return LOSS_NONE;
    if (!find_tag(x->got, tag, now))
        return LOSS_ENTRY;
    if (!span_is_case(tag, "SASL") || line->masked)
        return LOSS_NONE;
    while (rest.len) {
        struct span mechanism = span_take_word(&rest);

        if (mechanism.len && !has_word(now->text, mechanism))
            return LOSS_MECHANISM;
    }
    return LOSS_NONE;
}

static bool lists_entries(enum content content)
{
    return content == CONTENT_CAPABILITY || content == CONTENT_MECHANISM ||
           content == CONTENT_LANGUAGE;
}

const char *compare_accept(const struct comparison *x,
                           const struct wanted_line *line)
{
    struct live_line now;

    return lists_entries(x->w->content) && line != x->w->lines &&
                   loss_of(x, line, &now) != LOSS_NONE
               ? "--update=all"
               : NULL;
}

static void find_lost(struct comparison *x, const struct wanted_line *line)
{
    struct live_line now;
    enum loss loss = loss_of(x, line, &now);
    struct difference d;

    if (loss == LOSS_NONE)
        return;
    d = compare_missing(line, loss == LOSS_ENTRY ? compare_live_dot(x) : &now);
    d.level = COMPARE_GRAMMAR;
    d.why = loss == LOSS_ENTRY ? "this entry is gone"
                               : "a mechanism of this entry is gone";
    d.accept = "--update=all";
    compare_tell(x, &d);
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
    if (!lists_entries(x->w->content))
        return;
    for (size_t i = 1; i < x->w->count; i++)
        find_lost(x, &x->w->lines[i]);
    if (!allows_more(x->w))
        find_new(x);
}
