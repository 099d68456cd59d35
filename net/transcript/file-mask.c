/* file-mask.c - finds the secrets that a transcript shows, by their places. */
#include <config.h>

#include "net/transcript/file-mask.h"

#include "net/transcript/hearing.h"
#include "net/transcript/hide-text.h"
#include "net/transcript/transcript.h"
#include "net/transcript/wire-text.h"

static void ignore(void *ctx, const struct event *e)
{
    (void)ctx, (void)e;
}

static bool names_secret(struct span text)
{
    struct wire_piece p;

    while (wire_next(&text, &p, NULL, NULL) > 0)
        if (p.kind == WIRE_SECRET)
            return true;
    return false;
}

/* May a secret stand in this line, or in those of the client that follow? */
static bool may_show(const struct item *item)
{
    struct buf masked = {0};
    struct span rest = item->text;
    bool shows;

    if (item->kind != ITEM_CLIENT || names_secret(item->text))
        return false;
    mask_line(&masked, item->text, false);
    shows = !span_equal(buf_span(&masked), item->text) ||
            span_is_case(span_take_word(&rest), "AUTH");
    buf_wipe(&masked);
    return shows;
}

static void hear(struct mask *m, const struct transcript *t)
{
    struct hearing *h = hearing_new(m);

    for (size_t i = 0; i < t->count; i++) {
        hearing_item(h, &t->items[i]);
        hearing_flush(h);
    }
    hearing_free(h);
}

struct mask *file_mask_new(const struct transcript *t)
{
    struct mask *m = mask_new(ignore, NULL);
    size_t i = 0;

    while (i < t->count && !may_show(&t->items[i]))
        i++;
    if (i < t->count) /* most files show none, and are not played for it */
        hear(m, t);
    return m;
}

void file_mask_client(const struct mask *m, struct span text, struct buf *out)
{
    struct buf line = {0};

    if (names_secret(text))
        buf_add(&line, text);
    else
        mask_line(&line, text, false);
    if (m)
        hide_text(m, buf_span(&line), out);
    else
        buf_add(out, buf_span(&line));
    buf_wipe(&line);
}
