/* plan-batch.c - many recorded lines fed at a stroke.
 *
 * Gathers lines that go together, and follows the events to the lines that
 * they are about. */
#include <config.h>

#include "net/transcript/plan-private.h"

enum { BATCH_OCTETS = 32 << 10 };

static struct batch *batch_of(const struct talker *s)
{
    return &s->maker->batch;
}

/* --- gathering --- */

static bool goes_with(const struct item *item, const struct item *first)
{
    return item->plain && item->kind == first->kind &&
           item->conn == first->conn && item->quantity == ITEM_ONE;
}

uint32_t batch_gather(struct maker *m, size_t item, uint32_t of)
{
    const struct transcript *t = m->plan->transcript;
    const struct item *first = &t->items[item];
    struct batch *b = &m->batch;

    b->count = 0;
    b->lines = b->octets = 0;
    for (size_t i = item;
         i < t->count && b->count < BATCH_MOST && b->octets < BATCH_OCTETS &&
         goes_with(&t->items[i], first);
         i++, of = 0) {
        struct batch_row *row = &b->rows[b->count++];
        uint32_t left = t->items[i].repeats + 1 - of;

        *row = (struct batch_row){
            .item = (uint32_t)i,
            .of = of,
            .len = (uint32_t)t->items[i].text.len + 2,
            .first = b->lines,
            .start = b->octets,
        };
        row->count = (BATCH_OCTETS - b->octets) / row->len + 1;
        if (row->count > left)
            row->count = left;
        b->lines += row->count;
        b->octets += row->count * row->len;
        if (row->count < left)
            break;
    }
    return b->lines;
}

static void add_octets(struct buf *out, const struct item *items,
                       const struct batch_row *row)
{
    size_t from = out->len;

    buf_room(out, (size_t)row->count * row->len);
    buf_add(out, items[row->item].text);
    buf_add(out, SPAN("\r\n"));
    buf_add_repeats(out, (struct span){out->at + from, row->len},
                    row->count - 1);
}

void batch_feed(struct maker *m, struct talker *s)
{
    struct batch *b = &m->batch;

    b->side = m->plan->transcript->items[b->rows->item].kind == ITEM_CLIENT
                  ? SIDE_CLIENT
                  : SIDE_SERVER;
    b->base = s->fed[b->side];
    b->at = b->kept_at = 0;
    b->passed = b->kept = 0;
    buf_clear(&m->octets);
    for (size_t i = 0; i < b->count; i++)
        add_octets(&m->octets, m->plan->transcript->items, &b->rows[i]);
    b->on = true;
    talker_feed(s, CHUNK_OCTETS, b->side, buf_span(&m->octets));
    b->passed = b->lines;
    if (b->side == SIDE_SERVER)
        batch_keep(s, 0);
    b->on = false;
}

/* --- following --- */

static uint32_t row_end(const struct batch_row *row)
{
    return row->first + row->count;
}

const struct batch_row *batch_row_of(const struct batch *b, uint32_t line)
{
    size_t i = b->at < b->count ? b->at : b->count - 1;

    while (b->rows[i].first > line)
        i--;
    return &b->rows[i];
}

/* Make line the talker's. */
static void stand_at(struct talker *s, uint32_t line)
{
    const struct batch_row *row = batch_row_of(batch_of(s), line);

    s->item = row->item;
    s->of = row->of + (line - row->first);
}

/* Pass the lines that end within so many octets of the batch. */
static void pass_octets(struct batch *b, uint64_t octets)
{
    const struct batch_row *row;
    uint32_t lines = b->lines;

    if (octets < b->octets) {
        for (row = &b->rows[b->at];
             row->start + (uint64_t)row->count * row->len <= octets; row++)
            ;
        lines = row->first + (octets > row->start
                                  ? (uint32_t)(octets - row->start) / row->len
                                  : 0);
    }
    if (lines > b->passed)
        b->passed = lines;
}

void batch_follow(struct talker *s, const struct event *e)
{
    struct batch *b = batch_of(s);

    if (!b->on || e->side != b->side || e->kind == EVENT_FINDING)
        return;
    if (e->kind == EVENT_END && (e->end == END_STATUS || e->end == END_OPEN)) {
        stand_at(s, b->passed < b->lines ? b->passed : b->lines - 1);
        return; /* its line comes yet */
    }
    if (e->kind == EVENT_END) {
        b->passed += e->dot.len && b->passed < b->lines;
    } else if (e->raw.len) {
        uint64_t end =
            e->offset +
            (e->raw.len > e->line_octets ? e->raw.len : e->line_octets);

        if (end > b->base)
            pass_octets(b, end - b->base);
    }
    while (b->at < b->count && row_end(&b->rows[b->at]) <= b->passed)
        b->at++;
    if (b->passed)
        stand_at(s, b->passed - 1);
}

/* --- keeping --- */

uint32_t batch_keep_equal(struct talker *s, uint32_t n)
{
    struct batch *b = batch_of(s);
    const struct batch_row *row = &b->rows[b->kept_at];
    uint32_t left = row_end(row) - b->kept;

    plan_add_line(s, row->item, row->of + (b->kept - row->first), 0, false);
    b->kept += n < left ? n : left;
    b->kept_at += n >= left;
    return n < left ? n : left;
}

void batch_keep(struct talker *s, uint32_t but)
{
    const struct batch *b = batch_of(s);

    while (b->kept + but < b->passed)
        batch_keep_equal(s, 1);
}
