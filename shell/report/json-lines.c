/* json-lines.c - a run as JSON objects, a line each, written as it happens.
 *
 * What is not final has no object yet, so every prefix of whole lines is
 * true; "summary" is the last one. */
#include <config.h>

#include "net/wire/clock.h"
#include "shell/report/json-part.h"

static json_t *object_new(const struct writer *w, const char *type)
{
    json_t *object = json_object();

    json_part_text(object, "type", type);
    json_part_seconds(object, "t", clock_ns() - w->run->started_ns);
    return object;
}

/* An object about a file, on a connection unless that is 0. */
static json_t *object_of(const struct writer *w, const char *type,
                         const struct report_file *f, uint32_t connection)
{
    json_t *object = object_new(w, type);

    if (connection)
        json_object_set_new(object, "conn", json_integer(connection));
    json_part_text(object, "file", f->about.name);
    return object;
}

static void emit(struct writer *w, json_t *object)
{
    json_part_write(&w->out, object);
    buf_add_char(&w->out, '\n');
}

void jsonl_begin(struct writer *w)
{
    json_t *object = object_new(w, "run");

    json_object_set_new(object, "schema", json_integer(JSON_SCHEMA));
    json_part_text(object, "tool", "pop3sh");
    json_part_text(object, "version", PACKAGE_VERSION);
    json_part_text(object, "mode", w->run->mode);
    emit(w, object);
}

void jsonl_file_begin(struct writer *w, const struct report_file *f)
{
    json_t *object = object_of(w, "file", f, 0);

    json_part_text(object, "title", f->about.title);
    json_part_text(object, "server", f->about.server);
    emit(w, object);
}

static const struct kept_case *case_of(const struct report_file *f,
                                       const struct item *item)
{
    return item->in_case != NO_CASE ? &f->cases[item->in_case] : NULL;
}

void jsonl_item(struct writer *w, const struct report_file *f,
                const struct item *item)
{
    const struct kept_case *c = case_of(f, item);
    uint32_t connection = c ? c->about.connection : 0;
    json_t *object;

    if (item->kind == ITEM_FINDING) {
        object = object_of(w, "finding", f, item->is.finding.connection);
        json_part_finding(object, &item->is.finding);
    } else {
        object = object_of(w, "difference", f, connection);
        json_part_difference(object, &item->is.difference);
    }
    if (c) {
        json_part_text(object, "step", c->about.step);
        json_part_text(object, "case", c->about.id);
    }
    emit(w, object);
}

static void emit_case(struct writer *w, const struct report_file *f,
                      const struct kept_case *c)
{
    json_t *object = object_of(w, "case", f, c->about.connection);

    json_part_case(object, c);
    emit(w, object);
}

void jsonl_case_end(struct writer *w, const struct report_file *f,
                    const struct kept_case *c)
{
    if (!f->about.late)
        emit_case(w, f, c);
}

void jsonl_file_end(struct writer *w, const struct report_file *f)
{
    json_t *object = object_of(w, "verdict", f, 0);

    for (size_t i = 0; i < f->case_count && f->about.late; i++)
        emit_case(w, f, &f->cases[i]);
    json_part_verdict(object, f);
    emit(w, object);
}

void jsonl_end(struct writer *w, enum exit_status exit)
{
    json_t *object = object_new(w, "summary");

    json_part_summary(object, w->run, exit);
    emit(w, object);
}
