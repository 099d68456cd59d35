/* reader.c - cuts a transcript into lines, and says where one is wrong.
 *
 * Leaves what a line says to reader-line.c. */
#include <config.h>

#include "net/transcript/reader-private.h"

#include "net/base/memory.h"
#include "net/pop3/run.h"
#include <stdlib.h>

struct reader *reader_new(const char *name)
{
    struct reader *r = xcalloc(1, sizeof *r);

    r->name = xstrdup(name);
    buf_init(&r->line, ITEM_LINE_MOST + 1);
    return r;
}

void reader_free(struct reader *r)
{
    if (!r)
        return;
    free(r->name);
    buf_done(&r->line);
    buf_done(&r->names);
    buf_done(&r->expression);
    free(r);
}

uint32_t reader_error_line(const struct reader *r)
{
    return r->error_line;
}

uint32_t reader_error_column(const struct reader *r)
{
    return r->error_column;
}

bool reader_in_session(const struct reader *r)
{
    return r->in_session;
}

/* --- saying what is wrong --- */

bool reader_fail(struct reader *r, const struct place *p, const char *at,
                 const char *expected)
{
    r->failed = true;
    r->error_line = r->lines;
    r->error_column = (uint32_t)(at - p->line.at) + 1;
    return error_set(p->err, ERROR_INPUT, "%s:%u:%u: expected %s", r->name,
                     r->error_line, r->error_column, expected);
}

/* --- lines of the file --- */

static bool fail_magic(struct reader *r, const struct place *p, const char *at)
{
    if (span_starts(p->line, SPAN("\xEF\xBB\xBF")))
        return reader_fail(r, p, at,
                           "\"" ITEM_MAGIC_LINE "\" without the byte order "
                           "mark in front of it");
    if (span_starts(p->line, SPAN("%POP3-TRANSCRIPT ")))
        return reader_fail(r, p, at,
                           "\"" ITEM_MAGIC_LINE "\": this is another version, "
                           "or has something behind it");
    return reader_fail(r, p, at,
                       "\"" ITEM_MAGIC_LINE "\": this is no transcript; "
                       "\"pop3sh import auto FILE\" makes one of a log");
}

/* raw is a line without its LF. */
static bool read_line(struct reader *r, struct span raw, struct item *item,
                      struct error *err)
{
    struct place p = {raw, err};

    if (raw.len && raw.at[raw.len - 1] == '\r')
        p.line.len--;
    *item = (struct item){.line = ++r->lines, .raw = raw, .conn = 1};
    if (raw.len > ITEM_LINE_MOST)
        return reader_fail(r, &p, raw.at + ITEM_LINE_MOST,
                           "no line longer than 1 MiB");
    if (r->lines == 1) {
        item->kind = ITEM_MAGIC;
        item->text = p.line;
        return span_is(p.line, ITEM_MAGIC_LINE) ||
               fail_magic(r, &p, raw.at ? raw.at : p.line.at);
    }
    item->text = p.line;
    if (!p.line.len) {
        item->kind = ITEM_BLANK;
        r->in_session = true;
        return true;
    }
    if (p.line.at[0] == '#')
        return reader_comment(r, &p, item);
    return r->in_session ? reader_session(r, &p, item)
                         : reader_header(r, &p, item);
}

static enum reader_result take_line(struct reader *r, struct span raw,
                                    struct item *out, struct error *err)
{
    static const char nothing[1];

    if (!raw.at)
        raw.at = nothing; /* columns count from somewhere */
    return read_line(r, raw, out, err) ? READER_ITEM : READER_ERROR;
}

static enum reader_result too_large(struct reader *r, struct error *err)
{
    struct place p = {.line = SPAN(""), .err = err};

    r->lines++;
    reader_fail(r, &p, p.line.at, "a file of no more than 64 MiB");
    return READER_ERROR;
}

/* What a failed reader says again. */
static enum reader_result failed_before(const struct reader *r,
                                        struct error *err)
{
    error_set(err, ERROR_INPUT, "%s:%u:%u: wrong already", r->name,
              r->error_line, r->error_column);
    return READER_ERROR;
}

enum reader_result reader_next(struct reader *r, struct span *in,
                               struct item *out, struct error *err)
{
    size_t n = span_find(*in, '\n');
    bool ended = n < in->len;
    struct span part = span_first(*in, n);

    if (r->failed)
        return failed_before(r, err);
    if (!in->len)
        return READER_MORE;
    r->octets += n + ended;
    if (r->octets > ITEM_FILE_MOST)
        return too_large(r, err);
    *in = span_from(*in, n + ended);
    if (r->line.len || !ended) {
        buf_add(&r->line, part);
        if (!ended && r->line.len <= ITEM_LINE_MOST)
            return READER_MORE;
        part = buf_span(&r->line);
    }

    enum reader_result result = take_line(r, part, out, err);
    r->line.len = 0; /* the octets stay until the next line begins */
    out->ended = true;
    return result;
}

/* A line without escapes means the same wherever it stands, and leaves nothing
 * behind in the reader. It must lie where *in does, with its LF. */
size_t reader_repeats(struct reader *r, struct span *in,
                      const struct item *last)
{
    struct span line = {last->raw.at, last->raw.len + 1};
    bool alike = (last->kind == ITEM_CLIENT || last->kind == ITEM_SERVER) &&
                 last->plain && last->ended;
    size_t n;

    if (r->failed || !alike || !in->len || line.at + line.len != in->at)
        return 0;
    n = run_repeats(*in, line, (size_t)(ITEM_FILE_MOST - r->octets) / line.len);
    *in = span_from(*in, n * line.len);
    r->octets += n * line.len;
    r->lines += (uint32_t)n;
    return n;
}

enum reader_result reader_finish(struct reader *r, struct item *out,
                                 struct error *err)
{
    struct span rest = buf_span(&r->line);
    enum reader_result result;
    struct place p = {.line = SPAN(""), .err = err};

    if (r->failed)
        return failed_before(r, err);
    if (rest.len) {
        result = take_line(r, rest, out, err);
        r->line.len = 0;
        return result;
    }
    if (r->in_session)
        return READER_MORE;
    r->lines++;
    reader_fail(r, &p, p.line.at,
                r->lines == 1
                    ? "\"" ITEM_MAGIC_LINE "\"; the file is empty"
                    : "an empty line, which ends the header, and a session");
    return READER_ERROR;
}
