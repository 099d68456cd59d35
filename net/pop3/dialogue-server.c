/* dialogue-server.c - what the server's lines mean for the session.
 *
 * Ties replies to requests, in order, and follows the states of RFC 1939
 * section 3. Leaves the form of replies to reply.c. */
#include <config.h>

#include "net/pop3/dialogue-private.h"

static void set_line(struct event *e, const struct piece *p)
{
    e->offset = p->offset;
    e->flaws = p->flaws;
    e->raw = p->raw;
    e->text = p->text;
    e->line_octets = p->line_octets;
}

/* --- the status line --- */

static bool is_status(struct span text)
{
    return span_starts(text, SPAN("+OK")) || span_starts(text, SPAN("-ERR"));
}

static bool take_indicator(struct event *e, const char *indicator)
{
    struct span want = span_of(indicator);

    if (!span_starts_case(e->text, want))
        return false;
    e->status_odd = !span_starts(e->text, want);
    e->text = span_from(e->text, want.len);
    if (e->text.len && e->text.at[0] == ' ')
        e->text = span_from(e->text, 1);
    return true;
}

/* "+" alone or before SP, while an AUTH exchange may go on. */
static bool take_challenge(const struct dialogue *d, struct event *e)
{
    const struct request *r = queue_first(&d->queue);

    if (!r || request_shape(r) != SHAPE_SASL || !e->text.len ||
        e->text.at[0] != '+' || (e->text.len > 1 && e->text.at[1] != ' '))
        return false;
    e->text = span_from(e->text, 2);
    return true;
}

static struct span response_code(struct span text)
{
    size_t end = span_find(text, ']');

    if (!text.len || text.at[0] != '[' || end == text.len)
        return (struct span){0};
    return span_first(span_from(text, 1), end - 1);
}

/* Recognise the status of a server line and cut it off the text. */
static void read_status(const struct dialogue *d, struct event *e)
{
    if (take_challenge(d, e))
        e->status = STATUS_CONTINUE;
    else if (take_indicator(e, "+OK"))
        e->status = STATUS_OK;
    else if (take_indicator(e, "-ERR"))
        e->status = STATUS_ERR;
    if (e->status == STATUS_OK || e->status == STATUS_ERR)
        e->code = response_code(e->text);
}

/* --- the end of a reply --- */

static void note_deleted(struct dialogue *d, const struct request *r)
{
    if (r->has_number[0])
        messages_delete(&d->messages, r->number[0]);
}

static void log_in(struct dialogue *d)
{
    snapshot_forget(&d->snapshot);
    dialogue_enter(d, STATE_TRANSACTION);
}

/* What a positive reply to r means for the session. */
static void take_effect(struct dialogue *d, const struct request *r)
{
    if (r->verb->flags & VERB_LOGIN) {
        enum state before = d->state == STATE_SASL ? d->before_sasl : d->state;

        if (r->args && before == STATE_AUTHORIZATION)
            log_in(d);
        return;
    }
    switch (r->verb->id) {
    case VERB_STLS:
        if (d->tls == TLS_NONE)
            dialogue_enter(d, STATE_TLS_HANDSHAKE);
        break;
    case VERB_DELE:
        note_deleted(d, r);
        break;
    case VERB_RSET:
        messages_undelete_all(&d->messages);
        break;
    case VERB_UTF8:
        d->utf8 = true;
        break;
    case VERB_LANG:
        d->lang = d->lang || r->args;
        break;
    case VERB_CAPA:
        snapshot_end(&d->snapshot);
        break;
    default:
        break;
    }
}

/* The reply may begin with the command sent back. Set again when the queue
 * has moved its requests. */
void dialogue_await_echo(struct dialogue *d)
{
    const struct request *r = queue_first(&d->queue);
    struct span line = r ? request_line(r) : (struct span){0};

    d->reader.echo = is_status(line) ? span_of(NULL) : line;
}

/* QUIT of TRANSACTION enters UPDATE when its turn has come. */
void dialogue_wait(struct dialogue *d)
{
    const struct request *r = queue_first(&d->queue);

    d->wait_since_ns = d->now_ns;
    d->phase = PHASE_STATUS;
    reply_expect(&d->reader, REPLY_LINES);
    d->reader.more_due = false;
    dialogue_await_echo(d);
    if (r && r->verb && r->verb->id == VERB_QUIT &&
        d->state == STATE_TRANSACTION)
        dialogue_enter(d, STATE_UPDATE);
}

/* The reply to the oldest request is complete. */
void dialogue_finish(struct dialogue *d, enum status status, enum end_how how)
{
    const struct request *r = queue_first(&d->queue);
    struct event e;

    dialogue_answer(d, &e, EVENT_END);
    e.status = status;
    e.end = how;
    e.tally = &d->reader.tally;
    e.dot = d->dot;
    d->dot = (struct span){0};
    dialogue_tell(d, &e);
    if (status == STATUS_OK && r->verb && how != END_CUT)
        take_effect(d, r);
    if (d->state == STATE_SASL)
        dialogue_enter(d, d->before_sasl);
    if (r->verb && r->verb->id == VERB_QUIT)
        d->quit_done = true;
    d->challenged = d->client_data = d->data_sent = false;
    queue_pop(&d->queue);
    dialogue_wait(d);
}

/* --- what the server sent --- */

/* A listing by message-numbers: LIST, UIDL. */
static bool is_numbered(enum content content)
{
    return content == CONTENT_SCAN || content == CONTENT_UID;
}

/* Record what the line of e says, and give e what was known before. */
static void take_facts(struct dialogue *d, struct event *e,
                       struct message_past *past)
{
    const struct request *r = e->request;
    const struct listing *l = &e->listing;

    if (!l->ok)
        return;
    if (is_numbered(l->content)) {
        *past = messages_past(&d->messages, l->n);
        e->past = past;
    }
    if (d->phase == PHASE_LISTING && is_numbered(l->content)) {
        messages_mark(&d->messages, l->content, l->n);
        d->listed_last = l->n > d->listed_last ? l->n : d->listed_last;
    }
    if (l->content == CONTENT_DROP)
        messages_stat(&d->messages, l->n, l->octets);
    else if (l->content == CONTENT_SCAN)
        messages_size(&d->messages, l->n, l->octets);
    else if (l->content == CONTENT_UID)
        messages_uid_set(&d->messages, l->n, l->word);
    else if (l->content == CONTENT_CAPABILITY && r->verb &&
             d->phase == PHASE_LISTING)
        snapshot_add(&d->snapshot, l->word, l->rest);
}

static void begin_multi(struct dialogue *d, enum phase phase,
                        enum reply_mode mode)
{
    enum content content = request_content(queue_first(&d->queue));

    d->phase = phase;
    reply_expect(&d->reader, mode);
    d->reader.echo = (struct span){0};
    d->reader.more_due = d->queue.count > 1;
    d->listed_last = 0;
    if (content == CONTENT_CAPABILITY)
        snapshot_begin(&d->snapshot);
    else if (phase == PHASE_LISTING && is_numbered(content))
        messages_begin(&d->messages, content);
}

/* The status line of a complete reply, or of the head of a longer one. */
static void take_final(struct dialogue *d, struct event *e)
{
    const struct request *r = e->request;
    enum shape shape = request_shape(r);
    bool ok = e->status == STATUS_OK;
    struct message_past past;

    if (ok && shape == SHAPE_LINE)
        e->listing = listing_read(request_content(r), e->text);
    take_facts(d, e, &past);
    dialogue_tell(d, e);
    if (ok && shape == SHAPE_LISTING)
        begin_multi(d, PHASE_LISTING, REPLY_LISTING);
    else if (ok && shape == SHAPE_MESSAGE)
        begin_multi(d, PHASE_MESSAGE, REPLY_MESSAGE);
    else if (ok && shape == SHAPE_UNKNOWN)
        begin_multi(d, PHASE_UNKNOWN, REPLY_LISTING);
    else if (ok && shape == SHAPE_CLIENT_DATA && !d->data_sent)
        d->client_data = true;
    else
        dialogue_finish(d, e->status, END_LINE);
}

static void take_greeting(struct dialogue *d, struct event *e)
{
    size_t from = span_find(e->raw, '<');
    struct span stamp = span_from(e->raw, from);
    size_t to = span_find(stamp, '>');

    e->kind = EVENT_GREETING;
    dialogue_tell(d, e);
    buf_clear(&d->timestamp);
    if (to < stamp.len)
        buf_add(&d->timestamp, span_first(stamp, to + 1));
    if (e->status == STATUS_OK)
        dialogue_enter(d, STATE_AUTHORIZATION);
    dialogue_wait(d);
}

/* A line where a status is due, or where nothing is. */
static void take_line(struct dialogue *d, const struct piece *p)
{
    struct event e;

    dialogue_answer(d, &e, EVENT_STATUS);
    set_line(&e, p);

    read_status(d, &e);
    if (d->phase == PHASE_GREETING && p->text.len) {
        take_greeting(d, &e);
    } else if (!e.request || !p->text.len) {
        e.kind = EVENT_STRAY;
        dialogue_tell(d, &e);
    } else if (p->flaws & LINE_UNFINISHED) {
        dialogue_tell(d, &e);
        dialogue_finish(d, e.status, END_CUT);
    } else if (e.status == STATUS_CONTINUE) {
        e.kind = EVENT_CONTINUE;
        d->challenged = true;
        d->wait_since_ns = d->now_ns;
        if (d->state != STATE_SASL)
            d->before_sasl = d->state;
        dialogue_enter(d, STATE_SASL);
        e.state = d->state;
        dialogue_tell(d, &e);
    } else {
        take_final(d, &e);
    }
}

/* A line of a listing; a status line there means that the listing never was
 * one, if another reply is due (rule reply/single-for-multi). */
static void take_listing_line(struct dialogue *d, const struct piece *p)
{
    struct event e;
    struct message_past past;

    if (is_status(p->text) &&
        (d->queue.count > 1 || d->phase == PHASE_UNKNOWN)) {
        dialogue_finish(d, STATUS_OK,
                        d->phase == PHASE_UNKNOWN ? END_OPEN : END_STATUS);
        take_line(d, p);
        return;
    }
    dialogue_answer(d, &e, EVENT_LINE);
    set_line(&e, p);
    e.listing = listing_read(request_content(e.request), e.text);
    take_facts(d, &e, &past);
    dialogue_tell(d, &e);
}

static void take_data(struct dialogue *d, const struct piece *p)
{
    struct event e;

    dialogue_answer(d, &e, EVENT_DATA);
    e.offset = p->offset;
    e.raw = p->raw;
    e.text = p->text;
    e.body = p->body;
    e.tally = &d->reader.tally;
    dialogue_tell(d, &e);
}

void dialogue_piece(struct dialogue *d, const struct piece *p)
{
    struct event e;

    switch (p->kind) {
    case PIECE_NONE:
        break;
    case PIECE_LONG:
        dialogue_answer(d, &e, EVENT_LONG);
        set_line(&e, p);
        dialogue_tell(d, &e);
        break;
    case PIECE_LINE:
        if (d->phase == PHASE_LISTING || d->phase == PHASE_UNKNOWN)
            take_listing_line(d, p);
        else
            take_line(d, p);
        break;
    case PIECE_DATA:
        take_data(d, p);
        break;
    case PIECE_DOT:
        d->dot = p->raw;
        dialogue_finish(d, STATUS_OK, p->end);
        break;
    }
}

/* Octets between the +OK of STLS and the handshake belong to no reply. */
static void take_injected(struct dialogue *d, struct span *in)
{
    struct event e;

    dialogue_event(d, &e, EVENT_INJECTED, SIDE_SERVER);
    e.offset = d->reader.offset;
    e.raw = e.text = *in;
    d->reader.offset += in->len;
    *in = (struct span){0};
    dialogue_tell(d, &e);
}

void dialogue_feed_server(struct dialogue *d, struct span in)
{
    d->heard_ns = d->now_ns;
    for (;;) {
        struct piece p;
        size_t more = queue_more(&d->queue);

        if (d->state == STATE_TLS_HANDSHAKE) {
            if (in.len)
                take_injected(d, &in);
            return;
        }
        if (d->phase == PHASE_LISTING)
            dialogue_run_lines(d, &in);
        if (!reply_next(&d->reader, &in, &p))
            return;
        dialogue_piece(d, &p);
        if (more && queue_more(&d->queue) == more - 1)
            dialogue_run_replies(d, &p, &in);
    }
}
