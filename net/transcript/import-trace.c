/* import-trace.c - what curl --trace-ascii and --trace write: blocks of octets
 * as dumps, each behind a line that says whose they are and how many.
 *
 * Line ends are exact, and with --trace so is every octet; --trace-ascii has
 * "." for those that are not printable. Of the data of a reply curl traces only
 * what it did not read together with the status line, so none is taken. */
#include <config.h>

#include "net/transcript/import-marked.h"

#include "net/base/hex.h"

enum {
    HEX_WIDTH = 16,   /* octets in a line of --trace */
    FRONT_MOST = 40,  /* octets of time and ids in front of a block's line */
    OFFSET_LEAST = 4, /* digits */
};

/* The blocks of the session; others are data, or octets under TLS. */
static const struct {
    struct span words;
    enum side side;
} kinds[] = {
    {{"<= Recv header, ", 16}, SIDE_SERVER},
    {{"=> Send header, ", 16}, SIDE_CLIENT},
};

static const struct span info = {"== Info: ", 9};

/* A block while its dump is read. */
struct block {
    bool open;
    bool hex; /* each octet is known */
    enum side side;
    uint64_t octets; /* in all */
    struct buf at;   /* so far */
};

/* Does line have words near its front? Then what follows them. */
static bool take_words(struct span line, struct span words,
                       struct span *rest_out)
{
    size_t at = span_find_span(span_first(line, FRONT_MOST + words.len), words);

    if (at + words.len > line.len || at > FRONT_MOST)
        return false;
    *rest_out = span_from(line, at + words.len);
    return true;
}

/* "0040: " of a dump: its offset, and what follows. */
static bool take_offset(struct span line, uint64_t *offset_out,
                        struct span *rest_out)
{
    size_t colon = span_find(line, ':');

    if (colon < OFFSET_LEAST || colon > 16 ||
        !span_starts(span_from(line, colon), SPAN(": ")))
        return false;
    *offset_out = 0;
    for (size_t i = 0; i < colon; i++) {
        int digit = hex_value(line.at[i]);

        if (digit < 0)
            return false;
        *offset_out = *offset_out << 4 | (unsigned)digit;
    }
    *rest_out = span_from(line, colon + 2);
    return true;
}

/* A line of --trace: as many pairs of digits as octets are left. A line of
 * --trace-ascii is too short for that. */
static bool take_hex(struct block *b, struct span text)
{
    uint64_t left = b->octets - b->at.len;
    size_t n = left < HEX_WIDTH ? (size_t)left : HEX_WIDTH;
    char octets[HEX_WIDTH];

    if (text.len < n * 3)
        return false;
    for (size_t i = 0; i < n; i++) {
        int high = hex_value(text.at[i * 3]),
            low = hex_value(text.at[i * 3 + 1]);

        if (high < 0 || low < 0 || text.at[i * 3 + 2] != ' ')
            return false;
        octets[i] = (char)(high << 4 | low);
    }
    buf_add(&b->at, (struct span){octets, n});
    return true;
}

/* CRLF is not shown: what is missing up to the next offset, or the end, is
 * one. */
static void catch_up(struct block *b, uint64_t offset)
{
    if (offset == b->at.len + 2)
        buf_add(&b->at, SPAN("\r\n"));
}

/* curl sends and reads lines. */
static void end_block(struct import *x, struct block *b)
{
    struct span all;

    if (!b->open)
        return;
    b->open = false;
    catch_up(b, b->octets);
    /* no line ends without any: an LF alone is a "." too */
    if (!b->hex && b->at.len && b->at.len == b->octets &&
        b->at.at[b->at.len - 1] == '.')
        b->at.at[b->at.len - 1] = '\n';
    if (!b->hex)
        import_tell(x, GUESS_OPAQUE,
                    "octets that are not printable stand as \".\" in this log; "
                    "curl --trace shows all");
    all = buf_span(&b->at);
    if (b->side == SIDE_CLIENT)
        import_data_lost(x, true);
    while (all.len) {
        size_t n = span_find(all, '\n') + 1;
        struct span line = span_first(all, n);

        if (line.len > 1 &&
            span_equal(span_from(line, line.len - 2), SPAN("\r\n")))
            import_line(x, b->side, span_first(line, line.len - 2));
        else
            import_octets(x, b->side, line);
        all = span_from(all, n);
    }
}

static void begin_block(struct block *b, enum side side, struct span count)
{
    b->side = side;
    b->open = span_take_number(&count, &b->octets) && b->octets &&
              span_starts(count, SPAN(" bytes"));
    b->hex = false;
    buf_wipe(&b->at);
}

static void take_dump(struct block *b, uint64_t offset, struct span text)
{
    if (!b->open)
        return;
    catch_up(b, offset);
    if (offset != b->at.len) {
        b->open = false; /* lines are missing */
        return;
    }
    if (take_hex(b, text))
        b->hex = true;
    else if (b->at.len + text.len <= b->octets)
        buf_add(&b->at, text);
}

static void take_line(struct import *x, struct block *b, struct span line)
{
    struct span rest;
    uint64_t offset;

    if (take_offset(line, &offset, &rest)) {
        take_dump(b, offset, rest);
        return;
    }
    end_block(x, b);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (take_words(line, kinds[i].words, &rest)) {
            begin_block(b, kinds[i].side, rest);
            return;
        }
    if (take_words(line, info, &rest))
        import_curl_info(x, rest);
}

bool import_read_trace(struct import *x, struct span text, struct span other,
                       struct error *err)
{
    struct block b = {0};

    (void)other;
    (void)err;
    while (text.len)
        take_line(x, &b, import_next(x, &text));
    end_block(x, &b);
    import_data_lost(x, true);
    buf_wipe(&b.at);
    return true;
}

unsigned import_like_trace(struct span text)
{
    text = span_first(text, 65536);
    return import_has(text, "<= Recv header, ") && import_has(text, "\n0000: ")
               ? 95
               : 0;
}
