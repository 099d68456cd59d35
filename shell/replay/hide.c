/* hide.c - every text of every object passes here, whatever its key. */
#include <config.h>

#include "shell/replay/hide.h"

#include "net/transcript/expand.h"
#include "net/transcript/file-mask.h"
#include "net/transcript/hide-text.h"
#include "net/transcript/transcript.h"
#include <string.h>

/* Is the value of a variable told by the environment, and not by the file? */
static bool has_sources(const struct transcript *t)
{
    struct span field, name, value;

    for (size_t i = 0; transcript_field(t, HEADER_VAR, i, &field); i++) {
        header_field_split(field, &name, &value);
        if (span_starts(value, SPAN("env:")))
            return true;
    }
    return false;
}

/* A password may be a variable. */
static void learn_variables(struct mask *m, const struct transcript *t,
                            const struct variables *v)
{
    struct variables values = {0};

    if (!has_sources(t))
        return;
    for (size_t i = 0; i < v->count; i++)
        variables_set(&values, buf_span(&v->at[i].name),
                      buf_span(&v->at[i].value), false);
    for (size_t i = 0; i < t->count; i++) {
        struct buf line = {0};

        if (t->items[i].kind == ITEM_CLIENT && !t->items[i].plain &&
            !expand_wire(&line, t->items[i].text, &values))
            mask_learn_line(m, span_first(buf_span(&line),
                                          span_find(buf_span(&line), '\r')));
        buf_wipe(&line);
    }
    variables_done(&values);
}

struct mask *hide_mask(const struct transcript *t, const struct values *v)
{
    struct mask *m = file_mask_new(t);

    for (size_t i = 0; i < v->secret_count; i++)
        mask_learn(m, secret_span(&v->secrets[i].value));
    learn_variables(m, t, &v->bindings);
    return m;
}

/* Is the text of that key a line of the client? */
static bool is_client(const json_t *told, const char *key)
{
    return !strcmp(key, "command") ||
           (span_is(told_span(told, "k"), "spoken") &&
            told_number(told, "by") == REPORT_CLIENT);
}

/* A column behind the place of a secret would point at something else. */
static bool moves_column(const json_t *told, const char *key,
                         struct span hidden)
{
    struct span was = told_span(told, key);
    uint64_t column = told_number(told, "column");
    size_t same = 0;

    while (same < was.len && same < hidden.len &&
           was.at[same] == hidden.at[same])
        same++;
    return column > same && (!strcmp(key, "got") || !strcmp(key, "excerpt"));
}

void hide_told(void *ctx, json_t *told)
{
    const struct hide *h = ctx;
    json_t *clean = json_copy(told), *member;
    const char *key;

    json_object_foreach(told, key, member)
    {
        struct span text = told_span(told, key);
        struct buf hidden = {0};

        if (text.at && strcmp(key, "k") != 0) {
            if (is_client(told, key))
                file_mask_client(h->mask, text, &hidden);
            else
                hide_text(h->mask, text, &hidden);
            if (!span_equal(text, buf_span(&hidden))) {
                told_put(clean, key, buf_span(&hidden));
                if (moves_column(told, key, buf_span(&hidden)))
                    json_object_del(clean, "column");
            }
        }
        buf_wipe(&hidden);
    }
    json_decref(told);
    h->tell(h->ctx, clean);
}
