/* update-loose.c - the lines of one answer some of which may come in any
 * order, or need not come.
 *
 * Such lines have no place of their own. So what changes is what the comparison
 * calls different, and nothing else. */
#include <config.h>

#include "net/transcript/update-private.h"

#include "net/base/memory.h"
#include <stdlib.h>

enum fate { FATE_STAYS, FATE_GONE, FATE_CHANGES };

struct loose {
    const struct wanted *w;
    enum fate *fates;              /* owned: of each recorded line */
    struct live_line *instead;     /* owned: of those that change */
    struct line_difference *extra; /* owned: in the order they came */
    size_t count, room;
};

static void take_difference(void *ctx, const struct line_difference *d)
{
    struct loose *l = ctx;

    switch (d->side) {
    case DIFFERENCE_BOTH:
        l->fates[d->line] = FATE_CHANGES;
        l->instead[d->line] = d->got;
        break;
    case DIFFERENCE_MISSING:
        l->fates[d->line] = FATE_GONE;
        break;
    case DIFFERENCE_EXTRA:
        if (l->count == l->room) {
            l->room = l->room ? 2 * l->room : 16;
            l->extra = xrealloc(l->extra, l->room * sizeof *l->extra);
        }
        l->extra[l->count++] = *d;
        break;
    }
}

static bool has_key(const struct wanted_line *line, struct span text)
{
    struct span octets = line->octets;

    return span_equal_case(span_take_word(&octets), span_take_word(&text));
}

/* A line of the same tag or number goes where the one was that is gone. */
static void pair(struct loose *l)
{
    for (size_t k = 0; k < l->count; k++)
        for (size_t i = 1; i < l->w->count; i++)
            if (l->fates[i] == FATE_GONE &&
                has_key(&l->w->lines[i], l->extra[k].got.text)) {
                l->fates[i] = FATE_CHANGES;
                l->instead[i] = l->extra[k].got;
                l->extra[k].line = SIZE_MAX; /* it has a place */
                break;
            }
}

static void add_extra(const struct loose *l, struct buf *out,
                      struct comparison *x, size_t line, bool behind,
                      unsigned conn)
{
    for (size_t k = 0; k < l->count; k++)
        if (l->extra[k].line == line && l->extra[k].behind == behind)
            update_add_new(out, x, line + behind, &l->extra[k].got, conn);
}

static void write_line(struct update *u, const struct loose *l,
                       struct comparison *x, size_t i, uint32_t item)
{
    unsigned conn = update_item(u, item)->conn;
    struct buf lines = {0};

    add_extra(l, &lines, x, i, false, conn);
    if (l->fates[i] == FATE_CHANGES) {
        update_add_new(&lines, x, i, &l->instead[i], conn);
    } else if (l->fates[i] == FATE_STAYS) {
        buf_add(&lines, update_item(u, item)->raw);
        buf_add_char(&lines, '\n');
    }
    add_extra(l, &lines, x, i, true, conn);
    update_change(u, item, &lines);
}

void update_loose(struct update *u, struct comparison *x,
                  const struct plan_answer *a)
{
    size_t count = x->w->count;
    struct comparison with = *x; /* l does not outlive this */
    struct loose l = {.w = x->w,
                      .fates = xcalloc(count + 1, sizeof *l.fates),
                      .instead = xcalloc(count + 1, sizeof *l.instead)};

    with.differs = take_difference;
    with.differs_ctx = &l;
    compare_lines(&with);
    pair(&l);
    for (size_t i = 0; i < count; i++)
        write_line(u, &l, &with, i, u->plan->lines[a->first_line + i].item);
    free(l.fates);
    free(l.instead);
    free(l.extra);
}
