/* compare-assign.c - a matching by augmenting paths. */
#include <config.h>

#include "net/transcript/compare-assign.h"

#include <string.h>

enum { NOBODY = ASSIGN_NOBODY };

bool assign_fits(size_t count, size_t live_count)
{
    return count <= ASSIGN_LINES_MOST && live_count <= ASSIGN_LINES_MOST &&
           (count + 1) * (live_count + 1) <= ASSIGN_PAIRS_MOST;
}

struct assignment {
    const struct wanted_line *lines;
    size_t count, live_count;
    uint16_t *slot_of;                   /* of each live line */
    uint16_t live_of[ASSIGN_LINES_MOST]; /* of each recorded one that may come
                                            once */
    bool seen[ASSIGN_LINES_MOST];
    bool may[ASSIGN_PAIRS_MOST]; /* by recorded, then live line */
};

static bool may(const struct assignment *a, size_t slot, size_t live)
{
    return a->may[slot * a->live_count + live];
}

static void pair(struct assignment *a, size_t slot, size_t live)
{
    a->slot_of[live] = (uint16_t)slot;
    if (a->lines[slot].quantity != ITEM_MANY)
        a->live_of[slot] = (uint16_t)live;
}

/* Find a live line for a recorded one that must come; others that must come
 * move to another one for it. */
static bool serve_slot(struct assignment *a, size_t slot)
{
    for (size_t j = 0; j < a->live_count; j++) {
        if (!may(a, slot, j) || a->seen[j])
            continue;
        a->seen[j] = true;
        if (a->slot_of[j] == NOBODY || serve_slot(a, a->slot_of[j])) {
            pair(a, slot, j);
            return true;
        }
    }
    return false;
}

/* The order in which recorded lines are tried: what is literal comes first,
 * what takes any number of lines last. */
static unsigned rank(const struct wanted_line *line)
{
    return !line->masked ? 0 : line->quantity != ITEM_MANY ? 1 : 2;
}

/* Find a recorded line for a live one, others moving for it; none that has a
 * line loses it. */
static bool serve_live(struct assignment *a, size_t live)
{
    for (unsigned turn = 0; turn < 3; turn++)
        for (size_t i = 0; i < a->count; i++) {
            if (rank(&a->lines[i]) != turn || !may(a, i, live) || a->seen[i])
                continue;
            a->seen[i] = true;
            if (a->lines[i].quantity == ITEM_MANY || a->live_of[i] == NOBODY ||
                serve_live(a, a->live_of[i])) {
                pair(a, i, live);
                return true;
            }
        }
    return false;
}

/* Bind what the pairs catch; one that does not fit after all is none. A line
 * that uses what another of them catches waits for that one. */
static void bind(struct assignment *a, struct comparison *x,
                 const struct live_line *live)
{
    bool done[ASSIGN_LINES_MOST] = {false}, progress = true;

    while (progress) {
        progress = false;
        for (size_t j = 0; j < a->live_count; j++) {
            struct span name;
            size_t at;

            if (done[j] || a->slot_of[j] == NOBODY)
                continue;
            switch (compare_match(x, &a->lines[a->slot_of[j]], &live[j], &at,
                                  &name)) {
            case MATCH_UNBOUND:
                continue;
            case MATCH_YES:
                break;
            default:
                a->slot_of[j] = NOBODY;
                break;
            }
            done[j] = progress = true;
        }
    }
    for (size_t j = 0; j < a->live_count; j++)
        if (!done[j])
            a->slot_of[j] = NOBODY;
}

void assign_set(struct comparison *x, const struct wanted_line *lines,
                size_t count, const struct live_line *live, size_t live_count,
                uint16_t *slot_of)
{
    struct assignment a = {.lines = lines,
                           .count = count,
                           .live_count = live_count,
                           .slot_of = slot_of};

    for (size_t i = 0; i < count; i++) {
        a.live_of[i] = NOBODY;
        for (size_t j = 0; j < live_count; j++)
            a.may[i * live_count + j] =
                compare_may_match(x, &lines[i], &live[j]);
    }
    for (size_t j = 0; j < live_count; j++)
        slot_of[j] = NOBODY;
    for (unsigned turn = 0; turn < 3; turn++)
        for (size_t i = 0; i < count; i++)
            if (lines[i].quantity == ITEM_ONE && rank(&lines[i]) == turn) {
                memset(a.seen, 0, sizeof a.seen);
                serve_slot(&a, i);
            }
    for (size_t j = 0; j < live_count; j++)
        if (slot_of[j] == NOBODY) {
            memset(a.seen, 0, sizeof a.seen);
            serve_live(&a, j);
        }
    bind(&a, x, live);
}
