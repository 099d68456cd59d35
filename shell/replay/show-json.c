/* show-json.c - what replays tell, as JSON: an object a line. */
#include <config.h>

#include "shell/replay/show-private.h"

#include "net/wire/clock.h"
#include "shell/render/json-form.h"

static json_t *object(const struct show *s, const char *type, uint64_t conn)
{
    json_t *o = json_object();

    json_object_set_new(o, "type", json_string(type));
    json_put_seconds(o, "t", clock_ns() - s->began_ns);
    json_put_number(o, "conn", conn ? conn : 1);
    return o;
}

static void emit(const struct show *s, json_t *o)
{
    struct buf line = {0};

    if (s->on_stdout) {
        json_write(&line, o);
        buf_add_char(&line, '\n');
        fwrite(line.at, 1, line.len, s->out);
        fflush(s->out);
    }
    buf_done(&line);
    json_decref(o);
}

static void put(json_t *o, const char *key, const char *text)
{
    if (text)
        json_put_octets(o, key, span_of(text));
    else
        json_object_set_new(o, key, json_null());
}

/* The text of a line, "@ " in front of it when it is an event. */
static void put_line(json_t *o, const json_t *told, const char *key,
                     const char *is_event)
{
    const char *text = told_text(told, key);

    json_object_set_new(
        o, key,
        !text ? json_null()
              : json_sprintf("%s%s", told_number(told, is_event) ? "@ " : "",
                             text));
}

void show_json_difference(const struct show *s, const json_t *told)
{
    json_t *o = object(s, "difference", told_number(told, "conn"));

    put(o, "file", s->name);
    json_put_number(o, "line", told_number(told, "line"));
    put(o, "step", told_text(told, "step"));
    put(o, "command", told_text(told, "command"));
    put(o, "level",
        compare_level_name((enum compare_level)told_number(told, "level")));
    put(o, "kind", show_kind(told));
    put_line(o, told, "expected", "expected-event");
    put_line(o, told, "got", "got-event");
    put(o, "message", told_text(told, "message"));
    if (told_number(told, "column"))
        json_put_number(o, "column", told_number(told, "column"));
    if (told_number(told, "note") || told_number(told, "unknown"))
        json_object_set_new(o, "counts", json_false());
    emit(s, o);
}

void show_json_finding(const struct show *s, const json_t *told)
{
    static const char *const weights[] = {"counts", "allowed", "known"};
    enum rule_id id = (enum rule_id)told_number(told, "rule");
    json_t *o = object(s, "finding", told_number(told, "conn"));

    json_put_number(o, "seq", told_number(told, "exchange"));
    put(o, "rule", rules[id]->id);
    put(o, "severity",
        severity_name((enum severity)told_number(told, "severity")));
    put(o, "side", bound_name(rules[id]->bound));
    put(o, "message", told_text(told, "message"));
    put(o, "rfc", rules[id]->rfc);
    json_put_number(o, "offset", told_number(told, "offset"));
    json_put_number(o, "column", told_number(told, "column"));
    put(o, "excerpt", told_text(told, "excerpt"));
    json_put_number(o, "count", told_number(told, "count"));
    put(o, "file", s->name);
    json_put_number(o, "line", told_number(told, "line"));
    put(o, "weight", weights[told_number(told, "weight") % 3]);
    emit(s, o);
}

void show_json_note(const struct show *s, const json_t *told)
{
    json_t *o = object(s, "note", 1);

    put(o, "text", told_text(told, "text"));
    put(o, "file", s->name);
    emit(s, o);
}

void show_json_verdict(const struct show *s, const struct run_result *r,
                       enum report_result result, const char *reason,
                       enum exit_status exit)
{
    json_t *o = object(s, "verdict", 1);

    put(o, "file", s->name);
    put(o, "result", report_result_name(result));
    put(o, "reason", reason);
    json_object_set_new(o, "exit", json_integer(exit));
    json_put_number(o, "answers", r->answers);
    json_put_number(o, "differences", r->differences);
    json_put_number(o, "findings", r->findings);
    json_put_number(o, "not_run", r->not_run);
    emit(s, o);
}

void show_json_summary(const struct show *s)
{
    json_t *o = object(s, "summary", 1);

    json_put_number(o, "files", s->files);
    json_put_number(o, "failed", s->failed);
    json_put_number(o, "commands", s->commands);
    json_put_number(o, "octets_in", s->octets_in);
    json_put_number(o, "octets_out", s->octets_out);
    json_put_number(o, "skipped", s->skipped);
    json_put_number(o, "errors", s->findings[SEVERITY_ERROR]);
    json_put_number(o, "warnings", s->findings[SEVERITY_WARNING]);
    json_put_number(o, "notes", s->findings[SEVERITY_NOTE]);
    json_object_set_new(o, "exit", json_integer(s->exit));
    emit(s, o);
}
