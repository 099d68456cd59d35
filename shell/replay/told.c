/* told.c - makes the objects, and reads them. */
#include <config.h>

#include "shell/replay/told.h"

#include "net/base/memory.h"
#include "net/transcript/escape.h"
#include <string.h>

static json_t *object(const char *kind)
{
    json_t *told = json_object();

    if (!told)
        memory_exhausted(0);
    json_object_set_new(told, "k", json_string(kind));
    return told;
}

void told_put(json_t *told, const char *key, struct span printable)
{
    if (!printable.at)
        return;
    json_t *text = json_stringn(printable.at, printable.len);

    if (text)
        json_object_set_new(told, key, text);
    else
        told_put_octets(told, key, printable); /* it was not UTF-8 */
}

void told_put_octets(json_t *told, const char *key, struct span octets)
{
    struct buf text = {0};

    escape_add(&text, octets, ESCAPE_LINE);
    json_object_set_new(told, key, json_stringn(buf_text(&text), text.len));
    buf_done(&text);
}

static void put_number(json_t *told, const char *key, uint64_t n)
{
    if (n)
        json_object_set_new(told, key, json_integer((json_int_t)n));
}

static void put_case(json_t *told, const struct told_case *c)
{
    told_put(told, "step", c->step);
    told_put(told, "verb", span_of(c->verb));
    told_put(told, "command", c->command);
    put_number(told, "case-line", c->line);
    put_number(told, "conn", c->conn);
}

json_t *told_case(const char *kind, const struct told_case *c)
{
    json_t *told = object(kind);

    put_case(told, c);
    return told;
}

json_t *told_end(enum report_result result, uint64_t took_ns,
                 const char *reason)
{
    json_t *told = object("end");

    put_number(told, "result", result);
    put_number(told, "took", took_ns);
    told_put(told, "reason", span_of(reason));
    return told;
}

json_t *told_finding(const struct told_case *c, uint32_t line,
                     const struct finding *f, enum report_weight weight,
                     bool counts)
{
    json_t *told = object("finding");

    put_case(told, c);
    put_number(told, "line", line);
    put_number(told, "rule", f->id);
    put_number(told, "severity", f->severity);
    put_number(told, "weight", weight);
    put_number(told, "counts", counts);
    put_number(told, "side", f->side);
    put_number(told, "exchange", f->exchange);
    put_number(told, "offset", f->offset);
    put_number(told, "column", f->column);
    put_number(told, "count", f->count);
    put_number(told, "repeat", f->repeat);
    put_number(told, "excerpt-from", f->excerpt_from);
    told_put(told, "message", span_of(f->message));
    told_put_octets(told, "excerpt", f->excerpt);
    return told;
}

json_t *told_difference(const struct told_case *c, const struct difference *d,
                        const char *rule)
{
    json_t *told = object("difference");
    struct span got;

    put_case(told, c);
    put_number(told, "line", d->line);
    put_number(told, "level", d->level);
    put_number(told, "note", d->note);
    put_number(told, "unknown", d->unknown);
    put_number(told, "side", d->side);
    told_put(told, "expected",
             d->side == DIFFERENCE_EXTRA ? d->beside : d->expected);
    put_number(told, "expected-event", d->expected_event);
    put_number(told, "of-client", d->of_client);
    got = d->side == DIFFERENCE_MISSING ? d->beside : d->got;
    if (got.at && d->got_event)
        told_put(told, "got", got);
    else if (got.at)
        told_put_octets(told, "got", got);
    put_number(told, "got-event", d->got_event);
    told_put(told, "accept", span_of(d->accept));
    if (d->has_at)
        put_number(told, "column", d->at + 1);
    if (d->why)
        told_put_octets(told, "message", span_of(d->why));
    told_put(told, "rule", span_of(rule));
    return told;
}

json_t *told_note(const char *text)
{
    json_t *told = object("note");

    told_put(told, "text", span_of(text));
    return told;
}

json_t *told_diff(struct span lines)
{
    json_t *told = object("diff");

    told_put(told, "text", lines);
    return told;
}

json_t *told_spoken(enum report_speaker by, uint32_t line, uint16_t conn,
                    bool tls, struct span octets)
{
    json_t *told = object("spoken");

    put_number(told, "by", by);
    put_number(told, "line", line);
    put_number(told, "conn", conn);
    put_number(told, "tls", tls);
    told_put_octets(told, "text", octets);
    return told;
}

/* --- reading --- */

const char *told_text(const json_t *told, const char *key)
{
    return json_string_value(json_object_get(told, key));
}

uint64_t told_number(const json_t *told, const char *key)
{
    return (uint64_t)json_integer_value(json_object_get(told, key));
}

struct span told_span(const json_t *told, const char *key)
{
    const json_t *text = json_object_get(told, key);

    return (struct span){json_string_value(text), json_string_length(text)};
}

struct told_case told_case_of(const json_t *told)
{
    return (struct told_case){
        .step = told_span(told, "step"),
        .verb = told_text(told, "verb"),
        .command = told_span(told, "command"),
        .line = (uint32_t)told_number(told, "case-line"),
        .conn = (uint16_t)told_number(told, "conn"),
    };
}
