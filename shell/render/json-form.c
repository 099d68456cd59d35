/* json-form.c - the JSON form: the objects of the manual, one a line.
 *
 * Field names are a contract: they only grow. */
#include <config.h>

#include "shell/render/json-reply.h"

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

json_t *json_object_new(const struct renderer *r, const char *type)
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

void json_emit(struct renderer *r, json_t *object, const struct buf *array)
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

/* --- requests --- */

static void show_request(struct renderer *r, const struct event *e)
{
    json_t *object = json_object_new(r, "command");

    json_object_set_new(object, "seq", json_integer(e->exchange));
    json_put_octets(object, "line", request_line(e->request));
    put_optional(object, "verb",
                 e->request->verb ? e->request->verb->name : NULL);
    put_text(object, "state", state_name(r->state));
    json_put_automatic(object, e->request);
    json_emit(r, object, NULL);
}

/* --- the session --- */

static void show_state(struct renderer *r, const struct event *e)
{
    json_t *object = json_object_new(r, "state");

    put_text(object, "from", state_name(e->state_from));
    put_text(object, "to", state_name(e->state));
    json_emit(r, object, NULL);
}

static const char *close_word(const struct renderer *r, enum close_how how)
{
    bool orderly = how == CLOSE_FIN || how == CLOSE_NOTIFY;

    return orderly && r->quit_answered ? "quit" : close_how_name(how);
}

static void show_close(struct renderer *r, const struct event *e)
{
    json_t *object = json_object_new(r, "close");

    put_text(object, "by", e->side == SIDE_SERVER ? "server" : "client");
    put_text(object, "how", close_word(r, e->how));
    json_emit(r, object, NULL);
}

static void note(struct renderer *r, const char *text)
{
    json_t *object = json_object_new(r, "note");

    put_text(object, "text", text);
    json_emit(r, object, NULL);
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
    json_t *object = json_object_new(r, "finding");

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
    json_emit(r, object, NULL);
}

/* By kind; the other kinds show nothing. */
static void (*const showers[])(struct renderer *r, const struct event *e) = {
    [EVENT_REQUEST] = show_request,     [EVENT_GREETING] = json_reply_single,
    [EVENT_STATUS] = json_reply_status, [EVENT_CONTINUE] = json_reply_single,
    [EVENT_LINE] = json_reply_line,     [EVENT_DATA] = json_reply_data,
    [EVENT_END] = json_reply_end,       [EVENT_STRAY] = json_reply_single,
    [EVENT_INJECTED] = show_injected,   [EVENT_STATE] = show_state,
    [EVENT_CLOSE] = show_close,         [EVENT_FINDING] = show_finding,
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
    json_t *object = json_object_new(r, "connect");

    put_optional(object, "host", host);
    put_text(object, "address", facts->address);
    if (facts->local_path)
        put_null(object, "port");
    else
        json_object_set_new(object, "port", json_integer(facts->port));
    json_put_ms(object, "dns_ms", facts->dns_ns);
    json_put_ms(object, "tcp_ms", facts->tcp_ns);
    json_emit(r, object, NULL);
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
    json_t *object = json_object_new(r, "tls");

    put_optional(object, "version", facts->version);
    put_optional(object, "cipher", facts->cipher);
    json_object_set_new(object, "verified", json_boolean(facts->verified));
    put_optional(object, "verify_error", facts->verify_error);
    put_certificate(object, facts);
    put_optional(object, "pin_sha256", facts->pin_sha256);
    json_put_ms(object, "handshake_ms", facts->handshake_ns);
    json_emit(r, object, NULL);
}

static void json_failed(struct renderer *r, const struct error *err)
{
    json_t *object = json_object_new(r, "error");

    put_text(object, "class", error_class(err->code));
    put_text(object, "message", err->what);
    json_emit(r, object, NULL);
}

static void json_summary(struct renderer *r, const struct render_summary *s)
{
    json_t *object = json_object_new(r, "summary");

    json_put_number(object, "commands", s->commands);
    json_put_number(object, "errors", s->errors);
    json_put_number(object, "warnings", s->warnings);
    json_put_number(object, "notes", s->notes);
    json_put_number(object, "octets_in", s->octets_in);
    json_put_number(object, "octets_out", s->octets_out);
    json_object_set_new(object, "exit", json_integer(s->exit));
    json_emit(r, object, NULL);
}

const struct form json_form = {
    .see = json_see,
    .see_run = json_reply_run,
    .connected = json_connected,
    .tls = json_tls,
    .error = json_failed,
    .note = note,
    .reading = note,
    .summary = json_summary,
};
