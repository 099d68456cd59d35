/* fuzz-transcript.c - any octets as a transcript, and as a line of one.
 *
 * Properties: never crashes; whole and split input give the same items and the
 * same error; runs play as their items do; what is read is printed alike; the
 * canonical layout is stable and reads; playing and redacting a transcript
 * ends, and what was redacted reads; octets written as a line come back. */
#include <config.h>

#include "net/pop3/dialogue.h"
#include "net/transcript/canonical.h"
#include "net/transcript/feed.h"
#include "net/transcript/redactor.h"
#include "net/transcript/transcript.h"
#include "net/transcript/writer.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/played.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fail(const char *what, struct span text)
{
    fprintf(stderr, "%s:\n%.*s\n", what, (int)text.len, text.at);
    abort();
}

/* Print what is read of text in parts, and the error behind it. */
static void print_split(struct span text, size_t part, struct buf *out)
{
    struct reader *r = reader_new("f");
    struct error err = {0};
    struct item item;
    enum reader_result result = READER_MORE;

    while (text.len && result != READER_ERROR) {
        struct span in = span_first(text, part);

        text = span_from(text, in.len);
        while ((result = reader_next(r, &in, &item, &err)) == READER_ITEM)
            writer_item(out, &item);
    }
    while (result != READER_ERROR &&
           (result = reader_finish(r, &item, &err)) == READER_ITEM)
        writer_item(out, &item);
    buf_add_text(out, err.what);
    reader_free(r);
}

static void check_splits(struct span text)
{
    struct buf whole = {0}, split = {0};

    print_split(text, text.len, &whole);
    print_split(text, 1, &split);
    if (!span_equal(buf_span(&whole), buf_span(&split)))
        fail("splits differ", text);
    buf_done(&whole);
    buf_done(&split);
}

/* What feed_run plays is what the items are. */
static void check_runs(struct span text)
{
    static const struct played_how hows[] = {
        {1 << 16, true},
        {100,     true}
    };
    const struct played_how items = {1 << 16, false};
    struct buf want = {0}, got = {0};

    played(text, &items, 7, &want, NULL);
    for (size_t i = 0; i < sizeof hows / sizeof *hows; i++) {
        buf_clear(&got);
        played(text, &hows[i], 7, &got, NULL);
        if (!span_equal(buf_span(&got), buf_span(&want)))
            fail("runs differ", text);
    }
    buf_done(&want);
    buf_done(&got);
}

static void format(const struct transcript *t, struct buf *out)
{
    struct canonical c = {0};

    for (size_t i = 0; i < t->count; i++)
        canonical_item(&c, out, &t->items[i]);
}

/* The layout reads, and laid out again it is the same. */
static void check_layout(const struct transcript *t, struct span text)
{
    struct buf once = {0}, twice = {0};
    struct transcript again;
    struct error err = {0};

    format(t, &once);
    if (!transcript_read(&again, buf_span(&once), "f", &err))
        fail(err.what, text);
    format(&again, &twice);
    if (!span_equal(buf_span(&once), buf_span(&twice)))
        fail("the layout is not stable", text);
    transcript_done(&again);
    buf_done(&once);
    buf_done(&twice);
}

static void ignore(void *ctx, const struct event *e)
{
    (void)ctx;
    (void)e;
}

static void take_chunk(void *ctx, unsigned conn, const struct chunk *chunk)
{
    (void)conn;
    dialogue_feed(ctx, chunk);
}

static void play(const struct transcript *t)
{
    struct dialogue *d = dialogue_new(ignore, NULL);
    struct feed *f = feed_new(take_chunk, d);

    for (size_t i = 0; i < t->count; i++)
        feed_item(f, &t->items[i]);
    feed_flush(f);
    feed_free(f);
    dialogue_free(d);
}

static void redact_once(const struct transcript *t, struct buf *out)
{
    struct redactor *r =
        redactor_new(REDACT_SECRETS | REDACT_USER | REDACT_HOST | REDACT_UID);

    for (size_t i = 0; i < t->count; i++)
        redactor_learn(r, &t->items[i]);
    for (size_t i = 0; i < t->count; i++)
        redactor_item(r, out, &t->items[i]);
    redactor_end(r, out);
    redactor_free(r);
}

/* That the second text is the first is asked of sessions as people have them
 * (test-rewrite): in others what stands for a name may look like another. */
static void redact(const struct transcript *t, struct span text)
{
    struct buf once = {0}, twice = {0};
    struct transcript again, third;
    struct error err = {0};

    redact_once(t, &once);
    if (!transcript_read(&again, buf_span(&once), "f", &err))
        fail(err.what, text);
    redact_once(&again, &twice);
    if (!transcript_read(&third, buf_span(&twice), "f", &err))
        fail(err.what, text);
    transcript_done(&again);
    transcript_done(&third);
    buf_done(&once);
    buf_done(&twice);
}

/* A body may claim any size, and is played in that size. */
static bool is_small(const struct transcript *t)
{
    for (size_t i = 0; i < t->count; i++) {
        uint64_t octets = 0;

        if (t->items[i].kind == ITEM_EVENT &&
            param_number(t->items[i].text, "octets", &octets) &&
            octets > 1000000)
            return false;
    }
    return true;
}

/* Fold it in pieces of a length that the text decides. */
static void fold(struct transcript *out, struct span text, struct buf *copy,
                 struct error *err)
{
    size_t piece = 1 + text.len % 61;
    bool ok = true;

    buf_room(copy, text.len);
    transcript_begin(out, "f");
    for (; ok && text.len; text = span_from(text, piece)) {
        buf_add(copy, span_first(text, piece));
        ok = transcript_fold(out, copy, err);
    }
    if (ok)
        transcript_fold_end(out, copy, err);
}

/* Folded, a transcript has the same lines, and fails at the same place. */
static void check_folded(const struct transcript *t, const struct error *err,
                         struct span text)
{
    struct transcript folded;
    struct error folded_err = {0};
    struct buf was = {0}, now = {0}, copy = {0};

    fold(&folded, text, &copy, &folded_err);
    for (size_t i = 0; i < t->count; i++)
        writer_item(&was, &t->items[i]);
    for (size_t i = 0; i < folded.count; i++) {
        if (folded.items[i].line > t->count ||
            folded.items[i].kind != t->items[folded.items[i].line - 1].kind)
            fail("a folded item has another line", text);
        for (size_t n = 0; n <= folded.items[i].repeats; n++)
            writer_item(&now, &folded.items[i]);
    }
    if (!span_equal(buf_span(&was), buf_span(&now)) ||
        folded.session > folded.count || strcmp(err->what, folded_err.what))
        fail("folding changes a transcript", text);
    transcript_done(&folded);
    buf_done(&was);
    buf_done(&now);
    buf_done(&copy);
}

static void check_line(struct span octets)
{
    struct buf text = {0}, wire = {0}, back = {0};
    struct transcript t;
    struct error err = {0};

    writer_wire(&wire, octets);
    buf_add_text(&text, ITEM_MAGIC_LINE "\n\n");
    writer_line(&text, 'C', 1, ITEM_ONE, buf_span(&wire));
    if (!transcript_read(&t, buf_span(&text), "f", &err))
        fail(err.what, octets);
    wire_octets(&back, t.items[t.session].text);
    if (!span_equal(buf_span(&back), octets))
        fail("octets differ", octets);
    transcript_done(&t);
    buf_done(&text);
    buf_done(&wire);
    buf_done(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct span text = {(const char *)at, len};
    struct transcript t;
    struct error err = {0};

    if (len > 1 << 16)
        return 0;
    check_splits(text);
    if (transcript_read(&t, text, "f", &err)) {
        check_layout(&t, text);
        if (is_small(&t)) {
            play(&t);
            redact(&t, text);
        }
    }
    check_folded(&t, &err, text);
    if (is_small(&t))
        check_runs(text); /* up to the error, if there is one */
    transcript_done(&t);
    check_line(text);
    return 0;
}
