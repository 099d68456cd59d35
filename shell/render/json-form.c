/* json-form.c - the JSON form: the objects of the manual, one a line.
 *
 * Field names are a contract: they only grow. */
#include <config.h>

#include "shell/render/json-form.h"

#include "net/base/memory.h"
#include "net/rules/finding.h"
#include "shell/render/renderer.h"
#include <string.h>
#include <time.h>

void json_init(struct json_state *s)
{
    *s = (struct json_state){0};
}

void json_done(struct json_state *s)
{
    json_decref(s->reply);
    json_data_done(&s->data);
}

/* --- objects --- */

/* An object with the members that all have. */
static json_t *object_new(const struct renderer *r, const char *type)
{
    json_t *object = json_object();

    if (!object)
        memory_exhausted(0);
    json_object_set_new(object, "type", json_string(type));
    json_put_seconds(object, "t", r->latest_ns);
    json_object_set_new(object, "conn", json_integer(r->session));
    return object;
}

static void put_text(json_t *object, const char *name, const char *text)
{
    json_put_octets(object, name, span_of(text));
}

static void put_null(json_t *object, const char *name)
{
    json_object_set_new(object, name, json_null());
}

/* As put_text, null when there is none. */
static void put_optional(json_t *object, const char *name, const char *text)
{
    if (text && *text)
        put_text(object, name, text);
    else
        put_null(object, name);
}

/* Write the object as a line and release it. `array` is JSON text for its
 * member "data". */
static void emit(struct renderer *r, json_t *object, const struct buf *array)
{
    struct buf *out = &r->scratch;

    json_write(out, object);
    if (array) {
        buf_cut(out, out->len - 1); /* its brace */
        buf_add_text(out, ",\"data\":[");
        buf_add(out, buf_span(array));
        buf_add_text(out, "]}");
    }
    buf_add_char(out, '\n');
    renderer_put(r);
    output_flush(&r->out);
    json_decref(object);
}

/* --- requests and replies --- */

static void put_automatic(json_t *object, const struct request *request)
{
    if (request && request->automatic)
        json_object_set_new(object, "auto", json_true());
}

static void show_request(struct renderer *r, const struct event *e)
{
    json_t *object = object_new(r, "command");

    json_object_set_new(object, "seq", json_integer(e->exchange));
    json_put_octets(object, "line", request_line(e->request));
    put_optional(object, "verb",
                 e->request->verb ? e->request->verb->name : NULL);
    put_text(object, "state", state_name(r->state));
    put_automatic(object, e->request);
    emit(r, object, NULL);
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
        put_text(object, "status", names[e->status]);
}

/* The members that the status line gives. */
static json_t *reply_new(struct renderer *r, const struct event *e,
                         const char *type)
{
    json_t *object = object_new(r, type);

    json_object_set_new(object, "seq", json_integer(e->exchange));
    if (e->kind != EVENT_GREETING) {
        if (e->request && e->kind != EVENT_STRAY)
            json_put_octets(object, "command", request_line(e->request));
        else
            put_null(object, "command");
        put_automatic(object, e->request);
    }
    put_status(object, e);
    if (e->code.len)
        json_put_octets(object, "code", e->code);
    else
        put_null(object, "code");
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
static void show_single(struct renderer *r, const struct event *e)
{
    bool greeting = e->kind == EVENT_GREETING;
    json_t *object = reply_new(r, e, greeting ? "greeting" : "reply");

    put_totals(r, object, e);
    emit(r, object, NULL);
}

static void show_status(struct renderer *r, const struct event *e)
{
    if (r->json.reply) /* XTND XMIT has two, and one end */
        emit(r, r->json.reply, NULL);
    r->json.reply = reply_new(r, e, "reply");
    json_data_begin(&r->json.data);
    put_totals(r, r->json.reply, e);
    json_data_status(r->json.reply, e);
}

static void take_line(struct renderer *r, const struct event *e)
{
    r->json.lines++;
    r->json.octets += e->line_octets;
    json_data_line(&r->json.data, e);
}

static void take_run(struct renderer *r, const struct event *e)
{
    r->json.octets += e->raw.len;
    json_data_run(&r->json.data, e->text, r->options.bodies);
}

/* Lines beyond those that are told are counted only. */
static bool json_see_run(struct renderer *r, const struct event *run)
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

static void show_end(struct renderer *r, const struct event *e)
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
    emit(r, reply, array ? &s->data.array : NULL);
    json_data_begin(&s->data);
}

/* --- the session --- */

static void show_state(struct renderer *r, const struct event *e)
{
    json_t *object = object_new(r, "state");

    put_text(object, "from", state_name(e->state_from));
    put_text(object, "to", state_name(e->state));
    emit(r, object, NULL);
}

static const char *close_word(const struct renderer *r, enum close_how how)
{
    static const char *const words[] = {
        [CLOSE_FIN] = "fin",
        [CLOSE_NOTIFY] = "notify",
        [CLOSE_RESET] = "rst",
        [CLOSE_TIMEOUT] = "timeout",
    };
    bool orderly = how == CLOSE_FIN || how == CLOSE_NOTIFY;

    return orderly && r->quit_answered ? "quit" : words[how];
}

static void show_close(struct renderer *r, const struct event *e)
{
    json_t *object = object_new(r, "close");

    put_text(object, "by", e->side == SIDE_SERVER ? "server" : "client");
    put_text(object, "how", close_word(r, e->how));
    emit(r, object, NULL);
}

static void note(struct renderer *r, const char *text)
{
    json_t *object = object_new(r, "note");

    put_text(object, "text", text);
    emit(r, object, NULL);
}

static void show_injected(struct renderer *r, const struct event *e)
{
    struct buf text = {0};

    buf_add_format(&text,
                   "%zu octets injected after STLS, before the handshake; "
                   "discarded",
                   e->raw.len);
    note(r, buf_text(&text));
    buf_done(&text);
}

static void show_finding(struct renderer *r, const struct event *e)
{
    const struct finding *f = e->finding;
    json_t *object = object_new(r, "finding");

    json_object_set_new(object, "seq", json_integer(f->exchange));
    put_text(object, "rule", f->rule->id);
    put_text(object, "severity", severity_name(f->severity));
    put_text(object, "side", bound_name(f->rule->bound));
    put_text(object, "message", f->message);
    put_text(object, "rfc", f->rule->rfc);
    json_put_number(object, "offset", f->offset);
    json_object_set_new(object, "column", json_integer(f->column));
    json_put_octets(object, "excerpt", f->excerpt);
    json_put_number(object, "count", f->count);
    emit(r, object, NULL);
}

/* By kind; the other kinds show nothing. */
static void (*const showers[])(struct renderer *r, const struct event *e) = {
    [EVENT_REQUEST] = show_request,   [EVENT_GREETING] = show_single,
    [EVENT_STATUS] = show_status,     [EVENT_CONTINUE] = show_single,
    [EVENT_LINE] = take_line,         [EVENT_DATA] = take_run,
    [EVENT_END] = show_end,           [EVENT_STRAY] = show_single,
    [EVENT_INJECTED] = show_injected, [EVENT_STATE] = show_state,
    [EVENT_CLOSE] = show_close,       [EVENT_FINDING] = show_finding,
};

static void json_see(void *ctx, const struct event *e)
{
    struct renderer *r = ctx;

    if (e->kind < sizeof showers / sizeof *showers && showers[e->kind])
        showers[e->kind](r, e);
}

/* --- what is no event --- */

static void json_connected(struct renderer *r, const char *host,
                           const struct dial_facts *facts)
{
    json_t *object = object_new(r, "connect");

    put_optional(object, "host", host);
    put_text(object, "address", facts->address);
    if (facts->local_path)
        put_null(object, "port");
    else
        json_object_set_new(object, "port", json_integer(facts->port));
    json_put_ms(object, "dns_ms", facts->dns_ns);
    json_put_ms(object, "tcp_ms", facts->tcp_ns);
    emit(r, object, NULL);
}

/* Seconds since 1970 as RFC 3339 has it. */
static void put_date(json_t *object, const char *name, int64_t seconds)
{
    time_t when = (time_t)seconds;
    struct tm utc;
    char text[32];

    if (gmtime_r(&when, &utc) &&
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc))
        put_text(object, name, text);
    else
        put_null(object, name);
}

static void put_certificate(json_t *object, const struct tls_facts *facts)
{
    static const struct tls_certificate none;
    const struct tls_certificate *leaf =
        facts->chain_count ? &facts->chain[0] : &none;
    json_t *names = json_array();

    put_optional(object, "subject", leaf->subject);
    put_optional(object, "issuer", leaf->issuer);
    for (int i = 0; i < facts->names_count; i++)
        json_array_append_new(names, json_string(facts->names[i]));
    json_object_set_new(object, "names", names);
    if (leaf == &none) {
        put_null(object, "not_before");
        put_null(object, "not_after");
    } else {
        put_date(object, "not_before", leaf->not_before);
        put_date(object, "not_after", leaf->not_after);
    }
}

static void json_tls(struct renderer *r, const struct tls_facts *facts)
{
    json_t *object = object_new(r, "tls");

    put_optional(object, "version", facts->version);
    put_optional(object, "cipher", facts->cipher);
    json_object_set_new(object, "verified", json_boolean(facts->verified));
    put_optional(object, "verify_error", facts->verify_error);
    put_certificate(object, facts);
    put_optional(object, "pin_sha256", facts->pin_sha256);
    json_put_ms(object, "handshake_ms", facts->handshake_ns);
    emit(r, object, NULL);
}

static void json_failed(struct renderer *r, const struct error *err)
{
    json_t *object = object_new(r, "error");

    put_text(object, "class", error_class(err->code));
    put_text(object, "message", err->what);
    emit(r, object, NULL);
}

static void json_summary(struct renderer *r, const struct render_summary *s)
{
    json_t *object = object_new(r, "summary");

    json_put_number(object, "commands", s->commands);
    json_put_number(object, "errors", s->errors);
    json_put_number(object, "warnings", s->warnings);
    json_put_number(object, "notes", s->notes);
    json_put_number(object, "octets_in", s->octets_in);
    json_put_number(object, "octets_out", s->octets_out);
    json_object_set_new(object, "exit", json_integer(s->exit));
    emit(r, object, NULL);
}

const struct form json_form = {
    .see = json_see,
    .see_run = json_see_run,
    .connected = json_connected,
    .tls = json_tls,
    .error = json_failed,
    .note = note,
    .reading = note,
    .summary = json_summary,
};
