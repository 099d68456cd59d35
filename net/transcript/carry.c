/* carry.c - the new recording, written out with what the old one has to give.
 *
 * Leaves which command is which to carry-align.c and replies to carry-lines.c.
 */
#include <config.h>

#include "net/transcript/carry-private.h"

#include "net/transcript/expand.h"
#include "net/transcript/writer.h"
#include <stdlib.h>

/* The last line of a file may lack its end, and an old one may end in CRLF. */
void carry_item(struct carry *c, const struct item *item)
{
    buf_add(c->out, item_line(item));
    buf_add_char(c->out, '\n');
}

/* --- the header --- */

/* Told by the recording, not by people. */
static bool is_fact(const struct item *item)
{
    if (!item->field)
        return span_is_case(item->name, "X-Sensitive");
    switch (item->field->id) {
    case HEADER_SERVER:
    case HEADER_SECURITY:
    case HEADER_RECORDED:
    case HEADER_TOOL:
    case HEADER_REDACT:
        return true;
    default:
        return false;
    }
}

/* Do both say the same thing of the same name? */
static bool is_same_field(const struct item *a, const struct item *b)
{
    struct span left, right, ignored;

    if (a->kind != ITEM_HEADER || b->kind != ITEM_HEADER ||
        !span_equal_case(a->name, b->name))
        return false;
    if (!a->field || !a->field->repeatable)
        return true;
    header_field_split(a->text, &left, &ignored);
    header_field_split(b->text, &right, &ignored);
    return span_equal(left, right);
}

static const struct item *find_field(const struct transcript *t,
                                     const struct item *like)
{
    for (size_t i = 0; i < t->session; i++)
        if (is_same_field(&t->items[i], like))
            return &t->items[i];
    return NULL;
}

/* A value that was written down is that of the new session; where it comes from
 * is for people to say. */
static bool is_value(const struct item *item)
{
    struct span name, value;

    if (!item->field || item->field->id != HEADER_VAR)
        return false;
    header_field_split(item->text, &name, &value);
    return !span_starts(value, SPAN("env:"));
}

static void add_header(struct carry *c)
{
    const struct transcript *old = c->old.t, *fresh = c->fresh.t;

    carry_item(c, &fresh->items[0]);
    for (size_t i = 1; i < old->session; i++) {
        const struct item *item = &old->items[i], *now;

        if (item->kind == ITEM_BLANK)
            continue;
        now = item->kind == ITEM_HEADER ? find_field(fresh, item) : NULL;
        if (now && (is_fact(item) || is_value(item)))
            carry_item(c, now);
        else if (item->kind != ITEM_HEADER || !is_fact(item))
            carry_item(c, item);
    }
    for (size_t i = 1; i < fresh->session; i++)
        if (fresh->items[i].kind == ITEM_HEADER &&
            !find_field(old, &fresh->items[i]))
            carry_item(c, &fresh->items[i]);
    buf_add_char(c->out, '\n');
}

static void bind_values(struct carry *c)
{
    struct span value, name;

    for (size_t i = 0; transcript_field(c->fresh.t, HEADER_VAR, i, &value);
         i++) {
        header_field_split(value, &name, &value);
        if (!span_starts(value, SPAN("env:")))
            variables_set(&c->values, name, value, false);
    }
}

/* --- the session --- */

void carry_notes(struct carry *c, struct paper *p, size_t unit)
{
    struct unit *u = &p->units[unit];

    u->noted = true;
    for (size_t i = u->notes; i < p->t->count && i < u->item; i++)
        if (carry_is_note(&p->t->items[i]))
            carry_item(c, &p->t->items[i]);
}

/* A line of the client as the old file writes it, where that says the same. */
static void add_anchor(struct carry *c, const struct item *old,
                       const struct item *fresh)
{
    bool as_old = old && old->kind == ITEM_CLIENT;

    if (as_old) {
        buf_clear(&c->octets);
        buf_clear(&c->other);
        expand_wire(&c->octets, fresh->text, &c->values);
        as_old = !expand_wire(&c->other, old->text, &c->values) &&
                 span_equal(buf_span(&c->octets), buf_span(&c->other));
    }
    carry_item(c, as_old ? old : fresh);
}

static const struct item *anchor_item(const struct paper *p, size_t anchor)
{
    size_t item = p->units[p->anchors[anchor]].item;

    return item < p->t->count ? &p->t->items[item] : NULL;
}

static void add_units(struct carry *c, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        carry_notes(c, &c->fresh, i);
        carry_item(c, &c->fresh.t->items[c->fresh.units[i].item]);
    }
}

static void add_session(struct carry *c)
{
    size_t *partner = paper_align(&c->old, &c->fresh);

    for (size_t i = 0; i < c->fresh.anchor_count; i++) {
        const struct item *item = anchor_item(&c->fresh, i);
        size_t unit = c->fresh.anchors[i], old = partner[i];
        bool last = i + 1 == c->fresh.anchor_count;

        if (old == CARRY_NONE)
            carry_notes(c, &c->fresh, unit);
        else
            carry_notes(c, &c->old, c->old.anchors[old]);
        if (item)
            add_anchor(c, old == CARRY_NONE ? NULL : anchor_item(&c->old, old),
                       item);
        if (last)
            break;
        if (old == CARRY_NONE)
            add_units(c, unit + 1, c->fresh.anchors[i + 1]);
        else
            carry_lines(c, old, i);
    }
    free(partner);
}

bool carry_over(const struct transcript *old, const struct transcript *fresh,
                struct buf *out)
{
    struct carry c = {.out = out};
    bool all;

    paper_read(&c.old, old);
    paper_read(&c.fresh, fresh);
    add_header(&c);
    bind_values(&c);
    add_session(&c);
    all = carry_left_nothing(&c.old);
    paper_done(&c.old);
    paper_done(&c.fresh);
    variables_done(&c.values);
    pattern_done(&c.pattern);
    free(c.taken);
    buf_done(&c.octets);
    buf_done(&c.other);
    buf_done(&c.line);
    return all;
}
