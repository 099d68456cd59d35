/* show-json.c - what replays tell, as JSON: an object a line. */
#include <config.h>

#include "shell/replay/show-private.h"

#include "net/wire/clock.h"

static json_t *object(const struct show *s, const char *type, uint64_t conn)
{
    uint64_t ms = (clock_ns() - s->began_ns) / 1000000;

    return json_pack("{s:s, s:f, s:I}", "type", type, "t", (double)ms / 1e3,
                     "conn", (json_int_t)(conn ? conn : 1));
}

static void emit(const struct show *s, json_t *o)
{
    if (s->on_stdout) {
        json_dumpf(o, s->out, JSON_COMPACT | JSON_REAL_PRECISION(6));
        fputc('\n', s->out);
        fflush(s->out);
    }
    json_decref(o);
}

static void put(json_t *o, const char *key, const char *text)
{
    json_object_set_new(o, key, text ? json_string(text) : json_null());
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
    json_object_set_new(o, "line",
                        json_integer((json_int_t)told_number(told, "line")));
    put(o, "step", told_text(told, "step"));
    put(o, "command", told_text(told, "command"));
    put(o, "level",
        compare_level_name((enum compare_level)told_number(told, "level")));
    put(o, "kind", show_kind(told));
    put_line(o, told, "expected", "expected-event");
    put_line(o, told, "got", "got-event");
    put(o, "message", told_text(told, "message"));
    if (told_number(told, "column"))
        json_object_set_new(
            o, "column", json_integer((json_int_t)told_number(told, "column")));
    if (told_number(told, "note"))
        json_object_set_new(o, "counts", json_false());
    emit(s, o);
}

void show_json_finding(const struct show *s, const json_t *told)
{
    static const char *const weights[] = {"counts", "allowed", "known"};
    enum rule_id id = (enum rule_id)told_number(told, "rule");
    json_t *o = object(s, "finding", told_number(told, "conn"));

    json_object_set_new(
        o, "seq", json_integer((json_int_t)told_number(told, "exchange")));
    put(o, "rule", rules[id]->id);
    put(o, "severity",
        severity_name((enum severity)told_number(told, "severity")));
    put(o, "side", bound_name(rules[id]->bound));
    put(o, "message", told_text(told, "message"));
    put(o, "rfc", rules[id]->rfc);
    json_object_set_new(o, "offset",
                        json_integer((json_int_t)told_number(told, "offset")));
    json_object_set_new(o, "column",
                        json_integer((json_int_t)told_number(told, "column")));
    put(o, "excerpt", told_text(told, "excerpt"));
    json_object_set_new(o, "count",
                        json_integer((json_int_t)told_number(told, "count")));
    put(o, "file", s->name);
    json_object_set_new(
        o, "line", json_integer((json_int_t)told_number(told, "case-line")));
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
    json_object_set_new(o, "answers", json_integer((json_int_t)r->answers));
    json_object_set_new(o, "differences",
                        json_integer((json_int_t)r->differences));
    json_object_set_new(o, "findings", json_integer((json_int_t)r->findings));
    json_object_set_new(o, "not_run", json_integer((json_int_t)r->not_run));
    emit(s, o);
}

void show_json_summary(const struct show *s)
{
    json_t *o = object(s, "summary", 1);

    json_object_set_new(o, "files", json_integer((json_int_t)s->files));
    json_object_set_new(o, "failed", json_integer((json_int_t)s->failed));
    json_object_set_new(o, "skipped", json_integer((json_int_t)s->skipped));
    json_object_set_new(o, "errors",
                        json_integer((json_int_t)s->findings[SEVERITY_ERROR]));
    json_object_set_new(
        o, "warnings", json_integer((json_int_t)s->findings[SEVERITY_WARNING]));
    json_object_set_new(o, "notes",
                        json_integer((json_int_t)s->findings[SEVERITY_NOTE]));
    json_object_set_new(o, "exit", json_integer(s->exit));
    emit(s, o);
}
