/* progress.c - draws the progress line and takes it away. */
#include <config.h>

#include "shell/render/progress.h"

#include "net/base/text.h"

#define MS UINT64_C(1000000)
#define SECOND (1000 * MS)
enum { INTERVAL_MS = 200 };

/* How much of the whole there is, and how long the rest should take. */
static void add_left(struct buf *line, uint64_t whole, uint64_t octets,
                     uint64_t took_ns)
{
    if (whole <= octets || !octets)
        return;
    buf_add_format(line, ", %u%%, ", (unsigned)(octets * 100 / whole));
    double left = (double)took_ns / (double)octets * (double)(whole - octets);
    text_duration(line, ((uint64_t)left / SECOND + 1) * SECOND);
    buf_add_text(line, " left");
}

static void draw(const struct progress *p, struct output *o, uint64_t octets,
                 uint64_t took_ns)
{
    uint64_t took_ms = took_ns / MS;
    struct buf line = {0};

    buf_add_text(&line, "\r   ");
    text_size(&line, octets);
    if (p->whole > octets) {
        buf_add_text(&line, " of ");
        text_size(&line, p->whole);
    }
    buf_add_text(&line, ", ");
    text_size(&line, took_ms ? octets / took_ms * 1000 : octets);
    buf_add_text(&line, " a second");
    add_left(&line, p->whole, octets, took_ns);
    buf_add_text(&line, "\033[K");
    output_add(o, buf_span(&line));
    output_flush(o);
    buf_done(&line);
}

void progress_show(struct progress *p, struct output *o, uint64_t octets,
                   uint64_t began_ns, uint64_t now_ns)
{
    if (!p->due_ns)
        p->due_ns = began_ns + SECOND;
    if (now_ns < p->due_ns || !o->terminal)
        return;
    p->due_ns = now_ns + INTERVAL_MS * MS;
    p->shown = true;
    draw(p, o, octets, now_ns - began_ns);
}

void progress_hide(struct progress *p, struct output *o)
{
    if (!p->shown)
        return;
    p->shown = false;
    output_add(o, SPAN("\r\033[K"));
    output_flush(o);
}

void progress_end(struct progress *p, struct output *o)
{
    progress_hide(p, o);
    p->due_ns = p->whole = 0;
}
