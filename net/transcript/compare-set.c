/* compare-set.c - lines that may come in any order. */
#include <config.h>

#include "net/transcript/compare-walk.h"

enum { SET_MOST = 4096 }; /* lines of a set that are compared */

/* The recorded lines of a set from i to end that did not come. */
static void tell_unseen(struct walk *k, size_t i, size_t end, const bool *seen)
{
    const struct wanted_line *lines = k->x->w->lines;

    for (size_t n = i; n < end && n - i < SET_MOST; n++)
        if (!seen[n - i] && lines[n].quantity == ITEM_ONE)
            walk_tell_missing(k, &lines[n], compare_live_dot(k->x));
}

/* live lines are those of the set, as well as that can be. */
static void compare_small_set(struct walk *k, size_t i, size_t end, size_t live)
{
    const struct wanted_line *lines = k->x->w->lines;
    struct live_line came[ASSIGN_LINES_MOST] = {k->now};
    struct line_reader ahead = k->live;
    uint16_t slot_of[ASSIGN_LINES_MOST];
    bool seen[ASSIGN_LINES_MOST] = {false};

    for (size_t j = 1; j < live; j++)
        line_next(&ahead, &came[j]);
    assign_set(k->x, &lines[i], end - i, came, live, slot_of);
    for (size_t j = 0; j < live; j++, walk_advance(k)) {
        if (slot_of[j] == ASSIGN_NOBODY)
            walk_tell_extra(k, lines[i].line, NULL, end - 1);
        else
            seen[slot_of[j]] = true;
    }
    tell_unseen(k, i, end, seen);
}

/* The lines of one "@ set", which begins at i. Returns what follows it. Of a
 * large one each line is the first that it fits. */
size_t walk_set(struct walk *k, size_t i)
{
    const struct wanted_line *lines = k->x->w->lines;
    size_t end = i, behind = 0, live;
    bool seen[SET_MOST] = {false};

    while (end < k->x->w->count && lines[end].set == lines[i].set)
        end++;
    for (size_t n = end; n < k->x->w->count; n++)
        behind += lines[n].quantity == ITEM_ONE;
    live = walk_left(k);
    live = live > behind ? live - behind : 0;
    if (assign_fits(end - i, live)) {
        compare_small_set(k, i, end, live);
        return end;
    }
    for (; live && k->more; live--) {
        size_t n = i;

        while (n < end && ((n - i < SET_MOST && seen[n - i] &&
                            lines[n].quantity != ITEM_MANY) ||
                           !compare_fits(k->x, &lines[n], &k->now)))
            n++;
        if (n == end)
            walk_tell_extra(k, lines[i].line, NULL, end - 1);
        else if (n - i < SET_MOST)
            seen[n - i] = true;
        walk_advance(k);
    }
    tell_unseen(k, i, end, seen);
    return end;
}
