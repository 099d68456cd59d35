/* mask.c - the one place where secrets leave the stream of events.
 *
 * Readers get copies; the events of the rules stay untouched. Leaves what is
 * remembered to mask-learn.c, lines of the client to mask-request.c. */
#include <config.h>

#include "net/pop3/mask-private.h"

#include "net/base/memory.h"
#include "net/pop3/run.h"
#include <stdlib.h>

struct mask *mask_new(event_fn *emit, void *ctx)
{
    struct mask *m = xcalloc(1, sizeof *m);

    m->emit = emit;
    m->ctx = ctx;
    m->passwords = &m->own;
    return m;
}

void mask_share_passwords(struct mask *m, struct passwords *list)
{
    m->passwords = list;
}

void mask_free(struct mask *m)
{
    if (!m)
        return;
    secrets_done(&m->secrets);
    passwords_done(&m->own);
    buf_wipe(&m->raw);
    buf_wipe(&m->text);
    buf_wipe(&m->user);
    buf_wipe(&m->as);
    free(m);
}

bool mask_hide(const struct mask *m, struct span text, struct buf *out)
{
    bool found = false;

    while (text.len) {
        struct span secret = secrets_find(&m->secrets, text);
        size_t before = secret.len ? (size_t)(secret.at - text.at) : text.len;

        buf_add(out, span_first(text, before));
        if (secret.len)
            buf_add(out, MASK);
        found = found || secret.len;
        text = span_from(text, before + secret.len);
    }
    return found;
}

struct span mask_find(const struct mask *m, struct span text)
{
    return secrets_find(&m->secrets, text);
}

size_t mask_tail(const struct mask *m, struct span text)
{
    return secrets_tail(&m->secrets, text);
}

bool mask_finds(const struct mask *m, struct span text)
{
    return m && secrets_find(&m->secrets, text).len > 0;
}

unsigned mask_number(const struct mask *m, struct span octets)
{
    return passwords_find(m->passwords, octets);
}

bool mask_has_unnumbered(const struct mask *m)
{
    return m->passwords->full;
}

bool mask_has_forgotten(const struct mask *m)
{
    return m->secrets.learned > SECRETS_MOST;
}

unsigned mask_learned(const struct mask *m)
{
    return m->secrets.learned;
}

/* The line end at the end of s. */
static struct span line_end(struct span s)
{
    size_t n = 0;

    if (s.len && s.at[s.len - 1] == '\n')
        n = s.len > 1 && s.at[s.len - 2] == '\r' ? 2 : 1;
    return span_from(s, s.len - n);
}

/* s with every remembered secret replaced; tail: with so many octets before its
 * line end as are the beginning of one. */
static struct span hide_secrets(const struct mask *m, struct span s,
                                size_t tail, struct buf *out)
{
    struct span end = line_end(s);
    size_t len = s.len - end.len;

    tail = tail < len ? tail : len;
    buf_clear(out);
    mask_hide(m, span_first(s, len - tail), out);
    if (tail)
        buf_add(out, MASK);
    buf_add(out, end);
    return buf_span(out);
}

/* Can this event of the server hold a secret? Data is not searched, nor a
 * scan listing that is nothing but two numbers (a million of them come). */
static bool may_echo(const struct event *e)
{
    bool numbers = e->kind == EVENT_LINE && e->listing.ok &&
                   e->listing.content == CONTENT_SCAN && !e->listing.rest.len;

    return e->raw.len && e->kind != EVENT_DATA && !numbers;
}

/* Of a line that is not there whole: octets at its end that begin a secret. */
static size_t cut_tail(const struct mask *m, const struct event *e)
{
    struct span raw = e->raw;

    if (e->kind != EVENT_LONG && !(e->flaws & (LINE_CUT | LINE_UNFINISHED)))
        return 0;
    return mask_tail(m, span_first(raw, raw.len - line_end(raw).len));
}

static bool is_echo(const struct mask *m, const struct event *e)
{
    return may_echo(e) &&
           (secrets_find(&m->secrets, e->raw).len || cut_tail(m, e));
}

static void mask_server_line(struct mask *m, struct event *e)
{
    size_t tail = cut_tail(m, e);

    e->masked = true;
    e->raw = hide_secrets(m, e->raw, tail, &m->raw);
    e->text = hide_secrets(m, e->text, tail, &m->text);
    e->code = (struct span){0};
    e->listing = listing_read(e->listing.content, e->text);
}

/* What of the line was not kept is not shown either: it may be the rest of a
 * secret. */
static void mask_client_line(struct mask *m, struct event *e)
{
    buf_clear(&m->raw);
    buf_clear(&m->text);
    mask_request_line(m, e->request, &m->text);
    buf_add(&m->raw, buf_span(&m->text));
    buf_add(&m->raw, line_end(e->raw));
    e->masked = true;
    e->raw = buf_span(&m->raw);
    e->text = buf_span(&m->text);
    e->hidden = m->hidden;
    e->hidden_count = m->hidden_count;
}

/* Runs hold no secret of the client's. What a server sends back may: then the
 * lines are told one by one. */
static bool is_clean_run(const struct mask *m, const struct event *e)
{
    switch (e->kind) {
    case EVENT_REPLIES:
        return !secrets_find(&m->secrets,
                             span_first(e->raw, (size_t)e->line_octets))
                    .len;
    case EVENT_LINES:
        return e->listing.content == CONTENT_SCAN ||
               !secrets_find(&m->secrets, e->raw).len;
    default:
        return true;
    }
}

static void note_refusal(struct mask *m, const struct event *e)
{
    const struct request *r = e->request;

    if (e->kind == EVENT_STATUS && r &&
        (r->kind == REQUEST_SASL || (r->verb && r->verb->id == VERB_AUTH)))
        m->refused = e->status == STATUS_ERR;
}

static void see_one(void *ctx, const struct event *event)
{
    struct mask *m = ctx;
    bool client = event->kind == EVENT_REQUEST, secret, echo;
    struct event e;
    struct request request;

    buf_clear(&m->user);
    buf_clear(&m->as);
    note_refusal(m, event);
    if (client)
        mask_learn_request(m, event->request);
    secret = mask_is_secret_request(m, event->request);
    echo = !client && is_echo(m, event);
    if (!secret && !echo && !(client && (m->number || m->user.len))) {
        m->emit(m->ctx, event);
        return;
    }
    e = *event;
    e.sasl_user = buf_span(&m->user);
    e.sasl_as = buf_span(&m->as);
    e.password = client ? m->number : 0;
    if (client && secret)
        mask_client_line(m, &e);
    else if (echo)
        mask_server_line(m, &e);
    if (secret) {
        request = mask_request(m, event->request);
        e.request = &request;
    }
    m->emit(m->ctx, &e);
    if (secret)
        request_done(&request);
}

void mask_see(void *ctx, const struct event *event)
{
    struct mask *m = ctx;

    if (!is_run(event))
        see_one(m, event);
    else if (is_clean_run(m, event))
        m->emit(m->ctx, event);
    else
        run_each(event, see_one, m);
}
