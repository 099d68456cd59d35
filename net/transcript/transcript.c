/* transcript.c - collects the items of a transcript. */
#include <config.h>

#include "net/transcript/transcript.h"

#include "net/base/memory.h"
#include <stdlib.h>

static void add_item(struct transcript *t, const struct item *item)
{
    if (t->count == t->room) {
        t->room = t->room ? t->room * 2 : 64;
        t->items = xrealloc(t->items, t->room * sizeof *t->items);
    }
    t->items[t->count++] = *item;
}

/* Where the session begins: behind the first blank line. */
static size_t find_session(const struct transcript *t)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->items[i].kind == ITEM_BLANK)
            return i + 1;
    return t->count;
}

/* How many lines at the front of *in repeat the last item: they are taken off.
 */
static size_t take_repeats(struct transcript *t, struct span *in)
{
    struct item *last = t->count ? &t->items[t->count - 1] : NULL;
    size_t n = last ? reader_repeats(t->reader, in, last) : 0;

    if (n)
        last->repeats += (uint32_t)n;
    return n;
}

static bool read_items(struct transcript *t, struct span in, bool fold,
                       struct error *err)
{
    enum reader_result result;
    struct item item;

    for (;;) {
        if (fold && take_repeats(t, &in))
            continue;
        result = reader_next(t->reader, &in, &item, err);
        if (result != READER_ITEM)
            return result == READER_MORE;
        add_item(t, &item);
    }
}

/* What is left is a last line without its LF. */
static bool finish(struct transcript *t, struct error *err)
{
    enum reader_result result;
    struct item item;

    while ((result = reader_finish(t->reader, &item, err)) == READER_ITEM)
        add_item(t, &item);
    return result == READER_MORE;
}

void transcript_begin(struct transcript *out, const char *name)
{
    *out = (struct transcript){.reader = reader_new(name)};
}

bool transcript_read(struct transcript *out, struct span text, const char *name,
                     struct error *err)
{
    bool ok;

    transcript_begin(out, name);
    ok = read_items(out, text, false, err) && finish(out, err);
    out->session = find_session(out);
    return ok;
}

/* Where the line of the last item ends. */
static size_t end_of_last(const struct transcript *t, const struct buf *text)
{
    const struct item *last = &t->items[t->count - 1];

    return (size_t)(last->raw.at + last->raw.len + 1 - text->at);
}

/* How many octets of text behind its last LF; those up to `searched` hold none.
 */
static size_t tail_of(const struct transcript *t, const struct buf *text)
{
    size_t at = text->len;

    while (at > t->searched && text->at[at - 1] != '\n')
        at--;
    return text->len - (at > t->searched ? at : t->taken);
}

bool transcript_fold(struct transcript *t, struct buf *text, struct error *err)
{
    size_t tail = tail_of(t, text), lines = text->len - tail;
    struct span whole = span_from(span_first(buf_span(text), lines), t->taken);

    t->searched = text->len;
    if (!whole.len)
        return true;
    if (!read_items(t, whole, true, err)) {
        t->session = find_session(t);
        return false;
    }
    t->taken = end_of_last(t, text);
    memmove(text->at + t->taken, text->at + lines, tail);
    buf_cut(text, t->taken + tail);
    t->searched = text->len;
    return true;
}

bool transcript_fold_end(struct transcript *t, const struct buf *text,
                         struct error *err)
{
    struct span rest = span_from(buf_span(text), t->taken);
    bool ok = read_items(t, rest, false, err) && finish(t, err);

    t->session = find_session(t);
    return ok;
}

bool transcript_read_folded(struct transcript *out, struct buf *text,
                            const char *name, struct error *err)
{
    transcript_begin(out, name);
    return transcript_fold(out, text, err) &&
           transcript_fold_end(out, text, err);
}

void transcript_done(struct transcript *t)
{
    free(t->items);
    reader_free(t->reader);
    *t = (struct transcript){0};
}

bool transcript_field(const struct transcript *t, enum header_field_id id,
                      size_t nth, struct span *value_out)
{
    for (size_t i = 0; i < t->session && i < t->count; i++) {
        const struct item *item = &t->items[i];

        if (item->kind != ITEM_HEADER || !item->field ||
            item->field->id != id || nth--)
            continue;
        *value_out = item->text;
        return true;
    }
    return false;
}

bool transcript_field_is(const struct transcript *t, enum header_field_id id,
                         const char *value)
{
    struct span got;

    return transcript_field(t, id, 0, &got) && span_is(got, value);
}
