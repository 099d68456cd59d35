/* header.c - puts header lines together and sorts them (RFC 5322 section
 * 2.2). */
#include <config.h>

#include "net/rules/header.h"

#include "net/base/text.h"
#include <string.h>

void header_init(struct header *h)
{
    /* the buffers need no clearing: their lengths do */
    h->odd.count = h->invalid.count = h->mbox.count = h->binary.count = 0;
    h->dates = h->froms = 0;
    h->over = h->cut = h->field = h->encoding_due = false;
    h->octets = h->lines = h->line_octets = 0;
}

static void note(struct header *h, struct header_lines *l, struct span line,
                 size_t column)
{
    if (l->count++)
        return;
    l->column = column;
    kept_take(&l->first, h->line_offset, line);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The field's name, and in *body_out what follows its colon; empty when the
 * line is no field. Blanks before the colon are the obsolete form. */
static struct span name_of(struct span line, struct span *body_out)
{
    size_t n = 0, colon;

    while (n < line.len && line.at[n] > 0x20 && line.at[n] < 0x7F &&
           line.at[n] != ':')
        n++;
    for (colon = n; colon < line.len && is_blank(line.at[colon]);)
        colon++;
    if (colon == line.len || line.at[colon] != ':')
        return (struct span){0};
    *body_out = span_trim(span_from(line, colon + 1));
    return span_first(line, n);
}

/* The value of Content-Transfer-Encoding, a word that a comment may follow
 * (RFC 2045 section 6.1). It may stand on a line of its own. */
static void take_encoding(struct header *h, struct span body, struct span line)
{
    size_t n = 0;

    while (n < body.len && !is_blank(body.at[n]) && body.at[n] != '(')
        n++;
    h->encoding_due = body.len == 0;
    if (span_is_case(span_first(body, n), "binary"))
        note(h, &h->binary, line, (size_t)(body.at - line.at));
}

static void take_field(struct header *h, struct span name, struct span body,
                       struct span line)
{
    if (span_is_case(name, "Date"))
        h->dates++;
    else if (span_is_case(name, "From"))
        h->froms++;
    else if (span_is_case(name, "Content-Transfer-Encoding"))
        take_encoding(h, body, line);
}

/* A malformed octet at the very end of a line that was cut is no fault. */
static void judge_utf8(struct header *h, struct span line, bool whole)
{
    size_t bad;

    if (!text_is_utf8(line, &bad) && (whole || bad + 4 <= line.len))
        note(h, &h->invalid, line, bad);
}

static void take_line(struct header *h, struct span line, bool whole)
{
    struct span body = {0}, name;
    bool first = h->lines++ == 0;

    judge_utf8(h, line, whole);
    if (is_blank(line.at[0])) {
        if (!h->field)
            note(h, &h->odd, line, 0);
        else if (h->encoding_due)
            take_encoding(h, span_trim(line), line);
        return;
    }
    name = name_of(line, &body);
    h->encoding_due = false;
    h->field = name.len > 0;
    if (h->field)
        take_field(h, name, body, line);
    else if (first && span_starts(line, SPAN("From ")))
        note(h, &h->mbox, line, 0);
    else
        note(h, &h->odd, line, 0);
}

/* The line that was put together, its end included. */
static void end_line(struct header *h)
{
    bool whole = h->line_octets <= sizeof h->line;
    struct span line = {h->line, whole ? h->line_octets : sizeof h->line};

    while (whole && line.len &&
           (line.at[line.len - 1] == '\n' || line.at[line.len - 1] == '\r'))
        line.len--;
    if (line.len)
        take_line(h, line, whole);
    else
        h->over = true;
    h->line_octets = 0;
}

static void add_part(struct header *h, struct span part, uint64_t offset)
{
    size_t room = 0;

    if (!h->line_octets)
        h->line_offset = offset;
    if (h->line_octets < sizeof h->line)
        room = sizeof h->line - h->line_octets;
    if (room)
        memcpy(h->line + h->line_octets, part.at,
               part.len < room ? part.len : room);
    h->line_octets += part.len;
}

void header_add(struct header *h, struct span text, uint64_t offset)
{
    while (text.len && !h->over && !h->cut) {
        size_t n = span_find(text, '\n');
        struct span part = span_first(text, n + 1);

        if (h->octets + part.len > HEADER_MOST)
            part = span_first(part, HEADER_MOST - h->octets);
        add_part(h, part, offset);
        h->octets += part.len;
        offset += part.len;
        if (part.len && part.at[part.len - 1] == '\n')
            end_line(h);
        h->cut = !h->over && h->octets == HEADER_MOST;
        text = span_from(text, part.len);
    }
}
