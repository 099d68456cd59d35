/* json.c - a run as one JSON object, for programs that read it afterwards.
 *
 * Written file by file: what is in memory is one file, never the run. */
#include <config.h>

#include "shell/report/json-part.h"

void json_begin(struct writer *w)
{
    buf_add_format(&w->out,
                   "{\"schema\":%d,\"tool\":\"pop3sh\",\"version\":\"%s\","
                   "\"mode\":\"%s\",\"files\":[",
                   JSON_SCHEMA, PACKAGE_VERSION, w->run->mode);
}

/* The differences or findings of a case, or of none. */
static json_t *array_of(const struct report_file *f, size_t index,
                        enum item_kind kind)
{
    json_t *array = json_array();
    const struct item *item;
    size_t at = 0;

    while ((item = report_next_item(f, index, kind, &at))) {
        json_t *object = json_object();

        if (kind == ITEM_FINDING)
            json_part_finding(object, &item->is.finding);
        else
            json_part_difference(object, &item->is.difference);
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *case_object(const struct report_file *f, size_t index)
{
    json_t *object = json_object();
    uint32_t connection = f->cases[index].about.connection;

    json_part_case(object, &f->cases[index]);
    if (connection)
        json_object_set_new(object, "conn", json_integer(connection));
    json_object_set_new(object, "differences",
                        array_of(f, index, ITEM_DIFFERENCE));
    json_object_set_new(object, "findings", array_of(f, index, ITEM_FINDING));
    return object;
}

void json_file(struct writer *w, const struct report_file *f)
{
    json_t *object = json_object(), *cases = json_array();

    json_part_text(object, "file", f->about.name);
    json_part_text(object, "title", f->about.title);
    json_part_text(object, "server", f->about.server);
    json_part_verdict(object, f);
    for (size_t i = 0; i < f->case_count; i++)
        json_array_append_new(cases, case_object(f, i));
    json_object_set_new(object, "cases", cases);
    json_object_set_new(object, "findings", array_of(f, NO_CASE, ITEM_FINDING));
    buf_add_text(&w->out, w->points++ ? ",\n" : "\n");
    json_part_write(&w->out, object);
}

void json_end(struct writer *w, enum exit_status exit)
{
    json_t *summary = json_object();

    json_part_summary(summary, w->run, exit);
    buf_add_text(&w->out, "\n],\"summary\":");
    json_part_write(&w->out, summary);
    buf_add_text(&w->out, "}\n");
}
