/* plain.c - texts of a session made fit for any report.
 *
 * The one layer between what a run tells and what is written: secrets that a
 * mask knows go, then everything that may not reach a terminal. Knows how
 * transcripts write an octet, so that a place in a line can be found in its
 * text. */
#include <config.h>

#include "net/base/hex.h"
#include "net/base/text.h"
#include "net/transcript/hide-text.h"
#include "shell/report/private.h"

static void add_line(struct buf *out, struct span line)
{
    text_escape_fit(out, line, TEXT_PLAIN, LINE_COLUMNS);
}

void plain_line(struct buf *out, const struct mask *mask, struct span text)
{
    struct buf hidden = {0};

    if (mask && hide_text(mask, text, &hidden))
        text = buf_span(&hidden);
    add_line(out, text);
    buf_wipe(&hidden);
}

static size_t lines_in(struct span text)
{
    size_t lines = 0;

    while (text.len) {
        text = span_from(text, span_find(text, '\n') + 1);
        lines++;
    }
    return lines;
}

void plain_lines(struct buf *out, const struct mask *mask, struct span text)
{
    size_t total = lines_in(text);
    size_t shown = total > DIFF_LINES ? DIFF_LINES - 1 : total;

    for (size_t i = 0; i < shown; i++) {
        size_t end = span_find(text, '\n');

        if (i > 0)
            buf_add_char(out, '\n');
        plain_line(out, mask, span_first(text, end));
        text = span_from(text, end + 1);
    }
    if (shown < total)
        buf_add_format(out, "\n(%zu more lines)", total - shown);
}

/* --- places --- */

/* A piece of text, and the octets of the line it stands for. */
struct piece {
    size_t text, octets;
};

static const struct piece unknown = {0, 0};

/* "\u{202E}", as text_escape writes an unsafe character. */
static struct piece escaped_character(struct span text)
{
    uint32_t character = 0;
    size_t n = 3;

    for (; n < text.len && hex_value(text.at[n]) >= 0 && n < 9; n++) {
        character = character << 4 | (uint32_t)hex_value(text.at[n]);
    }
    if (n == text.len || text.at[n] != '}')
        return (struct piece){1, 1};
    return (struct piece){n + 1, character < 0x80      ? 1
                                 : character < 0x800   ? 2
                                 : character < 0x10000 ? 3
                                                       : 4};
}

/* The piece at the front of text, which is not empty; unknown for a mask
 * whose octets are not written down. A mask with octets is stepped into. */
static struct piece next_piece(struct span text)
{
    uint32_t character;
    size_t n, value;

    if (text.at[0] != '\\' || text.len == 1) {
        n = text_utf8(text, &character);
        return n ? (struct piece){n, n} : (struct piece){1, 1};
    }
    switch (text.at[1]) {
    case 'x':
        return text.len >= 4 ? (struct piece){4, 1} : (struct piece){1, 1};
    case 'u':
        return text.len > 3 && text.at[2] == '{' ? escaped_character(text)
                                                 : (struct piece){1, 1};
    case ';':
        return (struct piece){2, 0};
    case '{':
        n = span_find(text, '}');
        value = span_find(text, '=');
        return value < n ? (struct piece){value + 1, 0} : unknown;
    default:
        return (struct piece){2, 1};
    }
}

size_t plain_place(struct span text, uint64_t octet)
{
    size_t at = 0;
    bool in_mask = false;

    while (at < text.len) {
        struct span rest = span_from(text, at);
        struct piece p;

        if (in_mask && rest.at[0] == '}') {
            in_mask = false;
            at++;
            continue;
        }
        p = next_piece(rest);
        if (!p.text || p.octets > octet)
            return at;
        in_mask = in_mask || span_starts(rest, SPAN("\\{"));
        octet -= p.octets;
        at += p.text;
    }
    return at;
}
