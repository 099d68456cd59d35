/* align.c - the middle of the shortest way from one text to the other, and then
 * the same of both halves.
 *
 * A way goes through a grid: right over a line of the left text that is gone,
 * down over one of the right text that is new, aslant over a pair. Diagonal k
 * holds the points where x - y = k; of each the furthest point that can be
 * reached with d lines gone or new is kept, from the start and from the end,
 * until the two meet. */
#include <config.h>

#include "net/transcript/align.h"

enum {
    COST_MOST = 1024, /* lines gone or new that are looked for at once */
    ASKED_AT_LEAST = 1 << 20, /* times that `may` may be asked */
    ASKED_PER_LINE = 8,
    NOWHERE = -1, /* no point of this diagonal can be reached */
};

struct grid {
    align_fn *may;
    void *ctx;
    uint32_t *partner;
    size_t asks; /* that are left */
    /* furthest points by diagonal: forward from the start of a box, backward
     * (mirrored) from its end */
    ptrdiff_t forward[2 * COST_MOST + 3], backward[2 * COST_MOST + 3];
};

/* Lines from..to of the left, and of the right text. */
struct box {
    size_t left, left_end, right, right_end;
};

struct point {
    size_t x, y; /* in a box */
};

static bool ask(struct grid *g, size_t i, size_t j)
{
    if (!g->asks)
        return false;
    g->asks--;
    return g->may(g->ctx, i, j);
}

static ptrdiff_t *diagonal(ptrdiff_t *furthest, ptrdiff_t k)
{
    return &furthest[k + COST_MOST + 1];
}

/* One step further on diagonal k, and along its pairs. mirrored: the box is
 * walked from its end. */
static ptrdiff_t reach(struct grid *g, const struct box *b, ptrdiff_t *furthest,
                       ptrdiff_t k, bool mirrored)
{
    ptrdiff_t width = (ptrdiff_t)(b->left_end - b->left);
    ptrdiff_t height = (ptrdiff_t)(b->right_end - b->right);
    ptrdiff_t down = *diagonal(furthest, k + 1);
    ptrdiff_t over = *diagonal(furthest, k - 1);
    ptrdiff_t x = NOWHERE;

    if (down != NOWHERE && down - k <= height)
        x = down;
    if (over != NOWHERE && over < width && over + 1 > x)
        x = over + 1;
    while (x != NOWHERE && x < width && x - k < height &&
           (mirrored ? ask(g, b->left_end - 1 - (size_t)x,
                           b->right_end - 1 - (size_t)(x - k))
                     : ask(g, b->left + (size_t)x, b->right + (size_t)(x - k))))
        x++;
    *diagonal(furthest, k) = x;
    return x;
}

/* The furthest point from the start, where the middle is too far away. */
static struct point furthest_point(const ptrdiff_t *furthest, ptrdiff_t cost)
{
    struct point best = {0, 0};

    for (ptrdiff_t k = -cost; k <= cost; k += 2) {
        ptrdiff_t x = furthest[k + COST_MOST + 1];

        if (x != NOWHERE && (size_t)(2 * x - k) > best.x + best.y)
            best = (struct point){(size_t)x, (size_t)(x - k)};
    }
    return best;
}

/* Where to split a box whose first lines are no pair, nor its last ones. */
static struct point middle(struct grid *g, const struct box *b)
{
    ptrdiff_t width = (ptrdiff_t)(b->left_end - b->left);
    ptrdiff_t height = (ptrdiff_t)(b->right_end - b->right);
    ptrdiff_t delta = width - height, cost = 0;
    bool odd = delta & 1;

    *diagonal(g->forward, 0) = *diagonal(g->backward, 0) = 0;
    while (cost < COST_MOST && g->asks) {
        cost++;
        for (ptrdiff_t k = cost; k >= -cost; k -= 2 * cost) {
            *diagonal(g->forward, k) = *diagonal(g->backward, k) = NOWHERE;
            *diagonal(g->forward, k < 0 ? k - 1 : k + 1) = NOWHERE;
            *diagonal(g->backward, k < 0 ? k - 1 : k + 1) = NOWHERE;
        }
        for (ptrdiff_t k = -cost; k <= cost; k += 2) {
            ptrdiff_t x = reach(g, b, g->forward, k, false), to = delta - k;

            if (odd && x != NOWHERE && to > -cost && to < cost &&
                *diagonal(g->backward, to) != NOWHERE &&
                x + *diagonal(g->backward, to) >= width)
                return (struct point){(size_t)x, (size_t)(x - k)};
        }
        for (ptrdiff_t k = -cost; k <= cost; k += 2) {
            ptrdiff_t x = reach(g, b, g->backward, k, true), to = delta - k;

            if (!odd && x != NOWHERE && to >= -cost && to <= cost &&
                *diagonal(g->forward, to) != NOWHERE &&
                x + *diagonal(g->forward, to) >= width)
                return (struct point){(size_t)(width - x),
                                      (size_t)(height - (x - k))};
        }
    }
    return furthest_point(g->forward, cost);
}

/* Pair the first lines, and the last ones, as far as they are pairs. */
static void trim(struct grid *g, struct box *b)
{
    while (b->left < b->left_end && b->right < b->right_end &&
           ask(g, b->left, b->right))
        g->partner[b->left++] = (uint32_t)b->right++;
    while (b->left < b->left_end && b->right < b->right_end &&
           ask(g, b->left_end - 1, b->right_end - 1))
        g->partner[--b->left_end] = (uint32_t)--b->right_end;
}

/* Each half has half the cost: that deep it goes at most. */
static void split(struct grid *g, struct box b)
{
    for (;;) {
        trim(g, &b);
        if (b.left == b.left_end || b.right == b.right_end || !g->asks)
            return;
        struct point at = middle(g, &b);
        struct box first = {b.left, b.left + at.x, b.right, b.right + at.y};

        split(g, first);
        b.left = first.left_end;
        b.right = first.right_end;
    }
}

void align(size_t left, size_t right, align_fn *may, void *ctx,
           uint32_t *partner)
{
    struct grid g = {.may = may,
                     .ctx = ctx,
                     .partner = partner,
                     .asks = ASKED_AT_LEAST + ASKED_PER_LINE * (left + right)};

    for (size_t i = 0; i < left; i++)
        partner[i] = ALIGN_NONE;
    split(&g, (struct box){0, left, 0, right});
}
