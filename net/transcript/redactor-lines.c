/* redactor-lines.c - items that hold several lines of the wire, taken apart.
 *
 * "C: NOOP\r\nSTAT" says what "C: NOOP" and "C: STAT" say. Leaves pieces of one
 * line in several items to redactor-join.c. */
#include <config.h>

#include "net/transcript/redactor-private.h"

#include "net/transcript/wire-text.h"
#include "net/transcript/writer.h"

#define NO_END SPAN("\\;")

/* Cut the wire text of the first line off *rest and append it to *out. False
 * when it is the last one. */
static bool take_line(struct span *rest, struct buf *out)
{
    struct span all = *rest, line;
    struct wire_piece p, before = {0};

    while (wire_next(rest, &p, NULL, NULL) > 0) {
        bool more = !span_equal(*rest, NO_END);
        bool crlf = before.kind == WIRE_ESCAPE && before.octet == '\r';

        if (p.kind == WIRE_ESCAPE && p.octet == '\n') {
            line = span_first(all, all.len - rest->len);
            line.len -= crlf ? before.source.len + p.source.len : 0;
            buf_add(out, line);
            buf_add(out, crlf ? SPAN("") : NO_END);
            return more;
        }
        before = p;
    }
    buf_add(out, all);
    return false;
}

bool redactor_has_lines(const struct item *item)
{
    struct span rest = item->text;
    struct buf first = {0};
    bool several =
        !item->plain && item->quantity == ITEM_ONE && take_line(&rest, &first);

    buf_wipe(&first);
    return several;
}

void redactor_each_line(struct redactor *r, struct buf *out,
                        const struct item *item, redactor_line_fn *each)
{
    struct span rest = item->text;
    struct buf text = {0}, raw = {0};
    bool more;

    do {
        struct item line = *item;

        buf_clear(&text);
        buf_clear(&raw);
        more = take_line(&rest, &text);
        writer_line(&raw, item->kind == ITEM_CLIENT ? 'C' : 'S', item->conn,
                    ITEM_ONE, buf_span(&text));
        line.text = buf_span(&text);
        line.raw = span_first(buf_span(&raw), raw.len - 1);
        line.ended = true;
        each(r, out, &line);
    } while (more);
    buf_wipe(&text);
    buf_wipe(&raw);
}
