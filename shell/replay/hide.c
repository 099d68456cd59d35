/* hide.c - every text of every object passes here, whatever its key. */
#include <config.h>

#include "shell/replay/hide.h"

#include "net/transcript/file-mask.h"
#include "net/transcript/hide-text.h"
#include "net/transcript/transcript.h"
#include <string.h>

struct mask *hide_mask(const struct transcript *t, const struct values *v)
{
    struct mask *m = file_mask_new(t);

    for (size_t i = 0; i < v->secret_count; i++)
        mask_learn(m, secret_span(&v->secrets[i].value));
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
