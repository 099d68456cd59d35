/* compare-count.c - listings of another length: which entries are gone or new.
 *
 * Entries are told apart by their message-numbers, which ascend; what they say
 * is not for this level. */
#include <config.h>

#include "net/transcript/compare-private.h"

#include <stdio.h>

enum { TELL_MOST = 20 }; /* entries of one listing */

struct count {
    struct comparison *x;
    size_t told;
    char why[120];
};

static bool has_quantities(const struct wanted *w)
{
    for (size_t i = 1; i < w->count; i++)
        if (w->lines[i].quantity != ITEM_ONE)
            return true;
    return false;
}

/* False when a mask hides it. */
static bool number_of(struct span line, uint64_t *out)
{
    return span_number(span_take_word(&line), out);
}

static void tell(struct count *c, struct difference d)
{
    d.level = COMPARE_GRAMMAR;
    d.why = c->why;
    if (c->told++ < TELL_MOST)
        compare_tell(c->x, &d);
}

static void tell_missing(struct count *c, const struct wanted_line *line,
                         const struct live_line *instead)
{
    tell(c, compare_missing(line, instead));
}

static void tell_extra(struct count *c, const struct wanted_line *due,
                       const struct live_line *got)
{
    tell(c, compare_extra(due && due->line ? due->line : c->x->w->end_line, got,
                          due));
}

/* Side by side, as two lists that ascend. */
static void find(struct count *c)
{
    const struct wanted *w = c->x->w;
    struct line_reader live = {buf_span(&c->x->got->octets)};
    struct live_line got;
    size_t i = 1;
    bool more;

    line_next(&live, &got);
    more = line_next(&live, &got);
    while (more && i < w->count) {
        uint64_t expected, came;
        bool known = number_of(w->lines[i].octets, &expected) &&
                     number_of(got.text, &came);

        if (known && expected < came) {
            tell_missing(c, &w->lines[i++], &got);
        } else {
            if (known && came < expected)
                tell_extra(c, &w->lines[i], &got);
            else
                i++;
            more = line_next(&live, &got);
        }
    }
    for (; i < w->count; i++)
        tell_missing(c, &w->lines[i], compare_live_dot(c->x));
    for (; more; more = line_next(&live, &got))
        tell_extra(c, compare_wanted_dot(c->x), &got);
}

/* How many entries there must be at least, and may be at most. */
static void limits(const struct wanted *w, uint64_t *least, uint64_t *most)
{
    *least = *most = 0;
    for (size_t i = 1; i < w->count; i++) {
        *least += w->lines[i].quantity == ITEM_ONE;
        *most += w->lines[i].quantity != ITEM_MANY;
        if (w->lines[i].quantity == ITEM_MANY)
            *most = UINT64_MAX - w->count;
    }
}

void compare_count(struct comparison *x)
{
    struct count c = {.x = x};
    uint64_t least, most;

    limits(x->w, &least, &most);
    if (x->got->lines >= least && x->got->lines <= most)
        return;
    snprintf(c.why, sizeof c.why, "there are %llu entries, and there were %llu",
             (unsigned long long)x->got->lines, (unsigned long long)least);
    if (!has_quantities(x->w))
        find(&c);
    if (!c.told)
        compare_tell_first(x, COMPARE_GRAMMAR, c.why);
}
