/* dialogue-client.c - what the client's lines mean for the session.
 *
 * Decides how the server will read a line (command, SASL response, data) and
 * puts commands into the queue. Leaves their form to request.c. */
#include <config.h>

#include "net/pop3/dialogue-private.h"

/* How the server will read the next line of the client. */
static enum request_kind next_kind(const struct dialogue *d)
{
    const struct request *last = queue_last(&d->queue);

    if (d->client_data)
        return REQUEST_DATA;
    if (d->challenged)
        return REQUEST_SASL;
    if (last && request_shape(last) == SHAPE_SASL && !last->sasl_initial &&
        d->state != STATE_SASL)
        return REQUEST_SASL; /* sent ahead of the challenge */
    return REQUEST_COMMAND;
}

static void tell_request(struct dialogue *d, const struct request *r,
                         struct span raw)
{
    struct event e;

    dialogue_event(d, &e, EVENT_REQUEST, SIDE_CLIENT);
    e.request = r;
    e.exchange = r->exchange;
    e.offset = r->offset;
    e.flaws = r->flaws;
    e.raw = raw;
    e.text = request_line(r);
    e.line_octets = r->size_octets;
    dialogue_tell(d, &e);
}

static void fill_request(struct dialogue *d, struct request *r,
                         enum request_kind kind, struct span line,
                         unsigned flaws, bool automatic)
{
    request_parse(r, kind, line);
    r->exchange = kind == REQUEST_COMMAND  ? ++d->exchange
                  : queue_first(&d->queue) ? queue_first(&d->queue)->exchange
                                           : 0;
    r->at_ns = d->now_ns;
    r->offset = d->client_offset - d->line_octets;
    r->size_octets = d->line_octets;
    r->flaws |= flaws;
    r->automatic = automatic;
}

static void take_response(struct dialogue *d, struct request *r,
                          struct span raw)
{
    bool end = span_is(request_line(r), ".");

    d->wait_since_ns = d->now_ns;
    d->challenged = false;
    if (r->kind == REQUEST_DATA && end) {
        d->client_data = false;
        d->data_sent = true;
    }
    tell_request(d, r, raw);
    request_done(r);
}

/* Behind the login a name changes nothing any more. */
static bool names_user(const struct dialogue *d, const struct request *r)
{
    return r->verb && (r->verb->id == VERB_USER || r->verb->id == VERB_APOP) &&
           d->state != STATE_TRANSACTION && d->state != STATE_UPDATE;
}

static void take_command(struct dialogue *d, struct request *r, struct span raw)
{
    bool unanswered = r->verb && r->verb->shape == SHAPE_NONE;

    if (names_user(d, r)) {
        buf_clear(&d->user);
        buf_add(&d->user, span_first(request_arg(r, 0), 255));
    }
    tell_request(d, r, raw);
    if (unanswered) {
        request_done(r);
        queue_unpush(&d->queue);
        return;
    }
    if (d->queue.count == 1 && d->phase == PHASE_STATUS)
        dialogue_wait(d);
    else if (d->phase == PHASE_STATUS)
        dialogue_await_echo(d);
    else
        d->reader.more_due = true;
}

/* raw is a whole line of the client, LF included. */
static void take_client_line(struct dialogue *d, struct span raw,
                             bool automatic)
{
    struct span line = {raw.at, raw.len - 1};
    unsigned flaws = LINE_BARE_LF;
    enum request_kind kind;
    struct request response;

    if (line.len && line.at[line.len - 1] == '\r') {
        flaws = 0;
        line.len--;
    }
    flaws |= line_flaws(line);
    if (d->phase == PHASE_UNKNOWN)
        dialogue_finish(d, STATUS_OK, END_OPEN);
    kind = next_kind(d);
    if (kind == REQUEST_COMMAND) {
        struct request *r = queue_push(&d->queue);

        fill_request(d, r, kind, line, flaws, automatic);
        take_command(d, r, raw);
    } else {
        fill_request(d, &response, kind, line, flaws, automatic);
        take_response(d, &response, raw);
    }
    d->line_octets = 0;
}

void dialogue_feed_client(struct dialogue *d, struct span in, bool automatic)
{
    while (in.len) {
        size_t n = span_find(in, '\n');
        bool ended = n < in.len;
        struct span part = span_first(in, n + ended);

        in = span_from(in, part.len);
        d->client_offset += part.len;
        d->line_octets += part.len;
        if (ended && d->line_octets == part.len) {
            take_client_line(d, part, automatic);
            dialogue_run_requests(d, part, &in);
            continue;
        }
        buf_add(&d->line, part);
        if (!ended)
            continue;
        if (d->line.cut)
            buf_cut(&d->line, d->line.most - 1), buf_add_char(&d->line, '\n');
        take_client_line(d, buf_span(&d->line), automatic);
        buf_wipe(&d->line);
        buf_init(&d->line, DIALOGUE_LINE_MOST);
    }
}
