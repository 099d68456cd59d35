/* transcript.c - collects the items of a transcript. */
#include <config.h>

#include "net/transcript/transcript.h"

#include "net/base/memory.h"
#include <stdlib.h>

static void add_item(struct transcript *t, size_t *room,
                     const struct item *item)
{
    if (t->count == *room) {
        *room = *room ? *room * 2 : 64;
        t->items = xrealloc(t->items, *room * sizeof *t->items);
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

static bool read_items(struct transcript *out, struct span text,
                       const char *name, bool fold, struct error *err)
{
    enum reader_result result;
    struct item item;
    size_t room = 0;

    *out = (struct transcript){.reader = reader_new(name)};
    do {
        result = reader_next(out->reader, &text, &item, err);
        if (result == READER_MORE)
            result = reader_finish(out->reader, &item, err);
        if (result != READER_ITEM)
            break;
        if (fold)
            item.repeats = (uint32_t)reader_repeats(out->reader, &text, &item);
        add_item(out, &room, &item);
    } while (true);
    out->session = find_session(out);
    return result == READER_MORE;
}

bool transcript_read(struct transcript *out, struct span text, const char *name,
                     struct error *err)
{
    return read_items(out, text, name, false, err);
}

bool transcript_read_folded(struct transcript *out, struct span text,
                            const char *name, struct error *err)
{
    return read_items(out, text, name, true, err);
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
