/* run-event.c - a difference in an event: what stands in the file, what came,
 * and how that is accepted. */
#include <config.h>

#include "shell/replay/run-private.h"

#include "net/transcript/writer.h"

/* The event as the file has it, without its "@ ". */
static void add_event(struct buf *out, const struct item *item)
{
    buf_add(out, item->name);
    if (item->text.len) {
        buf_add_char(out, ' ');
        buf_add(out, item->text);
    }
}

/* 'write "@2 close by=client" at line 12' */
static void add_way(struct buf *out, const struct item *item, struct span got,
                    uint32_t line)
{
    buf_add_text(out, "write \"@");
    if (item->conn > 1)
        buf_add_format(out, "%u", item->conn);
    buf_add_char(out, ' ');
    buf_add(out, got);
    buf_add_format(out, "\" at line %u", line);
}

void run_event_differs(struct run *r, struct lane *l, uint32_t item,
                       const struct difference *how)
{
    const struct item *event = run_item(r, item);
    uint32_t at = plan_file_line(r->plan, item, 0);
    struct buf expected = {0}, way = {0};
    struct difference d = *how;

    add_event(&expected, event);
    d.expected = buf_span(&expected);
    d.expected_event = true;
    d.line = d.line ? d.line : at;
    if (d.got_event && !d.has_at) {
        d.at = span_in_common(d.expected, d.got);
        d.has_at = true;
    }
    if (!d.accept && d.got_event)
        add_way(&way, event, d.got, at);
    if (way.len)
        d.accept = buf_text(&way);
    run_differs(r, l, &d);
    buf_done(&expected);
    buf_done(&way);
}

void run_add_close(struct buf *out, const struct lane *l)
{
    enum close_how how = CLOSE_FIN;
    bool by_server = link_end(l->link, &how) == LINK_BY_SERVER;

    buf_add_text(out, "close");
    writer_close(out, by_server ? SIDE_SERVER : SIDE_CLIENT, how);
}

void run_add_tls(struct buf *out, const struct lane *l)
{
    const struct tls_facts *facts = session_tls_facts(link_session(l->link));

    buf_add_text(out, "tls ok");
    if (facts)
        writer_tls(out, facts);
}
