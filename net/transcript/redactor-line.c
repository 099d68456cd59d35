/* redactor-line.c - lines of a session, of which masks stay. */
#include <config.h>

#include "net/transcript/redactor-private.h"

#include "net/transcript/escape.h"

static bool has_mask(struct span wire)
{
    return span_find_span(wire, SPAN("\\{")) < wire.len;
}

/* What stands between the masks of a line: names in it are taken out. */
static void write_between(struct redactor *r, struct buf *wire,
                          const struct item *item, const struct wire_piece *p)
{
    struct span rest = p->octets;
    bool named = r->line.options.redact & REDACT_USER;

    buf_clear(&r->line.wire);
    if (item->kind == ITEM_SERVER)
        record_hidden_names(&r->line, rest);
    while (item->kind == ITEM_CLIENT && rest.len) {
        struct span word = span_first(rest, span_find(rest, ' '));

        size_t user = user_list_find(&r->line.own, word);
        if (named && user < USER_LIST_MOST)
            record_user_wire(&r->line, user);
        else
            buf_add(&r->line.wire, word);
        rest = span_from(rest, word.len);
        if (rest.len)
            buf_add_char(&r->line.wire, ' ');
        rest = span_from(rest, 1);
    }
    buf_add(wire, has_mask(buf_span(&r->line.wire)) ? buf_span(&r->line.wire)
                                                    : p->source);
}

/* Is what stands in the place of the unique-id more than one mask of one? */
static bool breaks_uid(const struct item *item)
{
    struct span rest = item->text, before = {0};
    struct wire_piece p;

    while (wire_next(&rest, &p, NULL, NULL) > 0) {
        if (p.kind == WIRE_CAPTURE && p.type == WIRE_UID)
            return !before.len || before.at[before.len - 1] != ' ' ||
                   (rest.len && rest.at[0] != ' ');
        before = p.source;
    }
    return true;
}

/* Masks that the file has stay, without the octets that shall not be seen. */
static void write_masked(struct redactor *r, struct buf *out,
                         const struct item *item)
{
    unsigned what = r->line.options.redact;
    struct span rest = item->text;
    struct buf wire = {0}, value = {0};
    struct wire_piece p;

    while (wire_next(&rest, &p, NULL, NULL) > 0) {
        if (p.kind == WIRE_LITERAL) {
            write_between(r, &wire, item, &p);
            continue;
        }
        buf_clear(&value);
        escape_decode(&value, p.value);
        bool hide = p.kind == WIRE_CAPTURE && p.has_value &&
                    ((p.type == WIRE_B64 && !(what & REDACT_NONE)) ||
                     record_hides(&r->line, buf_span(&value), p.type));

        if (hide)
            writer_wire_capture(&wire, p.name, p.type, (struct span){0});
        else
            buf_add(&wire, p.source);
    }
    writer_line(out, item->kind == ITEM_CLIENT ? 'C' : 'S', item->conn,
                item->quantity, buf_span(&wire));
    buf_done(&wire);
    buf_done(&value);
}

void redactor_line(struct redactor *r, struct buf *out, const struct item *item)
{
    r->rewritten = r->left_out = r->lists_uid = false;
    buf_clear(&r->body);
    r->keeps_masks = item->kind == ITEM_CLIENT && has_mask(item->text);
    hearing_item(r->hearing, item);
    hearing_flush(r->hearing);
    buf_add(out, buf_span(&r->body));
    if (r->left_out)
        return;
    if (has_mask(item->text) && !(r->lists_uid && breaks_uid(item)))
        write_masked(r, out, item);
    else if (r->rewritten)
        writer_line(out, item->kind == ITEM_CLIENT ? 'C' : 'S', item->conn,
                    item->quantity, buf_span(&r->line.wire));
    else
        writer_item(out, item);
}
