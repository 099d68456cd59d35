/* compare-count.c - listings of another length: which entries are gone or new.
 *
 * Entries are told apart by their message-numbers; what they say is not for
 * this level. */
#include <config.h>

#include "net/transcript/compare-walk.h"

#include <stdio.h>

static bool has_quantities(const struct wanted *w)
{
    for (size_t i = 1; i < w->count; i++)
        if (w->lines[i].quantity != ITEM_ONE)
            return true;
    return false;
}

/* Entry by entry, behind the status line. */
static void find(struct walk *k)
{
    walk_advance(k);
    walk_advance(k);
    walk_align(k, 1);
    walk_tell_rest(k);
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
    char why[120];
    struct walk k = {.x = x, .live = {buf_span(&x->got->octets)}, .count = why};
    uint64_t least, most;

    limits(x->w, &least, &most);
    if (x->got->lines >= least && x->got->lines <= most)
        return;
    snprintf(why, sizeof why, "there are %llu entries, and there were %llu",
             (unsigned long long)x->got->lines, (unsigned long long)least);
    if (!has_quantities(x->w))
        find(&k);
    if (!k.told)
        compare_tell_first(x, COMPARE_GRAMMAR, why);
}
