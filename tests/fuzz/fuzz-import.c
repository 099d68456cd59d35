/* fuzz-import.c - any octets as a log, of every kind; a line "====" divides
 * the two files of a pair.
 *
 * Properties: never crashes, ends; what is written reads, says the same when it
 * is laid out anew, and plays; an error has a place; the same log gives the
 * same transcript. */
#include <config.h>

#include "net/pop3/dialogue.h"
#include "net/transcript/canonical.h"
#include "net/transcript/feed.h"
#include "net/transcript/import.h"
#include "net/transcript/transcript.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fail(const char *format, const char *what, struct span text)
{
    fprintf(stderr, "%s: %s:\n%.*s\n", format, what, (int)text.len, text.at);
    abort();
}

static void take_text(void *ctx, struct span text)
{
    buf_add(ctx, text);
}

static bool import(const struct import_format *format, struct span text,
                   struct span other, struct buf *out, struct error *err)
{
    const struct import_options how = {
        .name = "f", .tool = "f", .write = take_text, .ctx = out};

    return import_run(format, text, other, &how, err);
}

static void ignore(void *ctx, const struct event *e)
{
    (void)ctx, (void)e;
}

static void take_chunk(void *ctx, unsigned conn, const struct chunk *chunk)
{
    (void)conn;
    dialogue_feed(ctx, chunk);
}

/* A body may claim any size; what stands in for it has that size. */
static bool is_small(const struct item *item)
{
    uint64_t octets = 0;

    return item->kind != ITEM_EVENT ||
           !param_number(item->text, "octets", &octets) || octets < 100000;
}

static void play(const struct transcript *t)
{
    struct dialogue *d = dialogue_new(ignore, NULL);
    struct feed *f = feed_new(take_chunk, d);

    for (size_t i = 0; i < t->count; i++)
        if (is_small(&t->items[i]))
            feed_item(f, &t->items[i]);
    feed_flush(f);
    feed_free(f);
    dialogue_free(d);
}

static void check_text(const char *format, struct span text, struct span log)
{
    struct transcript t, again;
    struct canonical c = {0};
    struct buf layout = {0};
    struct error err = {0};

    if (!transcript_read(&t, text, "f", &err))
        fail(format, err.what, log);
    play(&t);
    for (size_t i = 0; i < t.count; i++)
        canonical_item(&c, &layout, &t.items[i]);
    if (!transcript_read(&again, buf_span(&layout), "f", &err))
        fail(format, err.what, log);
    transcript_done(&again);
    transcript_done(&t);
    buf_done(&layout);
}

static void check_format(const struct import_format *format, struct span text,
                         struct span other)
{
    struct buf once = {0}, twice = {0};
    struct error err = {0}, same = {0};
    bool good = import(format, text, other, &once, &err);

    if (good != import(format, text, other, &twice, &same) ||
        !span_equal(buf_span(&once), buf_span(&twice)) ||
        strcmp(err.what, same.what) != 0)
        fail(format->name, "a second time it is another one", text);
    if (good)
        check_text(format->name, buf_span(&once), text);
    else if (strncmp(err.what, "f:", 2) != 0 && strncmp(err.what, "f ", 2) != 0)
        fail(format->name, err.what, text);
    buf_done(&once);
    buf_done(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct span text = {(const char *)at, len}, other = {0};
    const char *between = memmem(at, len, "\n====\n", 6);

    if (len > 1 << 14)
        return 0;
    if (between) {
        other = span_from(text, (size_t)(between - text.at) + 6);
        text = span_first(text, (size_t)(between - text.at) + 1);
    }
    import_guess(text);
    for (size_t i = 0; i < imports_count; i++)
        check_format(&imports[i], text, other);
    return 0;
}
