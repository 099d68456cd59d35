/* dialogue.c - a session's life: open, TLS, time, close, and its facts.
 *
 * Leaves what the server says to dialogue-server.c and what the client says
 * to dialogue-client.c. Judges nothing: any octets are taken as well as can
 * be, and told as events. */
#include <config.h>

#include "net/pop3/dialogue.h"

#include "net/base/memory.h"
#include "net/pop3/dialogue-private.h"
#include <stdlib.h>
#include <string.h>

#define SECONDS(n) ((n)*UINT64_C(1000000000))
enum {
    DOT_SILENCE_S = 2,        /* makes a dot line with a bare LF the end */
    UNKNOWN_SILENCE_MS = 300, /* ends the reply to an unknown command */
};

struct dialogue *dialogue_new(event_fn *emit, void *ctx)
{
    struct dialogue *d = xcalloc(1, sizeof *d);

    d->emit = emit;
    d->ctx = ctx;
    d->state = STATE_CLOSED;
    reply_init(&d->reader);
    buf_init(&d->line, DIALOGUE_LINE_MOST);
    return d;
}

static void forget_session(struct dialogue *d)
{
    reply_done(&d->reader);
    queue_done(&d->queue);
    messages_done(&d->messages);
    snapshot_done(&d->snapshot);
    buf_done(&d->user);
    buf_done(&d->timestamp);
    buf_wipe(&d->line);
}

void dialogue_free(struct dialogue *d)
{
    if (!d)
        return;
    forget_session(d);
    free(d);
}

/* --- telling --- */

void dialogue_event(const struct dialogue *d, struct event *e,
                    enum event_kind kind, enum side side)
{
    memset(e, 0, sizeof *e);
    e->kind = kind;
    e->side = side;
    e->at_ns = d->now_ns;
    e->state = d->state;
    e->tls = d->tls;
}

void dialogue_tell(struct dialogue *d, const struct event *e)
{
    d->emit(d->ctx, e);
}

void dialogue_enter(struct dialogue *d, enum state state)
{
    struct event e;

    if (state == d->state)
        return;
    dialogue_event(d, &e, EVENT_STATE, SIDE_SERVER);
    e.state_from = d->state;
    e.state = d->state = state;
    dialogue_tell(d, &e);
}

/* An event about the server's answer to the oldest request. */
void dialogue_answer(const struct dialogue *d, struct event *e,
                     enum event_kind kind)
{
    dialogue_event(d, e, kind, SIDE_SERVER);
    e->request = queue_first(&d->queue);
    e->exchange = e->request ? e->request->exchange : 0;
}

/* --- what happened --- */

static void open_session(struct dialogue *d, const struct chunk *chunk)
{
    struct event e;
    struct dialogue fresh = {.emit = d->emit,
                             .ctx = d->ctx,
                             .may_run = d->may_run,
                             .may_run_ctx = d->may_run_ctx};

    forget_session(d);
    *d = fresh;
    reply_init(&d->reader);
    buf_init(&d->line, DIALOGUE_LINE_MOST);
    d->now_ns = d->heard_ns = d->wait_since_ns = chunk->at_ns;
    d->tls = chunk->tls;
    d->state = STATE_CONNECTED;
    d->phase = PHASE_GREETING;
    dialogue_event(d, &e, EVENT_OPEN, SIDE_SERVER);
    e.facts = chunk->facts;
    dialogue_tell(d, &e);
}

static void take_tls(struct dialogue *d, const struct chunk *chunk)
{
    struct event e;

    dialogue_event(d, &e, EVENT_TLS, SIDE_SERVER);
    e.tls_ok = chunk->kind == CHUNK_TLS;
    e.facts = chunk->facts;
    e.text = chunk->octets;
    if (e.tls_ok) {
        d->tls = e.tls = TLS_STLS;
        snapshot_forget(&d->snapshot);
        buf_clear(&d->user);
    }
    d->wait_since_ns = d->now_ns;
    dialogue_tell(d, &e);
    if (e.tls_ok)
        dialogue_enter(d, STATE_AUTHORIZATION);
}

/* Whatever is unfinished ends with the connection. */
static void cut_reply(struct dialogue *d)
{
    struct piece p;
    bool multi = d->phase == PHASE_LISTING || d->phase == PHASE_MESSAGE;

    reply_finish(&d->reader, &p);
    dialogue_piece(d, &p);
    if (multi && d->queue.count)
        dialogue_finish(d, STATUS_OK, END_CUT);
    else if (d->phase == PHASE_UNKNOWN && d->queue.count)
        dialogue_finish(d, STATUS_OK, END_OPEN);
}

static void close_session(struct dialogue *d, const struct chunk *chunk)
{
    struct event e;

    if (d->state == STATE_CLOSED)
        return;
    cut_reply(d);
    dialogue_answer(d, &e, EVENT_CLOSE);
    e.side = chunk->side;
    e.how = chunk->how;
    dialogue_tell(d, &e);
    while (d->queue.count)
        queue_pop(&d->queue);
    d->challenged = d->client_data = false;
    dialogue_enter(d, STATE_CLOSED);
}

static void take_timeout(struct dialogue *d)
{
    struct event e;

    dialogue_answer(d, &e, EVENT_TIMEOUT);
    d->wait_since_ns = d->heard_ns = d->now_ns;
    dialogue_tell(d, &e);
}

uint64_t dialogue_alarm(const struct dialogue *d)
{
    if (reply_undecided(&d->reader))
        return d->heard_ns + SECONDS(DOT_SILENCE_S);
    if (d->phase == PHASE_UNKNOWN)
        return d->heard_ns + UNKNOWN_SILENCE_MS * UINT64_C(1000000);
    return 0;
}

/* Time has passed: decide what silence decides. */
static void take_clock(struct dialogue *d)
{
    uint64_t due = dialogue_alarm(d);

    if (!due || d->now_ns < due)
        return;
    if (d->phase == PHASE_UNKNOWN) {
        dialogue_finish(d, STATUS_OK, END_OPEN);
    } else {
        struct piece p;

        reply_decide(&d->reader, &p);
        dialogue_piece(d, &p);
        dialogue_feed_server(d, (struct span){0});
    }
}

void dialogue_feed(struct dialogue *d, const struct chunk *chunk)
{
    struct event e;

    if (chunk->kind == CHUNK_OPEN) {
        open_session(d, chunk);
        return;
    }
    if (chunk->at_ns > d->now_ns)
        d->now_ns = chunk->at_ns;
    take_clock(d);
    switch (chunk->kind) {
    case CHUNK_OPEN:
        break;
    case CHUNK_CLOCK:
        dialogue_event(d, &e, EVENT_CLOCK, SIDE_SERVER);
        dialogue_tell(d, &e);
        break;
    case CHUNK_OCTETS:
        if (chunk->side == SIDE_SERVER)
            dialogue_feed_server(d, chunk->octets);
        else
            dialogue_feed_client(d, chunk->octets, chunk->automatic);
        break;
    case CHUNK_TLS:
    case CHUNK_TLS_FAIL:
        take_tls(d, chunk);
        break;
    case CHUNK_CLOSE:
        close_session(d, chunk);
        break;
    case CHUNK_TIMEOUT:
        take_timeout(d);
        break;
    }
}

/* --- asking --- */

enum need dialogue_need(const struct dialogue *d)
{
    if (d->state == STATE_CLOSED)
        return NEED_OPEN;
    if (d->state == STATE_TLS_HANDSHAKE)
        return NEED_HANDSHAKE;
    if (d->phase == PHASE_GREETING)
        return NEED_REPLY;
    if (d->client_data)
        return NEED_DATA;
    if (d->challenged)
        return NEED_RESPONSE;
    if (d->queue.count && d->phase != PHASE_UNKNOWN)
        return NEED_REPLY;
    return d->quit_done ? NEED_CLOSE : NEED_NOTHING;
}

enum state dialogue_state(const struct dialogue *d)
{
    return d->state;
}

enum tls_mode dialogue_tls(const struct dialogue *d)
{
    return d->tls;
}

bool dialogue_utf8(const struct dialogue *d)
{
    return d->utf8;
}

bool dialogue_lang(const struct dialogue *d)
{
    return d->lang;
}

struct span dialogue_user(const struct dialogue *d)
{
    return buf_span(&d->user);
}

void dialogue_name_user(struct dialogue *d, struct span name)
{
    buf_clear(&d->user);
    buf_add(&d->user, span_first(name, 255));
}

size_t dialogue_outstanding(const struct dialogue *d)
{
    return d->queue.count - (d->queue.count && d->phase == PHASE_UNKNOWN);
}

const struct request *dialogue_waiting(const struct dialogue *d)
{
    return queue_first(&d->queue);
}

struct span dialogue_timestamp(const struct dialogue *d)
{
    return buf_span(&d->timestamp);
}

uint64_t dialogue_quiet_since(const struct dialogue *d)
{
    return dialogue_in_data(d) ? d->heard_ns : d->wait_since_ns;
}

bool dialogue_in_data(const struct dialogue *d)
{
    return d->phase == PHASE_LISTING || d->phase == PHASE_MESSAGE;
}

const struct messages *dialogue_messages(const struct dialogue *d)
{
    return &d->messages;
}

struct span dialogue_capabilities(const struct dialogue *d)
{
    return d->snapshot.known ? buf_span(&d->snapshot.lines) : (struct span){0};
}

bool dialogue_has_capability(const struct dialogue *d, const char *tag,
                             struct span *args_out)
{
    return snapshot_has(&d->snapshot, span_of(tag), args_out);
}
