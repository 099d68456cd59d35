/* redactor-join.c - lines that stand in the file in pieces ("\;").
 *
 * Pieces that stand one behind the other are looked at as the line that they
 * are. Where something stands between them they cannot be: each then is
 * written by itself, and what may be a part of a secret is hidden. */
#include <config.h>

#include "net/transcript/redactor-private.h"

#include "net/transcript/wire-text.h"
#include "net/transcript/writer.h"

#define NO_END SPAN("\\;")

enum { KEYWORD_MOST = 4 }; /* octets (RFC 1939 section 3) */

/* Does the line go on in the next item? */
static bool is_piece(const struct item *item)
{
    struct span rest = item->text;
    struct buf octets = {0};
    struct wire_piece p;
    bool open = false;

    if (item->plain)
        return false;
    while (wire_next(&rest, &p, NULL, NULL) > 0)
        open = p.kind == WIRE_NO_END;
    wire_octets(&octets, item->text);
    open = open && !(octets.len && octets.at[octets.len - 1] == '\n');
    buf_wipe(&octets);
    return open;
}

static bool goes_on(const struct redactor *r, const struct item *item)
{
    return r->joined.kind == item->kind && r->joined.conn == item->conn &&
           item->quantity == ITEM_ONE && r->joined.quantity == ITEM_ONE &&
           r->join_text.len + item->text.len < ITEM_LINE_MOST;
}

static void add(struct redactor *r, const struct item *item)
{
    struct span text = item->text;

    if (r->joined_any)
        buf_add_char(&r->join_raw, '\n');
    else
        r->joined = *item;
    r->joined_any = true;
    if (is_piece(item))
        text = span_first(text, text.len - NO_END.len);
    buf_add(&r->join_text, text);
    buf_add(&r->join_raw, item->raw);
    r->joined.ended = item->ended;
}

static bool *cut_of(struct redactor *r, const struct item *item)
{
    return &r->cut[item->kind == ITEM_SERVER][item->conn - 1];
}

/* The part of a client's line that names no one and tells no secret: the
 * keyword of a command, where a line begins. */
static struct span keyword_of(struct span text, bool begins)
{
    size_t len = span_find(text, ' ');

    return span_first(text, begins && len <= KEYWORD_MOST ? len : 0);
}

/* Does the part end in the beginning of a secret? */
static bool begins_secret(const struct redactor *r, const struct item *item)
{
    struct buf octets = {0};
    bool begins;

    wire_octets(&octets, item->text);
    begins = mask_tail(r->mask, buf_span(&octets)) > 0;
    buf_wipe(&octets);
    return begins;
}

/* Is the whole of it what the program or the environment knows? */
static bool is_named(struct span text)
{
    struct wire_piece p;

    while (wire_next(&text, &p, NULL, NULL) > 0)
        if (p.kind != WIRE_SECRET)
            return false;
    return true;
}

/* A part of a line, with something between it and the rest. */
static void write_cut(struct redactor *r, struct buf *out,
                      const struct item *item, bool begins)
{
    struct buf wire = {0};
    struct span text = item->text, keep, end = redactor_line_end(text);

    if (!redactor_hear(r, out, item))
        return;
    if (item->kind == ITEM_SERVER && !r->masked && !begins_secret(r, item)) {
        redactor_masked(r, out, item);
        return;
    }
    text = span_first(text, text.len - end.len);
    keep = item->kind == ITEM_CLIENT ? keyword_of(text, begins) : SPAN("");
    buf_add(&wire, keep);
    text = span_from(text, keep.len);
    if (keep.len && text.len) {
        buf_add_char(&wire, ' ');
        text = span_from(text, 1);
    }
    if (is_named(text))
        buf_add(&wire, text);
    else
        writer_wire_capture(&wire, SPAN(""), WIRE_ANY, SPAN("****"));
    buf_add(&wire, end);
    writer_line(out, item->kind == ITEM_CLIENT ? 'C' : 'S', item->conn,
                item->quantity, buf_span(&wire));
    buf_done(&wire);
}

/* Write what was joined, or learn from it. whole: with the end of its line. */
static void let_go(struct redactor *r, struct buf *out, bool whole)
{
    struct item *item = &r->joined;
    bool *cut = cut_of(r, item), begins = !*cut;

    if (!whole)
        buf_add(&r->join_text, NO_END);
    item->raw = buf_span(&r->join_raw);
    item->text = buf_span(&r->join_text);
    item->plain = false;
    *cut = !whole;
    if (r->learning)
        redactor_learn_names(r, item);
    else if (begins && whole)
        redactor_line(r, out, item);
    else
        write_cut(r, out, item, begins);
    r->joined_any = false;
    buf_clear(&r->join_text);
    buf_clear(&r->join_raw);
}

bool redactor_join(struct redactor *r, struct buf *out, const struct item *item)
{
    bool line = item->kind == ITEM_CLIENT || item->kind == ITEM_SERVER;
    bool piece = line && is_piece(item);

    if (r->joined_any && !goes_on(r, item))
        redactor_join_end(r, out);
    if (!line || (!r->joined_any && !piece && !*cut_of(r, item)))
        return false;
    add(r, item);
    if (!piece)
        let_go(r, out, true);
    return true;
}

void redactor_join_end(struct redactor *r, struct buf *out)
{
    if (r->joined_any)
        let_go(r, out, false);
}
