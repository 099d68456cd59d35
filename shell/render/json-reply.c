/* json-reply.c - a reply as an object, from its status line to its end.
 *
 * The same steps make the object of a reply that arrives and of one that is
 * long over. */
#include <config.h>

#include "shell/render/json-reply.h"

#include "shell/render/renderer.h"
#include <stdlib.h>
#include <string.h>

void json_put_automatic(json_t *object, const struct request *request)
{
    if (request && request->automatic)
        json_object_set_new(object, "auto", json_true());
}

/* The indicator as it came: what stands before the text. */
static void put_status(json_t *object, const struct event *e)
{
    static const char *const names[] = {
        [STATUS_OK] = "+OK", [STATUS_ERR] = "-ERR", [STATUS_CONTINUE] = "+"};
    struct span line = span_trim(e->text);

    if (e->status == STATUS_NONE)
        json_put_octets(object, "status", span_take_word(&line));
    else if (e->status_odd)
        json_put_octets(object, "status",
                        span_first(e->raw, strlen(names[e->status])));
    else
        json_object_set_new(object, "status", json_string(names[e->status]));
}

/* The members that the status line gives. */
static json_t *reply_new(struct renderer *r, const struct event *e,
                         const char *type)
{
    json_t *object = json_object_new(r, type);

    json_object_set_new(object, "seq", json_integer(e->exchange));
    if (e->kind != EVENT_GREETING) {
        if (e->request && e->kind != EVENT_STRAY)
            json_put_octets(object, "command", request_line(e->request));
        else
            json_object_set_new(object, "command", json_null());
        json_put_automatic(object, e->request);
    }
    put_status(object, e);
    if (e->code.len)
        json_put_octets(object, "code", e->code);
    else
        json_object_set_new(object, "code", json_null());
    json_put_octets(object, "text", e->text);
    r->json.lines = 1;
    r->json.octets = e->line_octets;
    return object;
}

/* The members that the end of the reply gives. */
static void put_totals(struct renderer *r, json_t *object,
                       const struct event *e)
{
    json_put_seconds(object, "t", r->latest_ns);
    json_put_number(object, "lines", r->json.lines);
    json_put_number(object, "octets", r->json.octets);
    json_put_ms(object, "first_ms", renderer_took(e, r->status_ns));
    json_put_ms(object, "total_ms", renderer_took(e, e->at_ns));
}

/* A line that is a reply of its own: greeting, challenge, stray line. */
void json_reply_single(struct renderer *r, const struct event *e)
{
    bool greeting = e->kind == EVENT_GREETING;
    json_t *object = reply_new(r, e, greeting ? "greeting" : "reply");

    put_totals(r, object, e);
    json_emit(r, object, NULL);
}

void json_reply_status(struct renderer *r, const struct event *e)
{
    if (r->json.reply) /* XTND XMIT has two, and one end */
        json_emit(r, r->json.reply, NULL);
    r->json.reply = reply_new(r, e, "reply");
    json_data_begin(&r->json.data);
    put_totals(r, r->json.reply, e);
    json_data_status(r->json.reply, e);
}

void json_reply_line(struct renderer *r, const struct event *e)
{
    r->json.lines++;
    r->json.octets += e->line_octets;
    json_data_line(&r->json.data, e);
}

void json_reply_data(struct renderer *r, const struct event *e)
{
    r->json.octets += e->raw.len;
    json_data_run(&r->json.data, e->text, r->options.bodies);
}

/* Lines beyond those that are told are counted only. */
bool json_reply_run(struct renderer *r, const struct event *run)
{
    if (run->kind != EVENT_LINES || !json_data_full(&r->json.data))
        return false;
    r->json.lines += run->count;
    r->json.octets += run->raw.len;
    r->json.data.truncated = true;
    return true;
}

static bool has_array(const struct renderer *r, const struct event *e)
{
    return r->json.data.entries || (e->end != END_LINE && e->end != END_OPEN &&
                                    request_shape(e->request) == SHAPE_LISTING);
}

void json_reply_end(struct renderer *r, const struct event *e)
{
    struct json_state *s = &r->json;
    json_t *reply = s->reply;
    bool array, message;

    if (!reply || !e->request)
        return;
    s->reply = NULL;
    array = has_array(r, e);
    message = e->end != END_LINE && request_shape(e->request) == SHAPE_MESSAGE;
    if (message)
        s->lines += e->tally->lines;
    if (e->end == END_DOT || e->end == END_DOT_LF) {
        s->lines++;
        s->octets += e->end == END_DOT ? 3 : 2;
    }
    put_totals(r, reply, e);
    if (message)
        json_data_message(&s->data, reply, e->tally);
    if (s->data.truncated)
        json_object_set_new(reply, "truncated", json_true());
    if (e->end == END_CUT)
        json_object_set_new(reply, "incomplete", json_true());
    json_emit(r, reply, array ? &s->data.array : NULL);
    json_data_begin(&s->data);
}

/* --- a reply that is over --- */

static void show_lines(struct renderer *r, const struct past *p,
                       const struct request *request)
{
    struct span rest = last_data(p);
    struct event e = {.kind = EVENT_LINE, .request = request};

    while (rest.len) {
        size_t n = span_find(rest, '\n') + 1;
        if (p->data_cut && n > rest.len)
            break; /* half a line */
        e.raw = span_first(rest, n);
        rest = span_from(rest, n);
        e.line_octets = e.raw.len;
        e.text = e.raw;
        e.text.len -= e.text.at[e.text.len - 1] == '\n';
        e.text.len -= e.text.len && e.text.at[e.text.len - 1] == '\r';
        e.listing = listing_read(request_content(request), e.text);
        json_reply_line(r, &e);
    }
}

/* What the wire had, though some of it is not kept. */
static void set_counts(struct renderer *r, const struct past *p, bool message)
{
    struct json_state *s = &r->json;

    s->octets = p->status.line_octets + p->tally.octets + p->tally.stuffed;
    s->lines = 1 + (message ? 0 : p->tally.lines);
    s->data.partial = p->data_cut;
    s->data.truncated = s->data.truncated || p->data_cut;
}

static void show_past(struct renderer *r, const struct past *p,
                      const struct request *request)
{
    struct event e = p->status;
    bool message = request && request_shape(request) == SHAPE_MESSAGE;

    e.request = request;
    e.raw = buf_span(&p->wire); /* it begins with the status line */
    r->status_ns = p->status.at_ns;
    if (e.kind != EVENT_STATUS) {
        json_reply_single(r, &e);
        return;
    }
    json_reply_status(r, &e);
    if (message)
        json_data_run(&r->json.data, last_data(p), r->options.bodies);
    else
        show_lines(r, p, request);
    set_counts(r, p, message);
    e = (struct event){.kind = EVENT_END,
                       .at_ns = p->ended ? p->end_ns : p->status.at_ns,
                       .exchange = p->status.exchange,
                       .request = request,
                       .status = p->status.status,
                       .end = p->ended ? p->end : END_CUT,
                       .tally = &p->tally};
    json_reply_end(r, &e);
}

bool render_reply_json(struct renderer *r, size_t back, struct buf *out)
{
    const struct past *p = last_get(&r->last, back);
    struct render_options how = r->options;
    struct request request = {0};
    struct renderer *again;
    char *text = NULL;
    size_t len = 0;

    if (!p)
        return false;
    how.form = RENDER_JSON;
    how.out = how.err = open_memstream(&text, &len);
    if (!how.out)
        return false;
    again = renderer_new(&how);
    renderer_flush(again); /* it learns where to write */
    again->session = r->session;
    again->latest_ns = r->latest_ns;
    request_parse(&request, p->kind, buf_span(&p->line));
    request.automatic = p->automatic;
    request.at_ns = p->sent_ns;
    show_past(again, p, p->asked ? &request : NULL);
    request_done(&request);
    renderer_free(again);
    fclose(how.out);
    buf_add(out, (struct span){text, len});
    free(text);
    return true;
}
