/* compare-set.c - lines that may come in any order.
 *
 * Of a large set each line that came is the first recorded one that it fits:
 * literal lines are found by what they begin with, masks are tried one by one.
 */
#include <config.h>

#include "net/transcript/compare-assign.h"
#include "net/transcript/compare-walk.h"

#include "net/base/memory.h"
#include <stdlib.h>
#include <string.h>

enum { ASKS_MOST = 1 << 24 }; /* comparisons of one large set */

/* The recorded lines of a set from i to end that did not come. */
static void tell_unseen(struct walk *k, size_t i, size_t end, const bool *seen)
{
    const struct wanted_line *lines = k->x->w->lines;

    for (size_t n = i; n < end; n++)
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

/* --- large ones --- */

struct large {
    struct walk *k;
    const struct wanted_line *lines; /* of the set */
    size_t count;
    bool *seen;        /* owned: of each of them */
    struct sorted *at; /* owned: the literal ones, in order of their keys */
    size_t sorted;
    size_t *others; /* owned: the other ones, in their order */
    size_t other_count;
    size_t asks; /* that are left */
};

struct sorted {
    struct span key;
    size_t line;
    size_t next; /* of the first of those with one key: the first unseen */
};

/* What an entry is told apart by; any other line: all of it. */
static struct span key_of(const struct large *l, struct span text)
{
    return walk_has_keys(l->k) ? span_take_word(&text) : text;
}

static int compare_keys(struct span a, struct span b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.at, b.at, n) : 0;

    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static int by_key(const void *a, const void *b)
{
    const struct sorted *left = a, *right = b;
    int order = compare_keys(left->key, right->key);

    return order ? order
                 : (left->line > right->line) - (left->line < right->line);
}

static void sort(struct large *l)
{
    for (size_t n = 0; n < l->count; n++) {
        const struct wanted_line *line = &l->lines[n];

        if (line->masked || line->quantity != ITEM_ONE)
            l->others[l->other_count++] = n;
        else
            l->at[l->sorted++] = (struct sorted){key_of(l, line->octets), n, 0};
    }
    if (l->sorted)
        qsort(l->at, l->sorted, sizeof *l->at, by_key);
    for (size_t n = 0; n < l->sorted; n++)
        l->at[n].next = n;
}

/* The first of those with this key, or l->sorted. */
static size_t find_key(const struct large *l, struct span key)
{
    size_t from = 0, to = l->sorted;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (compare_keys(l->at[middle].key, key) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from < l->sorted && span_equal(l->at[from].key, key) ? from
                                                                : l->sorted;
}

static bool fits(struct large *l, size_t n)
{
    l->asks--;
    if (l->seen[n] && l->lines[n].quantity != ITEM_MANY)
        return false;
    if (!compare_fits(l->k->x, &l->lines[n], &l->k->now))
        return false;
    l->seen[n] = true;
    return true;
}

/* Find a recorded line for the one that came. */
static bool place(struct large *l)
{
    struct span key = key_of(l, l->k->now.text);
    size_t first = find_key(l, key);

    if (first < l->sorted) {
        size_t *next = &l->at[first].next;

        while (*next < l->sorted && span_equal(l->at[*next].key, key) &&
               l->seen[l->at[*next].line])
            ++*next;
        for (size_t n = *next;
             n < l->sorted && l->asks && span_equal(l->at[n].key, key); n++)
            if (fits(l, l->at[n].line))
                return true;
    }
    for (size_t n = 0; n < l->other_count && l->asks; n++)
        if (fits(l, l->others[n]))
            return true;
    return false;
}

static void compare_large_set(struct walk *k, size_t i, size_t end, size_t live)
{
    struct large l = {.k = k,
                      .lines = &k->x->w->lines[i],
                      .count = end - i,
                      .asks = ASKS_MOST};

    l.seen = xcalloc(l.count, sizeof *l.seen);
    l.at = xcalloc(l.count, sizeof *l.at);
    l.others = xcalloc(l.count, sizeof *l.others);
    sort(&l);
    for (; live && k->more; live--, walk_advance(k))
        if (!place(&l))
            walk_tell_extra(k, l.lines->line, NULL, end - 1);
    tell_unseen(k, i, end, l.seen);
    free(l.seen);
    free(l.at);
    free(l.others);
}

size_t walk_set(struct walk *k, size_t i)
{
    const struct wanted_line *lines = k->x->w->lines;
    size_t end = i, behind = 0, live;

    while (end < k->x->w->count && lines[end].set == lines[i].set)
        end++;
    for (size_t n = end; n < k->x->w->count; n++)
        behind += lines[n].quantity == ITEM_ONE;
    live = walk_left(k);
    live = live > behind ? live - behind : 0;
    if (assign_fits(end - i, live))
        compare_small_set(k, i, end, live);
    else
        compare_large_set(k, i, end, live);
    return end;
}
