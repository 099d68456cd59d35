/* carry-align.c - which command of a new recording is which of the old one. */
#include <config.h>

#include "net/transcript/carry-private.h"

#include "net/base/memory.h"
#include "net/transcript/expand.h"
#include <stdlib.h>

enum { LOOK_AHEAD = 64 }; /* anchors, to get in step again */

bool carry_is_note(const struct item *item)
{
    static const bool notes[AT_COUNT] = {
        [AT_STEP] = true,   [AT_ALLOW] = true, [AT_LEVEL] = true,
        [AT_WITHIN] = true, [AT_CHUNK] = true, [AT_NOTE] = true,
    };
    uint64_t ignored;

    if (item->kind == ITEM_COMMENT || item->kind == ITEM_BLANK)
        return true;
    return item->kind == ITEM_EVENT && notes[item->verb->id] &&
           !(item->verb->id == AT_NOTE &&
             param_number(item->text, "elided", &ignored));
}

/* --- keys --- */

/* FNV-1a; a wrong alignment would cost a comment its place, no more. */
static uint64_t key_of(struct span octets)
{
    uint64_t key = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < octets.len; i++)
        key = (key ^ (unsigned char)octets.at[i]) * UINT64_C(1099511628211);
    return key ? key : 1;
}

static uint64_t event_key(unsigned conn, enum at_id id, struct span word)
{
    struct buf text = {0};
    uint64_t key;

    buf_add_format(&text, "@%u %d ", conn, (int)id);
    buf_add(&text, word);
    key = key_of(buf_span(&text));
    buf_done(&text);
    return key;
}

static uint64_t client_key(const struct item *item, struct variables *values)
{
    struct buf text = {0};
    uint64_t key;

    buf_add_format(&text, "C%u ", item->conn);
    expand_wire(&text, item->text, values);
    key = key_of(buf_span(&text));
    buf_done(&text);
    return key;
}

static uint64_t anchor_key(const struct item *item, struct variables *values)
{
    struct span rest = item->text;

    if (item->kind == ITEM_CLIENT)
        return client_key(item, values);
    if (item->kind != ITEM_EVENT)
        return 0;
    switch (item->verb->id) {
    case AT_CONNECT:
    case AT_CLOSE:
        return event_key(item->conn, item->verb->id, (struct span){0});
    case AT_TLS:
    case AT_SASL:
        return event_key(item->conn, item->verb->id, span_take_word(&rest));
    default:
        return 0;
    }
}

/* --- units --- */

static void add_unit(struct paper *p, struct unit unit)
{
    if (p->count == p->room) {
        p->room = p->room ? 2 * p->room : 64;
        p->units = xrealloc(p->units, p->room * sizeof *p->units);
    }
    if (unit.key) {
        if (p->anchor_count == p->anchor_room) {
            p->anchor_room = p->anchor_room ? 2 * p->anchor_room : 64;
            p->anchors =
                xrealloc(p->anchors, p->anchor_room * sizeof *p->anchors);
        }
        p->anchors[p->anchor_count++] = p->count;
    }
    p->units[p->count++] = unit;
}

/* Captures and literal values of the header, as recorded. */
static void bind_header(const struct transcript *t, struct variables *values)
{
    struct span value, name;

    for (size_t i = 0; transcript_field(t, HEADER_VAR, i, &value); i++) {
        header_field_split(value, &name, &value);
        if (!span_starts(value, SPAN("env:")))
            variables_set(values, name, value, false);
    }
}

void paper_read(struct paper *p, const struct transcript *t)
{
    struct variables *values = xcalloc(1, sizeof *values);
    struct buf ignored = {0};
    size_t notes = t->session;
    bool in_set = false;

    *p = (struct paper){.t = t};
    bind_header(t, values);
    for (size_t i = t->session; i < t->count; i++) {
        const struct item *item = &t->items[i];
        enum at_id id = item->kind == ITEM_EVENT ? item->verb->id : AT_COUNT;

        if (id == AT_SET || (id == AT_END && in_set)) {
            in_set = id == AT_SET;
            continue;
        }
        if (carry_is_note(item))
            continue;
        if (!p->count && id != AT_CONNECT)
            add_unit(p, (struct unit){.item = CARRY_NONE,
                                      .notes = t->count,
                                      .key = event_key(item->conn, AT_CONNECT,
                                                       (struct span){0})});
        if (item->kind == ITEM_SERVER) {
            buf_clear(&ignored);
            expand_wire(&ignored, item->text, values);
        }
        add_unit(p, (struct unit){.item = i,
                                  .notes = notes,
                                  .in_set = in_set,
                                  .key = anchor_key(item, values)});
        notes = i + 1;
    }
    add_unit(p, (struct unit){.item = t->count, .notes = notes, .key = 1});
    variables_done(values);
    free(values);
    buf_done(&ignored);
}

void paper_done(struct paper *p)
{
    free(p->units);
    free(p->anchors);
}

/* --- in step --- */

static bool same(const struct paper *old, const struct paper *fresh, size_t i,
                 size_t k)
{
    return i + 1 < old->anchor_count && k + 1 < fresh->anchor_count &&
           old->units[old->anchors[i]].key ==
               fresh->units[fresh->anchors[k]].key;
}

/* The nearest place where both are in step again. */
static bool resync(const struct paper *old, const struct paper *fresh,
                   size_t *i, size_t *k)
{
    for (size_t steps = 1; steps <= LOOK_AHEAD; steps++)
        for (size_t of_old = 0; of_old <= steps; of_old++)
            if (same(old, fresh, *i + of_old, *k + steps - of_old)) {
                *i += of_old;
                *k += steps - of_old;
                return true;
            }
    return false;
}

size_t *paper_align(const struct paper *old, const struct paper *fresh)
{
    size_t *partner = xcalloc(fresh->anchor_count, sizeof *partner);
    size_t i = 0, k = 0;

    for (size_t n = 0; n < fresh->anchor_count; n++)
        partner[n] = CARRY_NONE;
    while (i + 1 < old->anchor_count && k + 1 < fresh->anchor_count) {
        if (!same(old, fresh, i, k) && !resync(old, fresh, &i, &k)) {
            i++, k++;
            continue;
        }
        partner[k++] = i++;
    }
    partner[fresh->anchor_count - 1] = old->anchor_count - 1;
    return partner;
}
