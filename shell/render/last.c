/* last.c - keeps the last replies. */
#include <config.h>

#include "shell/render/last.h"
#include "shell/render/unstuff.h"

void last_init(struct last *l)
{
    *l = (struct last){0};
    for (size_t i = 0; i < LAST_KEPT; i++) {
        buf_init(&l->kept[i].wire, LAST_MOST);
        buf_init(&l->kept[i].data, LAST_MOST);
        buf_init(&l->kept[i].line, LAST_LINE_MOST);
        buf_init(&l->kept[i].text, LAST_LINE_MOST);
        buf_init(&l->kept[i].code, LAST_LINE_MOST);
    }
}

void last_done(struct last *l)
{
    for (size_t i = 0; i < LAST_KEPT; i++) {
        buf_done(&l->kept[i].wire);
        buf_done(&l->kept[i].data);
        buf_done(&l->kept[i].line);
        buf_done(&l->kept[i].text);
        buf_done(&l->kept[i].code);
    }
}

/* Copy octets, and let *span be the copy. */
static void keep(struct buf *into, struct span octets, struct span *span)
{
    buf_clear(into);
    buf_add(into, octets);
    *span = buf_span(into);
}

static void keep_request(struct past *p, const struct request *r)
{
    p->asked = r != NULL;
    buf_clear(&p->line);
    if (!r)
        return;
    buf_add(&p->line, request_line(r));
    p->automatic = r->automatic;
    p->kind = r->kind;
    p->sent_ns = r->at_ns;
}

static void begin(struct last *l, const struct event *e, struct span line)
{
    struct past *p;

    l->newest = (l->newest + 1) % LAST_KEPT;
    p = &l->kept[l->newest];
    buf_clear(&p->wire);
    buf_clear(&p->data);
    p->seen = true;
    p->multi = p->ended = p->automatic = false;
    p->data_cut = p->unlike = false;
    p->data_len = 0;
    p->tally = (struct tally){0};
    keep_request(p, e->request);
    buf_add(&p->wire, line);
    p->data_at = p->wire.len;
    p->status = *e;
    p->status.request = NULL;
    p->status.past = NULL;
    p->status.raw = (struct span){0};
    keep(&p->text, e->text, &p->status.text);
    keep(&p->code, e->code, &p->status.code);
    p->status.listing = listing_read(e->listing.content, p->status.text);
}

static void end(struct past *p, const struct event *e)
{
    p->ended = true;
    p->end = e->end;
    p->end_ns = e->at_ns;
    if (e->tally && e->end != END_LINE) /* else it is of an earlier one */
        p->tally = *e->tally;
    if (e->end == END_DOT || e->end == END_DOT_LF) {
        p->multi = true;
        buf_add(&p->wire, e->end == END_DOT ? SPAN(".\r\n") : SPAN(".\n"));
    }
}

/* A long message costs nothing from here on. */
static bool is_full(const struct past *p)
{
    return p->wire.cut && p->data_cut;
}

/* Most messages are kept once: nothing in them is stuffed. */
static void add_data(struct past *p, struct span octets, struct span raw)
{
    if (!p->unlike && (octets.at != raw.at || octets.len != raw.len)) {
        buf_add(&p->data, last_data(p));
        p->unlike = true;
    }
    buf_add(&p->wire, raw);
    if (p->unlike)
        buf_add(&p->data, octets);
    else
        p->data_len = p->wire.len - p->data_at;
    p->data_cut = p->unlike ? p->data.cut : p->wire.cut;
}

void last_see(struct last *l, const struct event *e)
{
    struct past *p = &l->kept[l->newest];

    switch (e->kind) {
    case EVENT_GREETING:
    case EVENT_STATUS:
    case EVENT_CONTINUE:
    case EVENT_STRAY:
        begin(l, e, e->raw);
        break;
    case EVENT_REPLIES:
        begin(l, e, span_first(e->raw, (size_t)e->line_octets));
        p = &l->kept[l->newest];
        p->status.kind = EVENT_STATUS;
        p->status.exchange += (uint32_t)e->count - 1;
        p->ended = true;
        p->end = END_LINE;
        p->end_ns = e->at_ns;
        break;
    case EVENT_LINE:
    case EVENT_LINES:
    case EVENT_DATA:
        p->multi = true;
        if (is_full(p))
            break;
        add_data(p, unstuffed(e), e->raw);
        break;
    case EVENT_END:
        end(p, e);
        break;
    default:
        break;
    }
}

const struct past *last_get(const struct last *l, size_t back)
{
    const struct past *p;

    if (back >= LAST_KEPT)
        return NULL;
    p = &l->kept[(l->newest + LAST_KEPT - back) % LAST_KEPT];
    return p->seen ? p : NULL;
}

struct span last_data(const struct past *p)
{
    if (p->unlike)
        return buf_span(&p->data);
    return span_first(span_from(buf_span(&p->wire), p->data_at), p->data_len);
}

struct span last_octets(const struct past *p, bool data, bool *cut_out)
{
    bool lines = data && p->multi;

    if (cut_out)
        *cut_out = lines ? p->data_cut : p->wire.cut;
    return lines ? last_data(p) : buf_span(&p->wire);
}
