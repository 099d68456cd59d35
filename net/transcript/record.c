/* record.c - events become the lines of a transcript.
 *
 * Leaves the header to record-header.c, the form of a line to record-line.c,
 * the block of an AUTH exchange to record-sasl.c and message data to body.c. */
#include <config.h>

#include "net/transcript/record-private.h"

#include "net/base/memory.h"
#include "net/transcript/hide-wire.h"
#include <stdlib.h>

enum {
    SILENCE_NS = 250000000, /* what may have decided an end */
};

struct record *record_new(const struct record_options *options)
{
    struct record *r = xcalloc(1, sizeof *r);

    r->options = *options;
    r->users = options->users ? options->users : &r->own;
    r->named = options->named ? options->named : &r->own_named;
    body_init(&r->body, options->hasher);
    return r;
}

void record_free(struct record *r)
{
    if (!r)
        return;
    body_done(&r->body);
    buf_done(&r->out);
    buf_done(&r->wire);
    buf_done(&r->held);
    buf_done(&r->deferred);
    buf_done(&r->host);
    user_list_done(&r->own);
    buf_done(&r->login);
    buf_done(&r->sasl_user);
    buf_done(&r->connect);
    free(r);
}

static void hide_from(const struct record *r, struct buf *lines, size_t at)
{
    struct buf out = {0};

    if (hide_wire_lines(r->options.mask, span_from(buf_span(lines), at),
                        &out)) {
        buf_cut(lines, at);
        buf_add(lines, buf_span(&out));
    }
    buf_wipe(&out);
}

void record_hide(struct record *r)
{
    hide_from(r, &r->out, r->sasl_at);
    hide_from(r, &r->held, 0);
    hide_from(r, &r->deferred, 0);
}

void record_sizes_only(struct record *r, bool on)
{
    r->sizes_only = on;
}

/* Who has no room in the list would be seen in what the server says next. */
const char *record_missing(unsigned connections, unsigned redact,
                           const struct user_list *users)
{
    if (connections > ITEM_CONNECTIONS_MOST)
        return "the recording has the first 16 connections only: a transcript "
               "holds no more";
    if (redact & REDACT_USER && users->full)
        return "the recording ends before the 17th user: --redact user has no "
               "room for more names";
    return NULL;
}

const char *record_passwords_missing(const struct mask *mask)
{
    if (mask_has_forgotten(mask))
        return "the recording ends where there were more passwords than can be "
               "looked for in it";
    if (mask_has_unnumbered(mask))
        return "the recording names the first 8 passwords only: others are "
               "\"****\" in it, and replay would send that";
    return NULL;
}

static const char *what_ends(const struct record *r)
{
    const struct mask *mask = r->options.mask;

    return mask && mask_has_forgotten(mask)
               ? record_passwords_missing(mask)
               : record_missing(r->connections, r->options.redact, r->users);
}

const char *record_what_is_missing(const struct record *r)
{
    const char *why = what_ends(r);

    return why || !r->options.mask ? why
                                   : record_passwords_missing(r->options.mask);
}

bool record_is_whole(const struct record *r)
{
    return !what_ends(r);
}

static void flush(struct record *r)
{
    if (r->out.len)
        r->options.write(r->options.ctx, buf_span(&r->out));
    buf_clear(&r->out);
}

void record_connect(struct record *r, const char *host, const char *address,
                    uint16_t port)
{
    bool hide = r->options.redact & REDACT_HOST;

    buf_clear(&r->host);
    buf_add_text(&r->host, host);
    buf_clear(&r->connect);
    if (host && *host && !hide)
        writer_param(&r->connect, "host", span_of(host));
    if (address && *address && !hide)
        writer_param(&r->connect, "address", span_of(address));
    if (port)
        writer_param_number(&r->connect, "port", port);
}

/* Milliseconds since the connection was opened, before what came then; not
 * twice the same. */
static void note_time(struct record *r, struct buf *out, const struct event *e)
{
    uint64_t ms = e->at_ns / 1000000;

    if (!r->options.timing || ms == r->noted_ms)
        return;
    r->noted_ms = ms;
    writer_event(out, r->conn, AT_T);
    buf_add_format(out, "=%ju.%03u", (uintmax_t)(ms / 1000),
                   (unsigned)(ms % 1000));
    writer_event_end(out);
}

/* --- the client --- */

/* Lines of the client that came while a reply was being written are written
 * behind it, so that the reply stands whole. */
static struct buf *client_out(struct record *r)
{
    return r->in_reply ? &r->deferred : &r->out;
}

static void write_deferred(struct record *r)
{
    buf_add(&r->out, buf_span(&r->deferred));
    buf_clear(&r->deferred);
}

/* Two writes without a reply between them. */
static void note_write(struct record *r, const struct event *e)
{
    if (r->after_request && e->at_ns != r->request_ns) {
        writer_event(client_out(r), r->conn, AT_FLUSH);
        writer_event_end(client_out(r));
    }
    if (!r->after_request || e->at_ns != r->request_ns)
        note_time(r, client_out(r), e);
    r->after_request = true;
    r->request_ns = e->at_ns;
}

static void see_request(struct record *r, const struct event *e)
{
    struct span login = buf_span(&r->login);

    record_sasl_release(r, false, login);
    record_sasl_response(r, e);
    note_write(r, e);
    buf_clear(&r->wire);
    record_client_wire(r, e);
    if (!record_is_whole(r))
        return;
    if (record_sasl_begins(e->request) && !r->in_reply) {
        record_sasl_hold(r, e);
        if (e->request->sasl_initial)
            record_sasl_release(r, true,
                                e->request->automatic || !e->sasl_user.len
                                    ? login
                                    : e->sasl_user);
        return;
    }
    writer_line(client_out(r), 'C', r->conn, ITEM_ONE, buf_span(&r->wire));
    if (r->deferred.cut || r->deferred.len > ITEM_LINE_MOST)
        write_deferred(r);
}

/* --- the server --- */

/* What of a very long line was not kept, and then its end. */
static void write_elided(struct record *r, const struct event *e)
{
    struct span end = writer_line_end(e->raw);

    writer_event(&r->out, r->conn, AT_NOTE);
    writer_param_number(&r->out, "elided", e->line_octets - e->raw.len);
    writer_event_end(&r->out);
    buf_clear(&r->wire);
    writer_wire_end(&r->wire, end);
    writer_line(&r->out, 'S', r->conn, ITEM_ONE, buf_span(&r->wire));
}

static void write_server(struct record *r, const struct event *e,
                         enum auto_place place)
{
    bool elided =
        e->line_octets > e->raw.len && !e->masked && (e->flaws & LINE_CUT);

    r->after_request = false;
    buf_clear(&r->wire);
    record_server_wire(r, e, place, elided);
    writer_line(&r->out, 'S', r->conn, ITEM_ONE, buf_span(&r->wire));
    if (elided)
        write_elided(r, e);
}

static void see_status(struct record *r, const struct event *e)
{
    record_sasl_release(r, e->kind == EVENT_CONTINUE && r->held.len,
                        buf_span(&r->login));
    note_time(r, &r->out, e);
    write_server(r, e,
                 e->kind == EVENT_GREETING   ? AUTO_GREETING
                 : e->kind == EVENT_CONTINUE ? AUTO_CHALLENGE
                 : e->kind == EVENT_STRAY    ? AUTO_STRAY
                                             : AUTO_STATUS);
    r->in_reply = e->kind == EVENT_STATUS;
    r->server_ns = e->at_ns;
}

static void see_line(struct record *r, const struct event *e)
{
    write_server(r, e, AUTO_LISTING);
    r->server_ns = e->at_ns;
}

static void see_data(struct record *r, const struct event *e)
{
    r->server_ns = e->at_ns;
    body_add(&r->body, e,
             r->sizes_only || r->options.redact & REDACT_BODY ? BODY_SIZED
             : r->options.hash_bodies                         ? BODY_HASHED
                                                              : BODY_KEPT);
}

/* A message that quotes a secret, or an address that nobody shall see. */
static bool must_elide(const struct record *r)
{
    struct span kept = body_kept(&r->body);

    if (r->options.redact & REDACT_ADDRESSES && span_find(kept, '@') < kept.len)
        return true;
    return mask_finds(r->options.mask, kept);
}

static void see_end(struct record *r, const struct event *e)
{
    r->in_reply = false;
    if (e->end == END_DOT_LF)
        write_deferred(r);
    if (r->body.any)
        body_write(&r->body, &r->out, r->conn, e->tally, must_elide(r),
                   !(r->options.redact & REDACT_BODY));
    if (e->dot.len) {
        r->after_request = false;
        buf_clear(&r->wire);
        writer_wire(&r->wire, e->dot);
        writer_line(&r->out, 'S', r->conn, ITEM_ONE, buf_span(&r->wire));
    }
    if ((e->end == END_DOT_LF || e->end == END_OPEN) &&
        e->at_ns - r->server_ns >= SILENCE_NS) {
        writer_event(&r->out, r->conn, AT_PAUSE);
        buf_add_format(&r->out, " %jums",
                       (uintmax_t)((e->at_ns - r->server_ns) / 1000000 + 1));
        writer_event_end(&r->out);
    }
    if (r->sasl && r->sasl == e->exchange)
        record_sasl_close(r);
    write_deferred(r);
}

static void see_injected(struct record *r, const struct event *e)
{
    struct span rest = e->raw;

    while (rest.len) {
        struct event line = *e;

        line.raw = span_first(rest, span_find(rest, '\n') + 1);
        write_server(r, &line, AUTO_STRAY);
        rest = span_from(rest, line.raw.len);
    }
}

/* --- the connection --- */

static void write_tls(struct record *r, const struct event *e)
{
    writer_event(&r->out, r->conn, AT_TLS);
    writer_word(&r->out, e->tls_ok ? SPAN("ok") : SPAN("fail"));
    if (!e->tls_ok && !(r->options.redact & REDACT_HOST)) /* it names it */
        writer_param(&r->out, "reason", e->text);
    if (e->tls_ok && e->facts)
        writer_tls(&r->out, e->facts);
    writer_event_end(&r->out);
}

/* False when there is no room for one more. */
static bool begin_connection(struct record *r, enum tls_mode tls)
{
    r->connections++;
    r->conn = r->options.connection ? r->options.connection : r->connections;
    r->in_reply = r->after_request = false;
    r->noted_ms = 0;
    r->sasl = 0;
    r->in_sasl = false;
    buf_clear(&r->held);
    buf_clear(&r->deferred);
    if (!record_is_whole(r))
        return false;
    if (r->conn > 1)
        buf_add_char(&r->out, '\n');
    writer_event(&r->out, r->conn, AT_CONNECT);
    buf_add(&r->out, buf_span(&r->connect));
    writer_param(&r->out, "tls",
                 tls == TLS_NONE ? SPAN("none") : SPAN("implicit"));
    writer_event_end(&r->out);
    return true;
}

static void see_open(struct record *r, const struct event *e)
{
    struct event tls = *e;

    tls.tls_ok = true;
    if (begin_connection(r, e->tls) && e->tls != TLS_NONE)
        write_tls(r, &tls);
}

static void see_tls(struct record *r, const struct event *e)
{
    note_time(r, &r->out, e);
    writer_event(&r->out, r->conn, AT_TLS);
    writer_word(&r->out, SPAN("start"));
    writer_event_end(&r->out);
    write_tls(r, e);
}

static void see_timeout(struct record *r, const struct event *e)
{
    uint64_t since =
        r->server_ns > r->request_ns ? r->server_ns : r->request_ns;

    record_sasl_release(r, false, (struct span){0});
    writer_event(&r->out, r->conn, AT_TIMEOUT);
    buf_add_format(&r->out, " after=%jums",
                   (uintmax_t)((e->at_ns - since) / 1000000));
    writer_event_end(&r->out);
}

static void see_close(struct record *r, const struct event *e)
{
    record_sasl_release(r, false, (struct span){0});
    write_deferred(r);
    r->in_reply = false;
    note_time(r, &r->out, e);
    writer_event(&r->out, r->conn, AT_CLOSE);
    writer_close(&r->out, e->side, e->how);
    writer_event_end(&r->out);
}

void record_refused(struct record *r, struct span why)
{
    const struct event tls = {.kind = EVENT_TLS, .text = why};
    const struct event close = {
        .kind = EVENT_CLOSE, .side = SIDE_CLIENT, .how = CLOSE_FIN};

    if (!begin_connection(r, TLS_IMPLICIT))
        return;
    write_tls(r, &tls);
    see_close(r, &close);
    flush(r);
}

/* By kind; the other kinds leave nothing on paper. */
static void (*const seers[])(struct record *r, const struct event *e) = {
    [EVENT_OPEN] = see_open,       [EVENT_REQUEST] = see_request,
    [EVENT_GREETING] = see_status, [EVENT_STATUS] = see_status,
    [EVENT_CONTINUE] = see_status, [EVENT_STRAY] = see_status,
    [EVENT_LINE] = see_line,       [EVENT_DATA] = see_data,
    [EVENT_END] = see_end,         [EVENT_INJECTED] = see_injected,
    [EVENT_TLS] = see_tls,         [EVENT_TIMEOUT] = see_timeout,
    [EVENT_CLOSE] = see_close,
};

void record_see(void *ctx, const struct event *e)
{
    struct record *r = ctx;
    bool known = e->kind < sizeof seers / sizeof *seers && seers[e->kind];

    if (!known || (!record_is_whole(r) && e->kind != EVENT_OPEN))
        return;
    seers[e->kind](r, e);
    if (record_sasl_waits(r, e))
        return; /* what the next line tells comes before it */
    record_sasl_settle(r);
    flush(r);
}
