/* canonical.c - items printed in the one layout. */
#include <config.h>

#include "net/transcript/canonical.h"

#include "net/transcript/escape.h"
#include "net/transcript/writer.h"

/* Decode and escape anew, so that equal octets look equal. */
static void add_again(struct buf *out, struct span escaped,
                      enum escape_for what)
{
    struct buf octets = {0};

    escape_decode(&octets, escaped);
    escape_add(out, buf_span(&octets), what);
    buf_done(&octets);
}

static void add_mask(struct buf *out, const struct wire_piece *p)
{
    if (p->type != WIRE_RE) {
        buf_add_format(out, "\\{%.*s:%s", (int)p->name.len, p->name.at,
                       wire_types[p->type].name);
    } else {
        buf_add_format(out, "\\{%.*s:re/", (int)p->name.len, p->name.at);
        buf_add(out, p->regex);
        buf_add_char(out, '/');
    }
    if (p->has_value) {
        buf_add_char(out, '=');
        add_again(out, p->value, ESCAPE_VALUE);
    }
    buf_add_char(out, '}');
}

static void flush(struct buf *out, struct buf *octets, bool last)
{
    writer_wire_octets(out, buf_span(octets), last);
    buf_clear(octets);
}

void canonical_wire(struct buf *out, struct span text)
{
    struct buf octets = {0};
    struct wire_piece p;

    while (wire_next(&text, &p, NULL, NULL) > 0) {
        if (p.kind == WIRE_LITERAL)
            buf_add(&octets, p.octets);
        if (p.kind == WIRE_ESCAPE)
            buf_add_char(&octets, p.octet);
        if (p.kind == WIRE_LITERAL || p.kind == WIRE_ESCAPE)
            continue;
        flush(out, &octets, false);
        if (p.kind == WIRE_CAPTURE)
            add_mask(out, &p);
        else
            buf_add(out, p.source);
    }
    flush(out, &octets, true);
    buf_done(&octets);
}

static void add_event(struct buf *out, const struct item *item)
{
    struct span rest = item->text;
    struct param p;

    writer_event(out, item->conn, item->verb->id);
    if (item->verb->id == AT_T) { /* "@ t=1.5" */
        buf_cut(out, out->len - item->name.len);
        buf_add(out, item->text);
        writer_event_end(out);
        return;
    }
    while (param_next(&rest, &p) > 0) {
        buf_add_char(out, ' ');
        if (p.key.len)
            buf_add_format(out, "%.*s=", (int)p.key.len, p.key.at);
        if (p.quoted) {
            buf_add_char(out, '"');
            add_again(out, p.value, ESCAPE_QUOTED);
            buf_add_char(out, '"');
        } else {
            buf_add(out, p.value);
        }
    }
    writer_event_end(out);
}

static void add_line(struct buf *out, const struct item *item)
{
    struct buf wire = {0};

    canonical_wire(&wire, item->text);
    writer_line(out, item->kind == ITEM_CLIENT ? 'C' : 'S', item->conn,
                item->quantity, buf_span(&wire));
    buf_done(&wire);
}

static struct span without_blanks_behind(struct span s)
{
    while (s.len && (s.at[s.len - 1] == ' ' || s.at[s.len - 1] == '\t'))
        s.len--;
    return s;
}

static void add_header(struct buf *out, const struct item *item)
{
    if (item->field)
        buf_add_text(out, item->field->name);
    else
        buf_add(out, item->name);
    buf_add_char(out, ':');
    if (span_trim(item->text).len) {
        buf_add_char(out, ' ');
        buf_add(out, span_trim(item->text));
    }
    buf_add_char(out, '\n');
}

void canonical_item(struct canonical *c, struct buf *out,
                    const struct item *item)
{
    if (item->kind == ITEM_BLANK) {
        if (!c->in_session) {
            c->in_session = true;
            buf_add_char(out, '\n');
        } else {
            c->blank_due = c->written;
        }
        return;
    }
    if (c->blank_due)
        buf_add_char(out, '\n');
    c->blank_due = false;
    c->written = c->in_session;
    switch (item->kind) {
    case ITEM_HEADER:
        add_header(out, item);
        break;
    case ITEM_CLIENT:
    case ITEM_SERVER:
        add_line(out, item);
        break;
    case ITEM_EVENT:
        add_event(out, item);
        break;
    default:
        buf_add(out, without_blanks_behind(item->text));
        buf_add_char(out, '\n');
        break;
    }
}
