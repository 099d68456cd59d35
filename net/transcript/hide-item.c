/* hide-item.c - each kind of item by what can be read where it stands. */
#include <config.h>

#include "net/transcript/hide-item.h"

#include "net/transcript/hide-quote.h"
#include "net/transcript/hide-text.h"
#include "net/transcript/hide-wire.h"
#include "net/transcript/numbered.h"
#include "net/transcript/transcript.h"
#include "net/transcript/writer.h"

/* --- header --- */

/* What stands in the place of a variable's value. A part of it cannot be said
 * in another way. */
static void hide_value(const struct mask *m, struct span value, struct buf *out)
{
    struct span secret = mask_find(m, value);
    unsigned number = mask_number(m, value);

    if (secret.len && secret.len == value.len)
        numbered_add(out, "env:POP3SH_PASSWORD", number);
    else
        hide_text(m, value, out);
}

void hide_header(const struct mask *m, const struct item *item, struct buf *out)
{
    enum header_form form = item->field ? item->field->form : HEADER_TEXT;
    struct span name, value = item->text;

    if (!hide_text_finds(m, value)) {
        writer_item(out, item);
        return;
    }
    switch (form) {
    case HEADER_BINDING:
        header_field_split(item->text, &name, &value);
        buf_add(out, span_first(item->raw, (size_t)(value.at - item->raw.at)));
        hide_value(m, value, out);
        break;
    case HEADER_DROP:
        buf_add_format(out, "%s: any", item->field->name);
        break;
    case HEADER_TEXT:
        buf_add(out, span_first(item->raw, (size_t)(value.at - item->raw.at)));
        hide_text(m, value, out);
        break;
    default: /* the words of choices, and numbers, tell nothing */
        buf_add(out, item_line(item));
        break;
    }
    buf_add_char(out, '\n');
}

/* --- events --- */

bool hide_item_has_words(const struct item *event)
{
    return event->verb->id == AT_STEP || event->verb->id == AT_NOTE ||
           event->verb->id == AT_CONNECT ||
           (event->verb->id == AT_TLS &&
            span_starts(event->text, SPAN("fail ")));
}

static bool is_words(const struct item *event, const struct param *p)
{
    switch (event->verb->id) {
    case AT_CONNECT:
        return span_is(p->key, "host");
    case AT_TLS: /* "fail" */
        return p->key.len || p->quoted;
    default:
        return true;
    }
}

void hide_item_words(const struct item *item,
                     void (*words)(void *ctx, struct span value,
                                   struct buf *out),
                     void *ctx, struct buf *out)
{
    struct span rest = item->text;
    struct buf event = {0}, value = {0}, hidden = {0}, key = {0};
    struct param p;
    bool same = true;

    writer_event(&event, item->conn, item->verb->id);
    while (param_next(&rest, &p) > 0) {
        buf_clear(&key);
        buf_clear(&value);
        buf_clear(&hidden);
        buf_add(&key, p.key);
        param_text(&p, &value);
        if (is_words(item, &p))
            words(ctx, buf_span(&value), &hidden);
        else
            buf_add(&hidden, buf_span(&value));
        same = same && span_equal(buf_span(&value), buf_span(&hidden));
        if (p.key.len)
            writer_param(&event, buf_text(&key), buf_span(&hidden));
        else
            writer_word(&event, buf_span(&hidden));
    }
    writer_event_end(&event);
    if (same)
        writer_item(out, item);
    else
        buf_add(out, buf_span(&event));
    buf_wipe(&event);
    buf_wipe(&value);
    buf_wipe(&hidden);
    buf_done(&key);
}

static void hide_words(void *ctx, struct span value, struct buf *out)
{
    hide_text(ctx, value, out);
}

/* --- all of them --- */

static void hide_comment(const struct mask *m, const struct item *item,
                         struct buf *out)
{
    struct buf quote = {0}, text = {0};
    bool found = hide_quote(item_line(item), &quote);

    found = hide_text(m, buf_span(&quote), &text) || found;
    if (found) {
        buf_add(out, buf_span(&text));
        buf_add_text(out, item->ended ? "\n" : "");
    } else {
        writer_item(out, item);
    }
    buf_wipe(&quote);
    buf_wipe(&text);
}

static void hide_line(const struct mask *m, const struct item *item,
                      struct buf *out)
{
    bool client = item->kind == ITEM_CLIENT;
    struct buf wire = {0};

    if (hide_wire(m, item->text, client, &wire))
        writer_line(out, client ? 'C' : 'S', item->conn, item->quantity,
                    buf_span(&wire));
    else
        writer_item(out, item);
    buf_wipe(&wire);
}

void hide_item(const struct mask *m, const struct item *item, struct buf *out)
{
    switch (item->kind) {
    case ITEM_HEADER:
        hide_header(m, item, out);
        break;
    case ITEM_COMMENT:
        hide_comment(m, item, out);
        break;
    case ITEM_CLIENT:
    case ITEM_SERVER:
        hide_line(m, item, out);
        break;
    case ITEM_EVENT:
        if (hide_item_has_words(item)) {
            hide_item_words(item, hide_words, (void *)m, out);
            break;
        }
        /* fall through */
    case ITEM_MAGIC:
    case ITEM_BLANK:
        writer_item(out, item);
        break;
    }
}

bool hide_transcript(const struct mask *m, struct span text, struct buf *out)
{
    struct transcript t;
    struct error ignored;
    bool ok = transcript_read(&t, text, "", &ignored);

    for (size_t i = 0; ok && i < t.count; i++) {
        size_t from = out->len;

        hide_item(m, &t.items[i], out);
        writer_end_as(out, from, &t.items[i]);
    }
    transcript_done(&t);
    return ok;
}
