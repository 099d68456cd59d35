/* redactor-line.c - lines of a session, of which masks stay. */
#include <config.h>

#include "net/transcript/redactor-private.h"

#include "net/pop3/secret-place.h"
#include "net/transcript/escape.h"
#include "net/transcript/hide-wire.h"

/* Names in what stands between the masks of a line are taken out. */
static void write_between(struct redactor *r, struct buf *wire,
                          const struct item *item, const struct buf *octets,
                          struct span source)
{
    struct span rest = buf_span(octets);
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
            writer_wire_octets(&r->line.wire, word, false);
        rest = span_from(rest, word.len);
        if (rest.len)
            buf_add_char(&r->line.wire, ' ');
        rest = span_from(rest, 1);
    }
    buf_add(wire, hide_wire_has_mask(buf_span(&r->line.wire))
                      ? buf_span(&r->line.wire)
                      : source);
}

/* Literals and escapes at the front of *rest. Lies in it. */
static struct span take_octets(struct span *rest, struct buf *octets_out)
{
    struct span source = *rest, ahead = *rest;
    struct wire_piece p;

    buf_clear(octets_out);
    while (wire_next(&ahead, &p, NULL, NULL) > 0 &&
           (p.kind == WIRE_LITERAL || p.kind == WIRE_ESCAPE)) {
        if (p.kind == WIRE_LITERAL)
            buf_add(octets_out, p.octets);
        else
            buf_add_char(octets_out, p.octet);
        *rest = ahead;
    }
    source.len -= rest->len;
    return source;
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

struct span redactor_line_end(struct span text)
{
    struct span rest = text, end = span_from(text, text.len);
    struct wire_piece p;
    bool in_end = false;

    while (wire_next(&rest, &p, NULL, NULL) > 0) {
        bool ends =
            p.kind == WIRE_NO_END ||
            (p.kind == WIRE_ESCAPE && (p.octet == '\r' || p.octet == '\n'));

        if (!ends)
            end = rest;
        else if (!in_end)
            end = p.source;
        in_end = ends;
    }
    return span_from(text, (size_t)(end.at - text.at));
}

/* What stands in the place of a secret, between the masks there, is one; the
 * end of the line is none. */
static void hide_place(struct span text, struct buf *out)
{
    struct span end = redactor_line_end(text), rest, source;
    struct span place =
        secret_place(span_first(text, text.len - end.len), false);
    size_t before = place.len ? (size_t)(place.at - text.at) : text.len;
    struct span words = text, verb = span_take_word(&words);
    const char *computed = span_is_case(verb, "AUTH")   ? "sasl"
                           : span_is_case(verb, "APOP") ? "apop"
                                                        : NULL;
    struct buf octets = {0};
    struct wire_piece p;

    buf_add(out, span_first(text, before));
    rest = place;
    while (rest.len) {
        source = take_octets(&rest, &octets);
        if (place.len == source.len && computed)
            writer_wire_secret(out, computed);
        else if (span_trim(buf_span(&octets)).len)
            writer_wire_capture(out, (struct span){0}, WIRE_ANY, SPAN("****"));
        else
            buf_add(out, source);
        if (wire_next(&rest, &p, NULL, NULL) <= 0)
            break;
        buf_add(out, p.source);
    }
    buf_add(out, span_from(text, before + place.len));
    buf_wipe(&octets);
}

/* Masks that the file has stay, without the octets that shall not be seen. */
void redactor_masked(struct redactor *r, struct buf *out,
                     const struct item *item)
{
    unsigned what = r->line.options.redact;
    struct span rest, octets;
    struct buf wire = {0}, value = {0}, hidden = {0}, placed = {0};
    struct wire_piece p;

    if (item->kind == ITEM_CLIENT)
        hide_place(item->text, &placed);
    else
        buf_add(&placed, item->text);
    hide_wire(r->mask, buf_span(&placed), item->kind == ITEM_CLIENT, &hidden);
    rest = buf_span(&hidden);
    while (rest.len) {
        octets = take_octets(&rest, &value);
        if (octets.len) {
            write_between(r, &wire, item, &value, octets);
            continue;
        }
        if (wire_next(&rest, &p, NULL, NULL) <= 0)
            break;
        buf_clear(&value);
        escape_decode(&value, p.value);
        bool hide = p.kind == WIRE_CAPTURE && p.has_value &&
                    ((p.type == WIRE_B64 && !(what & REDACT_NONE)) ||
                     record_hides(&r->line, buf_span(&value), p.type));

        if (hide)
            hide_wire_value(&p, &wire);
        else
            buf_add(&wire, p.source);
    }
    writer_line(out, item->kind == ITEM_CLIENT ? 'C' : 'S', item->conn,
                item->quantity, buf_span(&wire));
    buf_done(&wire);
    buf_wipe(&value);
    buf_wipe(&hidden);
    buf_wipe(&placed);
}

bool redactor_hear(struct redactor *r, struct buf *out, const struct item *item)
{
    r->rewritten = r->left_out = r->lists_uid = r->masked = false;
    buf_clear(&r->body);
    r->keeps_masks =
        item->kind == ITEM_CLIENT && hide_wire_has_mask(item->text);
    hearing_item(r->hearing, item);
    hearing_flush(r->hearing);
    buf_add(out, buf_span(&r->body));
    return !r->left_out;
}

static void write_line(struct redactor *r, struct buf *out,
                       const struct item *item)
{
    if (!redactor_hear(r, out, item))
        return;
    if (hide_wire_has_mask(item->text) && !(r->lists_uid && breaks_uid(item)))
        redactor_masked(r, out, item);
    else if (r->rewritten && !span_equal(buf_span(&r->line.wire), item->text))
        writer_line(out, item->kind == ITEM_CLIENT ? 'C' : 'S', item->conn,
                    item->quantity, buf_span(&r->line.wire));
    else
        writer_item(out, item);
}

static void write_as_it_is(struct redactor *r, struct buf *out,
                           const struct item *item)
{
    (void)r;
    writer_item(out, item);
}

void redactor_line(struct redactor *r, struct buf *out, const struct item *item)
{
    struct buf was = {0}, is = {0};

    if (!redactor_has_lines(item)) {
        write_line(r, out, item);
        return;
    }
    redactor_each_line(r, &was, item, write_as_it_is);
    redactor_each_line(r, &is, item, write_line);
    if (span_equal(buf_span(&was), buf_span(&is)))
        writer_item(out, item);
    else
        buf_add(out, buf_span(&is));
    buf_wipe(&was);
    buf_wipe(&is);
}
