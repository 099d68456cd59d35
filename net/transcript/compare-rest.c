/* compare-rest.c - goes through both answers from their ends, along all ways at
 * a time that lead there. */
#include <config.h>

#include "net/transcript/compare-rest.h"

#include "net/base/memory.h"
#include <stdlib.h>

enum {
    LIVE_MOST = 1 << 20,
    PAIRS_MOST = 1 << 21, /* of lines, each kept, and asked about twice */
};

/* The recorded lines that fit at one live line, while they are found. */
struct front {
    struct rest *r;
    const struct wanted_line *lines;
    size_t begin; /* in r->at */
};

static bool has(const struct front *f, size_t i)
{
    return f->r->used > f->begin && f->r->at[f->r->used - 1] == i;
}

/* Add line i, unless it is there, and those before it that need not come. */
static void add(struct front *f, size_t i)
{
    struct rest *r = f->r;

    while (r->used < PAIRS_MOST && !has(f, i)) {
        if (r->used == r->room) {
            r->room = r->room ? r->room * 2 : 1024;
            r->at = xrealloc(r->at, r->room * sizeof *r->at);
        }
        r->at[r->used++] = (uint32_t)i;
        if (!i || f->lines[i - 1].quantity == ITEM_ONE)
            return;
        i--;
    }
}

static bool follows(const struct front *f, size_t i)
{
    return f->r->used == f->begin || i < f->r->at[f->r->used - 1];
}

/* Those that take the live line, and leave what fits behind it, which begins at
 * after. */
static void step(struct front *f, struct comparison *x, size_t count,
                 size_t after, const struct live_line *live)
{
    for (size_t n = after; n < f->begin; n++) {
        size_t i = f->r->at[n];

        if (i < count && f->lines[i].quantity == ITEM_MANY && follows(f, i) &&
            compare_may_match(x, &f->lines[i], live))
            add(f, i);
        if (i && f->lines[i - 1].quantity != ITEM_MANY && follows(f, i - 1) &&
            compare_may_match(x, &f->lines[i - 1], live))
            add(f, i - 1);
    }
}

static struct live_line *live_lines(const struct comparison *x, size_t count)
{
    struct line_reader ahead = {buf_span(&x->got->octets)};
    struct live_line *lines = xcalloc(count, sizeof *lines);

    for (size_t j = 0; j < count; j++)
        line_next(&ahead, &lines[j]);
    return lines;
}

static size_t count_lines(const struct comparison *x)
{
    struct line_reader ahead = {buf_span(&x->got->octets)};
    struct live_line line;
    size_t n = 0;

    while (line_next(&ahead, &line))
        n++;
    return n;
}

bool rest_init(struct rest *r, struct comparison *x, size_t count)
{
    struct front f = {.r = r, .lines = x->w->lines};
    struct live_line *live;
    size_t after = 0;

    *r = (struct rest){.live_count = count_lines(x)};
    if (r->live_count > LIVE_MOST)
        return false;
    live = live_lines(x, r->live_count);
    r->first = xcalloc(r->live_count + 2, sizeof *r->first);
    add(&f, count);
    for (size_t n = 1; n <= r->live_count; n++) {
        f.begin = r->first[n] = r->used;
        step(&f, x, count, after, &live[r->live_count - n]);
        after = f.begin;
    }
    r->first[r->live_count + 1] = r->used;
    free(live);
    return r->used < PAIRS_MOST;
}

void rest_done(struct rest *r)
{
    free(r->first);
    free(r->at);
}

bool rest_fits(const struct rest *r, size_t i, size_t j)
{
    size_t from = r->first[r->live_count - j];
    size_t end = r->first[r->live_count - j + 1];

    while (from < end) {
        size_t middle = from + (end - from) / 2;

        if (r->at[middle] == i)
            return true;
        if (r->at[middle] > i)
            from = middle + 1;
        else
            end = middle;
    }
    return false;
}
