/* json-part.c - what was told, as JSON values: shared by json.c and
 * json-lines.c. Members that do not apply are absent. */
#include <config.h>

#include "shell/report/json-part.h"

enum { DIGITS = 15 }; /* of real numbers: 9 seconds and 6 decimals */

void json_part_write(struct buf *out, json_t *owned)
{
    char *text = json_dumps(owned, JSON_COMPACT | JSON_ENCODE_ANY |
                                       JSON_REAL_PRECISION(DIGITS));

    buf_add_text(out, text ? text : "null");
    free(text);
    json_decref(owned);
}

/* --- members --- */

void json_part_text(json_t *object, const char *name, const char *text)
{
    if (text)
        json_object_set_new(object, name, json_string(text));
}

static void put_span(json_t *object, const char *name, struct span text)
{
    json_object_set_new(object, name,
                        json_stringn(text.len ? text.at : "", text.len));
}

static void put_number(json_t *object, const char *name, uint64_t n)
{
    json_object_set_new(object, name, json_integer((json_int_t)n));
}

static void put_unless_zero(json_t *object, const char *name, uint64_t n)
{
    if (n)
        put_number(object, name, n);
}

void json_part_seconds(json_t *object, const char *name, uint64_t ns)
{
    json_object_set_new(object, name, json_real((double)(ns / 1000) / 1e6));
}

/* --- what was told --- */

void json_part_finding(json_t *object, const struct report_finding *f)
{
    static const char *const weights[] = {
        [REPORT_COUNTS] = "counts",
        [REPORT_ALLOWED] = "allowed",
        [REPORT_KNOWN] = "known",
    };

    put_unless_zero(object, "line", f->line);
    put_unless_zero(object, "seq", f->exchange);
    json_part_text(object, "rule", f->rule->id);
    json_part_text(object, "severity", severity_name(f->severity));
    json_part_text(object, "weight", weights[f->weight]);
    json_part_text(object, "side", bound_name(f->rule->bound));
    json_part_text(object, "message", f->message);
    json_part_text(object, "rfc", f->rule->rfc);
    put_number(object, "offset", f->offset);
    put_number(object, "column", f->column);
    put_span(object, "excerpt", f->excerpt);
    put_number(object, "count", f->count);
}

void json_part_difference(json_t *object, const struct report_difference *d)
{
    put_unless_zero(object, "line", d->line);
    json_part_text(object, "level", d->level);
    json_part_text(object, "kind", d->kind);
    json_part_text(object, "message", d->message);
    put_span(object, "expected", d->expected);
    put_span(object, "got", d->got);
    put_unless_zero(object, "column", d->column);
    if (d->rule) {
        json_part_text(object, "rule", d->rule->id);
        json_part_text(object, "rfc", d->rule->rfc);
    }
    json_part_text(object, "accept", d->accept);
    json_part_text(object, "actual", d->actual);
}

void json_part_case(json_t *object, const struct kept_case *c)
{
    json_part_text(object, "id", c->about.id);
    json_part_text(object, "name", c->about.name);
    json_part_text(object, "step", c->about.step);
    put_unless_zero(object, "line", c->about.line);
    json_part_text(object, "result", report_result_name(c->result));
    json_part_text(object, "reason", c->reason);
    json_part_seconds(object, "seconds", c->took_ns);
}

void json_part_verdict(json_t *object, const struct report_file *f)
{
    json_part_text(object, "result", report_result_name(f->result));
    json_part_text(object, "reason", f->reason);
    json_part_seconds(object, "seconds", f->took_ns);
    put_unless_zero(object, "left_out", f->left_out);
}

void json_part_summary(json_t *object, const struct report *r,
                       enum exit_status exit)
{
    json_t *cases = json_object(), *files = json_object();

    for (int i = 0; i < REPORT_RESULTS; i++) {
        const char *name = report_result_name((enum report_result)i);

        put_number(files, name, r->verdicts[i]);
        put_number(cases, name, r->counts.cases[i]);
    }
    json_object_set_new(object, "files", files);
    json_object_set_new(object, "cases", cases);
    put_number(object, "errors", r->counts.findings[SEVERITY_ERROR]);
    put_number(object, "warnings", r->counts.findings[SEVERITY_WARNING]);
    put_number(object, "notes", r->counts.findings[SEVERITY_NOTE]);
    put_number(object, "exit", (uint64_t)exit);
}
