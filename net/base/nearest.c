/* nearest.c - the known name that a mistyped one probably meant. */
#include <config.h>

#include "net/base/nearest.h"
#include <string.h>

enum { NEAREST_MOST = 32 }; /* octets of a name worth comparing */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Edits between a and b: Levenshtein's distance, with a swap of neighbours
 * counted as one. Both are at most NEAREST_MOST long. */
static size_t edits(struct span a, struct span b)
{
    size_t cost[NEAREST_MOST + 1][NEAREST_MOST + 1];

    for (size_t i = 0; i <= a.len; i++)
        cost[i][0] = i;
    for (size_t j = 0; j <= b.len; j++)
        cost[0][j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        for (size_t j = 1; j <= b.len; j++) {
            char x = a.at[i - 1], y = b.at[j - 1];
            size_t best = cost[i - 1][j - 1] + (x != y);

            best = least(best, cost[i - 1][j] + 1);
            best = least(best, cost[i][j - 1] + 1);
            if (i > 1 && j > 1 && x == b.at[j - 2] && a.at[i - 2] == y)
                best = least(best, cost[i - 2][j - 2] + 1);
            cost[i][j] = best;
        }
    }
    return cost[a.len][b.len];
}

void nearest_try(struct nearest *n, const char *name)
{
    struct span known = span_of(name);
    size_t distance;

    if (n->typed.len < 2 || n->typed.len > NEAREST_MOST ||
        known.len > NEAREST_MOST)
        return;
    if (span_starts(known, n->typed))
        distance = 1;
    else
        distance = edits(n->typed, known);
    if (distance > 2 || distance >= n->typed.len)
        return;
    if (!n->name || distance < n->distance) {
        n->name = name;
        n->distance = distance;
    }
}
