/* update.c - new lines in the places of old ones. */
#include <config.h>

#include "net/transcript/update-private.h"

#include "net/base/memory.h"
#include "net/transcript/hide-wire.h"
#include "net/transcript/writer.h"
#include <stdlib.h>

static void ignore(void *ctx, const struct difference *d)
{
    (void)ctx, (void)d;
}

struct update *update_new(const struct plan *p, struct variables *values,
                          const struct compare_how *how, struct span host,
                          const struct mask *mask, bool all)
{
    struct update *u = xcalloc(1, sizeof *u);

    u->plan = p;
    u->came = xcalloc(p->answer_count + 1, sizeof *u->came);
    for (size_t i = 0; i < p->answer_count; i++)
        u->came[i] = p->answers[i].optional;
    u->cut = PLAN_NONE;
    u->all = all;
    u->mask = mask;
    u->compare = (struct compare){
        .how = *how, .bindings = values, .tell = ignore, .host = host};
    if (how->level < COMPARE_TEXT)
        u->compare.how.level = COMPARE_TEXT;
    u->compare.literal = all;
    return u;
}

void update_free(struct update *u)
{
    if (!u)
        return;
    for (size_t i = 0; i < u->count; i++)
        free(u->changes[i].lines);
    free(u->changes);
    free(u->came);
    plan_scratch_done(&u->scratch);
    buf_done(&u->refusal);
    free(u);
}

const char *update_refusal(const struct update *u)
{
    return u->refusal.len ? buf_text(&u->refusal) : NULL;
}

size_t update_changes(const struct update *u)
{
    return u->count;
}

static void refuse(struct update *u, uint32_t line, const char *why)
{
    if (u->all || u->refusal.len)
        return;
    buf_add_format(&u->refusal, "line %u: %s; --update=all writes it", line,
                   why);
}

/* --- changes --- */

const struct item *update_item(const struct update *u, uint32_t item)
{
    return &u->plan->transcript->items[item];
}

void update_change(struct update *u, uint32_t item, struct buf *lines)
{
    struct span now = update_item(u, item)->raw, text;
    struct buf hidden = {0};

    hide_wire_lines(u->mask, buf_span(lines), &hidden);
    buf_wipe(lines);
    *lines = hidden;
    writer_end_as(lines, 0, update_item(u, item));
    text = buf_span(lines);
    if (text.len && span_equal(span_first(text, text.len - 1), now)) {
        buf_done(lines);
        return;
    }
    if (u->count == u->room) {
        u->room = u->room ? 2 * u->room : 16;
        u->changes = xrealloc(u->changes, u->room * sizeof *u->changes);
    }
    u->changes[u->count++] =
        (struct change){item, lines->at ? buf_take(lines) : xstrdup("")};
}

static int by_item(const void *a, const void *b)
{
    const struct change *left = a, *right = b;

    return left->item < right->item ? -1 : left->item > right->item;
}

/* --- answers --- */

static void note_lost(void *ctx, const struct difference *d)
{
    if (d->side == DIFFERENCE_MISSING)
        refuse(ctx, d->line, "a capability is gone");
}

void update_take(struct update *u, const struct plan_answer *want,
                 const struct answer *got)
{
    struct wanted w;
    struct compare entries = u->compare;
    struct comparison x = {.w = &w, .got = got, .level = u->compare.how.level};

    plan_want(u->plan, want, 0, &u->scratch, &w);
    u->came[want - u->plan->answers] = true;
    if (!w.count || w.kind != got->kind)
        return;
    if (w.status != got->status && !w.any_status)
        refuse(u, w.lines[0].line, "the status is another one");
    if (got->end == END_CUT && w.end != END_CUT)
        u->cut = (uint32_t)(want - u->plan->answers);
    if ((w.end == END_CUT) != (got->end == END_CUT))
        refuse(u, w.lines[0].line, "the connection ends elsewhere");
    entries.tell = note_lost;
    entries.ctx = u;
    x.c = &entries;
    if (w.multi && got->multi)
        compare_entries(&x);
    x.c = &u->compare;
    if (compare_answer(&u->compare, &w, got) != COMPARE_SAME)
        update_lines(u, &x, want);
}

/* --- the file --- */

void update_write(const struct update *u, struct buf *out)
{
    const struct transcript *t = u->plan->transcript;
    size_t next = 0;

    if (u->count)
        qsort(u->changes, u->count, sizeof *u->changes, by_item);
    for (uint32_t i = 0; i < t->count; i++) {
        if (next < u->count && u->changes[next].item == i)
            buf_add_text(out, u->changes[next++].lines);
        else
            writer_item(out, &t->items[i]);
    }
}

static void add_marked(struct buf *out, char mark, struct span lines)
{
    while (lines.len) {
        size_t n = span_find(lines, '\n');

        buf_add_char(out, mark);
        buf_add(out,
                span_first(lines, n && lines.at[n - 1] == '\r' ? n - 1 : n));
        buf_add_char(out, '\n');
        lines = span_from(lines, n + 1);
    }
}

/* Takes the line that stood there out of those that stand there now, where it
 * is the first or the last of them. */
static bool take_old(struct span *lines, struct span old)
{
    struct span now = *lines;
    size_t before = now.len - old.len - 1;

    if (now.len <= old.len)
        return false;
    if (span_starts(now, old) && now.at[old.len] == '\n')
        *lines = span_from(now, old.len + 1);
    else if (before && now.at[before - 1] == '\n' &&
             span_equal(span_first(span_from(now, before), old.len), old))
        *lines = span_first(now, before);
    else
        return false;
    return true;
}

void update_diff(const struct update *u, struct buf *out)
{
    for (size_t i = 0; i < u->count; i++) {
        const struct item *item = update_item(u, u->changes[i].item);
        struct span lines = span_of(u->changes[i].lines);

        buf_add_format(out, "@@ line %u @@\n", item->line);
        if (!take_old(&lines, item->raw))
            add_marked(out, '-', item->raw);
        add_marked(out, '+', lines);
    }
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z');
}

void update_suggest(struct buf *out, struct span expected, struct span got)
{
    static const enum wire_type types[] = {WIRE_NUM, WIRE_HEX, WIRE_STAMP,
                                           WIRE_DATE, WIRE_WORD};
    enum wire_type type = WIRE_ANY;
    size_t from = 0, behind = 0;

    while (from < got.len && from < expected.len &&
           got.at[from] == expected.at[from])
        from++;
    while (behind < got.len - from && behind < expected.len - from &&
           got.at[got.len - behind - 1] ==
               expected.at[expected.len - behind - 1])
        behind++;
    while (from && from < got.len && is_word(got.at[from - 1]))
        from--;
    while (behind && is_word(got.at[got.len - behind]))
        behind--;
    struct span middle = {got.at + from, got.len - from - behind};
    for (size_t i = 0;
         middle.len && type == WIRE_ANY && i < sizeof types / sizeof *types;
         i++)
        if (wire_type_fits(types[i], middle) &&
            (types[i] != WIRE_HEX || middle.len >= 8))
            type = types[i];
    writer_wire_octets(out, span_first(got, from), false);
    writer_wire_capture(out, (struct span){0}, type, (struct span){0});
    writer_wire_octets(out, span_from(got, got.len - behind), true);
}
