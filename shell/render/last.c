/* last.c - keeps the last reply. */
#include <config.h>

#include "shell/render/last.h"
#include "shell/render/unstuff.h"

void last_init(struct last *l)
{
    *l = (struct last){0};
    buf_init(&l->wire, LAST_MOST);
    buf_init(&l->data, LAST_MOST);
}

void last_done(struct last *l)
{
    buf_done(&l->wire);
    buf_done(&l->data);
}

static void begin(struct last *l, struct span status_line)
{
    buf_clear(&l->wire);
    buf_clear(&l->data);
    l->multi = false;
    buf_add(&l->wire, status_line);
}

/* Both are full: a long message costs nothing from here on. */
static bool is_full(const struct last *l)
{
    return l->wire.cut && l->data.cut;
}

void last_see(struct last *l, const struct event *e)
{
    switch (e->kind) {
    case EVENT_GREETING:
    case EVENT_STATUS:
    case EVENT_CONTINUE:
    case EVENT_STRAY:
        begin(l, e->raw);
        break;
    case EVENT_REPLIES:
        begin(l, span_first(e->raw, (size_t)e->line_octets));
        break;
    case EVENT_LINE:
    case EVENT_LINES:
    case EVENT_DATA:
        l->multi = true;
        if (is_full(l))
            break;
        buf_add(&l->wire, e->raw);
        buf_add(&l->data, unstuffed(e));
        break;
    case EVENT_END:
        if (e->end == END_DOT || e->end == END_DOT_LF) {
            l->multi = true;
            buf_add(&l->wire, e->end == END_DOT ? SPAN(".\r\n") : SPAN(".\n"));
        }
        break;
    default:
        break;
    }
}

struct span last_octets(const struct last *l, bool data, bool *cut_out)
{
    const struct buf *b = data && l->multi ? &l->data : &l->wire;

    if (cut_out)
        *cut_out = b->cut;
    return buf_span(b);
}
