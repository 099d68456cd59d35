/* carry-lines.c - a reply that was recorded again, with the masks and the notes
 * of the old recording.
 *
 * A line of the new reply goes with the line of the old one whose pattern it
 * fits. */
#include <config.h>

#include "net/transcript/carry-private.h"

#include "net/base/memory.h"
#include "net/transcript/escape.h"
#include "net/transcript/expand.h"
#include "net/transcript/writer.h"
#include <stdlib.h>

enum { LOOK_AHEAD = 32 }; /* lines of the old reply */

/* The units of an old reply, and how far it has been used. */
struct reply {
    size_t next, end; /* units */
    bool many_used;   /* the next one takes any number, and had one */
    bool in_set;      /* "@ set" was written, "@ end" was not */
};

static const struct item *item_of(const struct paper *p, size_t unit)
{
    return &p->t->items[p->units[unit].item];
}

/* --- one line --- */

/* Has the text a variable without a value, or a mask without octets? */
static bool is_hidden(const struct carry *c, struct span text, bool masks)
{
    struct wire_piece piece;
    struct span value;

    while (wire_next(&text, &piece, NULL, NULL) > 0)
        if ((masks && piece.kind == WIRE_CAPTURE && !piece.has_value) ||
            (piece.kind == WIRE_USE &&
             !variables_get(&c->values, piece.name, &value, NULL)))
            return true;
    return false;
}

static bool has_no_end(struct span text)
{
    return text.len >= 2 && span_is(span_from(text, text.len - 2), "\\;");
}

/* A mask up to its "=" or "}". */
static struct span head_of(const struct wire_piece *mask)
{
    size_t value = mask->has_value ? mask->value.len + 1 : 0;

    return span_first(mask->source, mask->source.len - value - 1);
}

/* An old line with its masks, and in them what stood there now. */
static void render(struct carry *c, struct span text)
{
    struct wire_piece piece;

    buf_clear(&c->line);
    for (size_t i = 0; wire_next(&text, &piece, NULL, NULL) > 0; i++) {
        if (piece.kind != WIRE_CAPTURE) {
            buf_add(&c->line, piece.source);
            continue;
        }
        buf_add(&c->line, head_of(&piece));
        buf_add_char(&c->line, '=');
        escape_add(&c->line, c->taken[i], ESCAPE_VALUE);
        buf_add_char(&c->line, '}');
    }
}

/* Does the new line fit the old one? c->line is then the old one with the new
 * octets. */
static bool fits(struct carry *c, const struct item *old,
                 const struct item *fresh)
{
    struct span octets;

    if (old->conn != fresh->conn ||
        has_no_end(old->text) != has_no_end(fresh->text))
        return false;
    if (span_equal(old->text, fresh->text)) {
        buf_clear(&c->line);
        buf_add(&c->line, old->text);
        buf_clear(&c->octets);
        expand_wire(&c->octets, fresh->text, &c->values);
        return true;
    }
    if (is_hidden(c, fresh->text, true) || is_hidden(c, old->text, false))
        return false;
    buf_clear(&c->octets);
    expand_wire(&c->octets, fresh->text, &c->values);
    octets = buf_span(&c->octets);
    if (!has_no_end(fresh->text))
        octets.len -= 2;
    pattern_read(&c->pattern, old->text, &c->values);
    if (c->pattern.count > c->taken_room) {
        c->taken_room = 2 * c->pattern.count;
        c->taken = xrealloc(c->taken, c->taken_room * sizeof *c->taken);
    }
    if (match_taken(c->pattern.parts, c->pattern.count, octets, &c->values,
                    c->taken) != MATCH_YES)
        return false;
    render(c, old->text);
    /* whatever happens, the octets are those of the new recording */
    buf_clear(&c->other);
    expand_wire(&c->other, buf_span(&c->line), &c->values);
    return span_equal(buf_span(&c->other), buf_span(&c->octets));
}

/* --- which line --- */

static struct span first_word(const struct item *item)
{
    struct span rest = item->text;

    return span_take_word(&rest);
}

/* Not the same, but what came in its place: a status line, or the line of the
 * same message or capability. */
static bool replaces(const struct item *old, const struct item *fresh)
{
    struct span was = first_word(old), is = first_word(fresh);

    if (old->kind != ITEM_SERVER || old->conn != fresh->conn || !was.len ||
        !is.len)
        return false;
    return span_equal(was, is) ||
           (strchr("+-", was.at[0]) && strchr("+-", is.at[0]) && was.len > 1 &&
            is.len > 1);
}

/* The old unit that the new line fits, or CARRY_NONE. */
static size_t find_line(struct carry *c, const struct reply *r, size_t first,
                        const struct item *fresh)
{
    size_t near = r->next + r->many_used;

    for (size_t k = near; k < r->end && k < near + LOOK_AHEAD; k++)
        if (item_of(&c->old, k)->kind == ITEM_SERVER &&
            fits(c, item_of(&c->old, k), fresh))
            return k;
    if (r->many_used && fits(c, item_of(&c->old, r->next), fresh))
        return r->next;
    for (size_t k = first; k < r->next; k++)
        if (c->old.units[k].in_set && fits(c, item_of(&c->old, k), fresh))
            return k;
    return CARRY_NONE;
}

static size_t find_event(const struct carry *c, const struct reply *r,
                         const struct item *fresh)
{
    for (size_t k = r->next; k < r->end; k++) {
        const struct item *old = item_of(&c->old, k);

        if (old->kind == ITEM_EVENT && old->verb == fresh->verb &&
            old->conn == fresh->conn)
            return k;
    }
    return CARRY_NONE;
}

/* --- writing --- */

static void be_in_set(struct carry *c, struct reply *r, bool wanted,
                      unsigned conn)
{
    if (r->in_set == wanted)
        return;
    r->in_set = wanted;
    writer_event(c->out, conn, wanted ? AT_SET : AT_END);
    writer_event_end(c->out);
}

/* Lines that may be missing, and are, stay. */
static void skip_to(struct carry *c, struct reply *r, size_t unit)
{
    for (; r->next < unit; r->next++, r->many_used = false) {
        const struct item *old = item_of(&c->old, r->next);

        if (old->kind != ITEM_SERVER || old->quantity == ITEM_ONE ||
            r->many_used)
            continue;
        be_in_set(c, r, c->old.units[r->next].in_set, old->conn);
        carry_notes(c, &c->old, r->next);
        c->old.units[r->next].used = true;
        carry_item(c, old);
    }
}

static void add_line(struct carry *c, struct reply *r, size_t first,
                     const struct item *fresh)
{
    size_t k = find_line(c, r, first, fresh);
    bool fit = k != CARRY_NONE;
    enum item_quantity quantity = ITEM_ONE;

    if (!fit && r->next < r->end && !r->many_used &&
        replaces(item_of(&c->old, r->next), fresh))
        k = r->next;
    if (k == CARRY_NONE) {
        be_in_set(c, r, r->in_set && !span_is(fresh->text, "."), fresh->conn);
        carry_item(c, fresh);
        return;
    }
    if (k == r->next && r->many_used)
        return; /* one more of any number */
    if (fit)
        quantity = item_of(&c->old, k)->quantity;
    if (k >= r->next) {
        skip_to(c, r, k);
        r->many_used = quantity == ITEM_MANY;
        r->next = k + !r->many_used;
    }
    be_in_set(c, r, c->old.units[k].in_set, fresh->conn);
    carry_notes(c, &c->old, k);
    c->old.units[k].used = fit;
    if (fit)
        writer_line(c->out, 'S', fresh->conn, quantity, buf_span(&c->line));
    else
        carry_item(c, fresh);
}

/* A message that was left out and is the same again keeps the file that stands
 * in for it. */
static bool is_same_body(const struct item *old, const struct item *fresh)
{
    struct buf was = {0}, is = {0};
    bool same = old->verb->id == AT_BODY &&
                param_value(old->text, "sha256", &was) &&
                param_value(fresh->text, "sha256", &is) &&
                span_equal(buf_span(&was), buf_span(&is));

    buf_done(&was);
    buf_done(&is);
    return same;
}

static void add_event(struct carry *c, struct reply *r,
                      const struct item *fresh)
{
    size_t k = find_event(c, r, fresh);

    be_in_set(c, r, false, fresh->conn);
    if (k == CARRY_NONE) {
        carry_item(c, fresh);
        return;
    }
    skip_to(c, r, k);
    r->next = k + 1;
    carry_notes(c, &c->old, k);
    carry_item(c, is_same_body(item_of(&c->old, k), fresh) ? item_of(&c->old, k)
                                                           : fresh);
}

void carry_lines(struct carry *c, size_t old, size_t fresh)
{
    size_t first = c->old.anchors[old] + 1;
    size_t end = c->fresh.anchors[fresh + 1];
    struct reply r = {.next = first, .end = c->old.anchors[old + 1]};

    for (size_t k = c->fresh.anchors[fresh] + 1; k < end; k++) {
        const struct item *item = item_of(&c->fresh, k);

        if (item->kind == ITEM_SERVER)
            add_line(c, &r, first, item);
        else
            add_event(c, &r, item);
    }
    skip_to(c, &r, r.end);
    be_in_set(c, &r, false, 1);
}
