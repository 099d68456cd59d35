/* update-places.c - the lines of one answer where those that were recorded are.
 *
 * What changes is what the comparison calls different, and nothing else: what
 * stands between lines stays beside them. */
#include <config.h>

#include "net/transcript/update-private.h"

#include "net/base/memory.h"
#include <stdlib.h>

enum fate { FATE_STAYS, FATE_GONE, FATE_CHANGES };

struct places {
    struct update *u;
    struct comparison *x;
    const struct wanted *w;
    size_t count;                  /* recorded lines */
    enum fate *fates;              /* owned: of each of them */
    struct live_line *instead;     /* owned: of those that change */
    struct line_difference *extra; /* owned: in the order they came */
    size_t extra_count, room;
    size_t next; /* of extra */
};

/* A line that is new stands behind the one before it, so that what introduces
 * the next one stays with that. */
static void move_up(const struct wanted *w, struct line_difference *extra)
{
    if (extra->behind || !extra->line ||
        w->lines[extra->line].set != w->lines[extra->line - 1].set)
        return;
    extra->line--;
    extra->behind = true;
}

static void take_difference(void *ctx, const struct line_difference *d)
{
    struct places *p = ctx;

    switch (d->side) {
    case DIFFERENCE_BOTH:
        p->fates[d->line] = FATE_CHANGES;
        p->instead[d->line] = d->got;
        break;
    case DIFFERENCE_MISSING:
        p->fates[d->line] = FATE_GONE;
        break;
    case DIFFERENCE_EXTRA:
        if (p->extra_count == p->room) {
            p->room = p->room ? 2 * p->room : 16;
            p->extra = xrealloc(p->extra, p->room * sizeof *p->extra);
        }
        p->extra[p->extra_count] = *d;
        move_up(p->w, &p->extra[p->extra_count++]);
        break;
    }
}

static bool has_key(const struct wanted_line *line, struct span text)
{
    struct span octets = line->octets;

    return span_equal_case(span_take_word(&octets), span_take_word(&text));
}

/* Of a set: a line of the same tag or number goes where the one was that is
 * gone. */
static void pair(struct places *p, struct line_difference *extra)
{
    const struct wanted_line *lines = p->w->lines;
    uint32_t set = lines[extra->line].set;

    if (!set)
        return;
    for (size_t i = extra->line + 1; i-- > 0 && lines[i].set == set;)
        if (p->fates[i] == FATE_GONE && has_key(&lines[i], extra->got.text)) {
            p->fates[i] = FATE_CHANGES;
            p->instead[i] = extra->got;
            extra->line = SIZE_MAX; /* it has a place */
            return;
        }
}

static void add_extra(struct places *p, struct buf *out, size_t line,
                      bool behind, unsigned conn)
{
    for (; p->next < p->extra_count; p->next++) {
        const struct line_difference *d = &p->extra[p->next];

        if (d->line == SIZE_MAX)
            continue;
        if (d->line > line || (d->line == line && d->behind && !behind))
            return;
        update_add_new(out, p->x, line + behind, &d->got, conn);
    }
}

static void add_old(const struct places *p, struct buf *out, uint32_t item)
{
    buf_add(out, update_item(p->u, item)->raw);
    buf_add_char(out, '\n');
}

/* Line i of the answer stands in these items. */
static void write_line(struct places *p, size_t i, const struct plan_line *from,
                       const struct plan_line *last)
{
    unsigned conn = update_item(p->u, from->item)->conn;
    struct buf lines = {0};

    add_extra(p, &lines, i, false, conn);
    if (p->fates[i] == FATE_CHANGES)
        update_add_new(&lines, p->x, i, &p->instead[i], conn);
    for (; from <= last; from++) {
        if (p->fates[i] == FATE_STAYS)
            add_old(p, &lines, from->item);
        if (from == last)
            add_extra(p, &lines, i, true, conn);
        update_change(p->u, from->item, &lines);
        lines = (struct buf){0};
    }
}

void update_places(struct update *u, struct comparison *x,
                   const struct plan_answer *a)
{
    const struct plan_line *line = &u->plan->lines[a->first_line];
    const struct plan_line *last = line + a->line_count - 1;
    struct comparison with = *x; /* p does not outlive this */
    struct places p = {
        .u = u, .x = &with, .w = x->w, .count = x->w->body ? 1 : x->w->count};

    p.fates = xcalloc(p.count + 1, sizeof *p.fates);
    p.instead = xcalloc(p.count + 1, sizeof *p.instead);
    with.differs = take_difference;
    with.differs_ctx = &p;
    compare_lines(&with);
    for (size_t k = 0; k < p.extra_count; k++)
        pair(&p, &p.extra[k]);
    for (size_t i = 0; i < p.count; i++) {
        const struct plan_line *from = line;

        while (line->joins && line < last)
            line++;
        write_line(&p, i, from, line++);
    }
    free(p.fates);
    free(p.instead);
    free(p.extra);
}
