/* dialogue-run.c - many equal things in a row, told as one event.
 *
 * A fast way past the lines that hold no surprise: commands that do nothing,
 * sent many at a time, and the equal replies to them; lines of a LIST or UIDL
 * in exact form about messages not listed before. What the state of the
 * session would be after single events, it is after a run. */
#include <config.h>

#include "net/pop3/dialogue-private.h"
#include "net/pop3/run.h"

enum { RUN_LEAST = 2 };

void dialogue_take_runs(struct dialogue *d, run_fn *may, const void *ctx)
{
    d->may_run = may;
    d->may_run_ctx = ctx;
}

static bool may_run(const struct dialogue *d, enum event_kind kind)
{
    return d->may_run && d->may_run(d->may_run_ctx, kind);
}

/* Cut n octets off *in. */
static struct span take(struct span *in, size_t n)
{
    struct span taken = span_first(*in, n);

    *in = span_from(*in, n);
    return taken;
}

static bool is_idle(const struct request *r)
{
    return r && r->kind == REQUEST_COMMAND && r->verb &&
           (r->verb->flags & VERB_IDLE) && !r->args && !r->flaws;
}

/* --- commands --- */

/* The last of the repeats is left to be told by itself: what readers know then
 * is what they would know after all of them. */
static size_t repeats(struct span in, struct span line, size_t most)
{
    size_t n = run_repeats(in, line, most < SIZE_MAX ? most + 1 : most);

    return n > RUN_LEAST ? n - 1 : 0;
}

void dialogue_run_requests(struct dialogue *d, struct span line,
                           struct span *in)
{
    const struct request *last = queue_last(&d->queue);
    struct request first;
    struct event e;
    size_t n;

    if (d->queue.count < 2 || !is_idle(last) ||
        last->offset + line.len != d->client_offset ||
        !may_run(d, EVENT_REQUESTS))
        return;
    n = repeats(*in, line, SIZE_MAX);
    if (!n)
        return;
    first = queue_repeat(&d->queue, n);
    dialogue_event(d, &e, EVENT_REQUESTS, SIDE_CLIENT);
    e.request = &first;
    e.exchange = first.exchange;
    e.offset = first.offset;
    e.count = n;
    e.raw = take(in, n * line.len);
    e.text = request_line(&first);
    e.line_octets = line.len;
    d->client_offset += e.raw.len;
    d->exchange += (uint32_t)n;
    dialogue_tell(d, &e);
}

/* --- replies --- */

void dialogue_run_replies(struct dialogue *d, const struct piece *p,
                          struct span *in)
{
    const struct span ok = SPAN("+OK");
    size_t more = queue_more(&d->queue), n;
    struct event e;

    if (more < RUN_LEAST || p->kind != PIECE_LINE || p->flaws ||
        d->phase != PHASE_STATUS || !span_starts(p->text, ok) ||
        (p->text.len > ok.len && p->text.at[ok.len] != ' ') ||
        !is_idle(queue_first(&d->queue)) || !may_run(d, EVENT_REPLIES))
        return;
    n = repeats(*in, p->raw, more);
    if (!n)
        return;
    dialogue_answer(d, &e, EVENT_REPLIES);
    e.offset = d->reader.offset;
    e.count = n;
    e.raw = take(in, n * p->raw.len);
    e.text = span_from(p->text, ok.len + 1);
    e.status = STATUS_OK;
    e.line_octets = p->raw.len;
    d->reader.offset += e.raw.len;
    dialogue_tell(d, &e);
    queue_skip(&d->queue, n);
}

/* --- listings --- */

/* One line more of a run that began with message `first` (0: it begins now):
 * its number is the next, above all those before, and the message is new. */
static bool take_line(struct dialogue *d, struct run_line *line,
                      enum content content, struct span in, uint64_t first)
{
    if (!run_line(content, in, line) || line->n <= d->listed_last ||
        (first && line->n != d->listed_last + 1))
        return false;
    return content == CONTENT_SCAN
               ? messages_first_size(&d->messages, line->n, line->octets)
               : messages_first_uid(&d->messages, line->n, line->uid);
}

void dialogue_run_lines(struct dialogue *d, struct span *in)
{
    enum content content = request_content(queue_first(&d->queue));
    struct run_line line;
    struct event e;
    size_t len = 0;

    if ((content != CONTENT_SCAN && content != CONTENT_UID) ||
        d->reader.line_octets || !may_run(d, EVENT_LINES))
        return;
    dialogue_answer(d, &e, EVENT_LINES);
    while (take_line(d, &line, content, span_from(*in, len), e.listing.n)) {
        if (!e.count)
            e.listing.n = line.n;
        len += line.len;
        e.listing.octets += line.octets;
        d->listed_last = line.n;
        e.count++;
    }
    if (!e.count)
        return;
    e.offset = d->reader.offset;
    e.raw = e.text = take(in, len);
    e.listing.content = content;
    e.listing.ok = true;
    reply_skip(&d->reader, len, e.count);
    dialogue_tell(d, &e);
}
