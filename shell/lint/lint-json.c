/* lint-json.c - lint's findings as JSON, an object a line. */
#include <config.h>

#include "shell/lint/lint-show.h"
#include "shell/render/json-form.h"

static void add_object(struct buf *out, json_t *object)
{
    json_write(out, object);
    buf_add_char(out, '\n');
    json_decref(object);
}

static json_t *object_new(const char *type, uint64_t conn, uint64_t at_ns)
{
    json_t *object = json_object();

    json_object_set_new(object, "type", json_string(type));
    json_put_seconds(object, "t", at_ns);
    json_put_number(object, "conn", conn ? conn : 1);
    return object;
}

static const char *word_of(const struct lint_finding *f)
{
    return f->weight == LINT_ALLOWED   ? "allowed"
           : f->weight == LINT_UNKNOWN ? "unknown"
                                       : "found";
}

static void add_finding(struct buf *out, const char *file,
                        const struct lint_finding *f, uint64_t at_ns)
{
    json_t *object = object_new("finding", f->connection, at_ns);

    json_put_octets(object, "file", span_of(file));
    json_put_number(object, "line", f->line);
    json_put_number(object, "seq", f->exchange);
    json_object_set_new(object, "rule",
                        f->rule ? json_string(f->rule->id) : json_null());
    json_object_set_new(object, "severity",
                        json_string(severity_name(f->severity)));
    json_object_set_new(object, "result", json_string(word_of(f)));
    json_object_set_new(object, "side",
                        f->rule ? json_string(bound_name(f->rule->bound))
                                : json_null());
    json_object_set_new(object, "rfc",
                        f->rule ? json_string(f->rule->rfc) : json_null());
    json_put_octets(object, "message", span_of(f->message));
    json_put_number(object, "offset", f->offset);
    json_put_number(object, "column", f->column);
    json_put_octets(object, "excerpt",
                    (struct span){f->excerpt, f->excerpt_len});
    json_put_number(object, "count", f->count ? f->count : 1);
    add_object(out, object);
}

static void put_counts(json_t *object, const uint64_t *counts)
{
    json_put_number(object, "errors", counts[SEVERITY_ERROR]);
    json_put_number(object, "warnings", counts[SEVERITY_WARNING]);
    json_put_number(object, "notes", counts[SEVERITY_NOTE]);
}

void lint_json(struct buf *out, const char *file, const struct lint *l,
               enum report_result result, const char *reason, uint64_t at_ns)
{
    json_t *verdict = object_new("verdict", 1, at_ns);

    for (size_t i = 0; i < l->count; i++)
        add_finding(out, file, &l->at[i], at_ns);
    if (result == REPORT_PASS && l->unknown)
        result = REPORT_UNKNOWN;
    json_put_octets(verdict, "file", span_of(file));
    json_object_set_new(verdict, "result",
                        json_string(report_result_name(result)));
    if (reason)
        json_put_octets(verdict, "reason", span_of(reason));
    put_counts(verdict, l->counts);
    json_put_number(verdict, "allowed", l->allowed);
    json_put_number(verdict, "unknown", l->unknown);
    add_object(out, verdict);
}

void lint_json_secret(struct buf *out, const char *file, uint32_t line,
                      uint64_t at_ns)
{
    json_t *object = object_new("secret", 1, at_ns);

    json_put_octets(object, "file", span_of(file));
    json_put_number(object, "line", line);
    add_object(out, object);
}

void lint_json_summary(struct buf *out, const struct lint_total *total,
                       int exit, uint64_t at_ns)
{
    json_t *object = object_new("summary", 1, at_ns);

    json_put_number(object, "files", total->files);
    json_put_number(object, "unread", total->unread);
    json_put_number(object, "commands", total->commands);
    put_counts(object, total->counts);
    json_put_number(object, "allowed", total->allowed);
    json_put_number(object, "unknown", total->unknown);
    json_put_number(object, "octets_in", total->octets_in);
    json_put_number(object, "octets_out", total->octets_out);
    json_object_set_new(object, "exit", json_integer(exit));
    add_object(out, object);
}
