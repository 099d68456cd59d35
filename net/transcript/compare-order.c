/* compare-order.c - lines in order, some of which need not come.
 *
 * A line too many or too few does not shift all that follow: behind a
 * difference the next lines that fit each other are looked for. */
#include <config.h>

#include "net/transcript/compare-walk.h"

#include <assert.h>

enum { LOOK_AHEAD = 50 }; /* lines */

/* The live line within reach that fits `line`: how many stand before it; or
 * LOOK_AHEAD. */
static size_t find_live(struct walk *k, const struct wanted_line *line)
{
    struct line_reader ahead = k->live;
    struct live_line got;

    for (size_t n = 1; n < LOOK_AHEAD && line_next(&ahead, &got); n++)
        if (compare_fits(k->x, line, &got))
            return n;
    return LOOK_AHEAD;
}

/* The recorded line within reach that the present live one fits. */
static size_t find_wanted(struct walk *k, size_t i)
{
    const struct wanted *w = k->x->w;

    for (size_t n = 1; n < LOOK_AHEAD && i + n < w->count; n++)
        if (!w->lines[i + n].set &&
            compare_fits(k->x, &w->lines[i + n], &k->now))
            return n;
    return LOOK_AHEAD;
}

size_t walk_settle(struct walk *k, size_t i, enum match_result how, size_t at,
                   struct span name)
{
    const struct wanted_line *line = &k->x->w->lines[i];
    size_t live = find_live(k, line), wanted = find_wanted(k, i);

    if (live < LOOK_AHEAD && live <= wanted) {
        while (live--) {
            walk_tell_extra(k, line->line, line, i);
            walk_advance(k);
        }
        walk_advance(k); /* the line itself, which fits */
        return i + 1;
    }
    if (wanted < LOOK_AHEAD) {
        for (; wanted; wanted--, i++)
            walk_tell_missing(k, &k->x->w->lines[i], &k->now);
        return i;
    }
    walk_tell_pair(k, line, how, at, name);
    walk_advance(k);
    return i + 1;
}

void walk_skim(struct walk *k, size_t i)
{
    const struct wanted *w = k->x->w;
    const struct wanted_line *line = &w->lines[i];
    const struct wanted_line *next = i + 1 < w->count ? line + 1 : NULL;

    assert(w->lines);
    while (k->more && compare_fits(k->x, line, &k->now)) {
        bool once = line->quantity == ITEM_OPTIONAL;

        if (k->rest && !rest_fits(k->rest, i + once, k->at + 1) &&
            rest_fits(k->rest, i + 1, k->at))
            return; /* it is for one of those that follow */
        if (next && next->quantity == ITEM_ONE && !next->masked &&
            compare_fits(k->x, next, &k->now))
            return;
        walk_advance(k);
        if (once)
            return;
    }
}
