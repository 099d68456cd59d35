/* text.c - octets from elsewhere made fit for a person's screen.
 *
 * Cuts text into pieces (an octet or a character, with the form it is shown
 * in) and appends or measures those; runs of ordinary ASCII go whole. Leaves
 * decoding to utf8.c, and which characters are unsafe or wide to width.c. */
#include <config.h>

#include "net/base/text.h"
#include <string.h>

/* One octet or character of the input and its form on the screen. */
struct piece {
    size_t octets; /* of input */
    size_t len;    /* of shown */
    size_t columns;
    char shown[12]; /* no NUL */
};

enum { BLOCK = 32 };

/* True when nothing in BLOCK octets needs a closer look. No early way out, so
 * that the compiler can look at many octets at once. */
static bool block_is_ordinary(const char *at)
{
    unsigned char odd = 0;

    for (size_t i = 0; i < BLOCK; i++) {
        unsigned char c = (unsigned char)at[i];
        odd |= (unsigned char)((c < 0x20) | (c > 0x7E) | (c == '\\'));
    }
    return !odd;
}

/* How many octets at the front of s are printable ASCII but no backslash. */
static size_t ordinary_run(struct span s)
{
    size_t n = 0;

    while (s.len - n >= BLOCK && block_is_ordinary(s.at + n))
        n += BLOCK;
    /* The rest together with what is known already: one look. */
    if (n && s.len - n < BLOCK && block_is_ordinary(s.at + s.len - BLOCK))
        return s.len;
    while (n < s.len && s.at[n] >= 0x20 && s.at[n] < 0x7F && s.at[n] != '\\')
        n++;
    return n;
}

static void put_char(struct piece *p, char c)
{
    p->shown[p->len++] = c;
}

/* Write value with at least `digits` hexadecimal digits. */
static void put_hex(struct piece *p, uint32_t value, unsigned digits)
{
    while (digits < 8 && value >> (4 * digits))
        digits++;
    while (digits--)
        put_char(p, "0123456789ABCDEF"[value >> (4 * digits) & 15]);
}

static struct piece octet_escaped(unsigned char octet)
{
    struct piece p = {.octets = 1};

    put_char(&p, '\\');
    put_char(&p, 'x');
    put_hex(&p, octet, 2);
    p.columns = p.len;
    return p;
}

static struct piece character_escaped(uint32_t character, size_t octets)
{
    struct piece p = {.octets = octets};

    put_char(&p, '\\');
    put_char(&p, 'u');
    put_char(&p, '{');
    put_hex(&p, character, 4);
    put_char(&p, '}');
    p.columns = p.len;
    return p;
}

/* The first piece of s, which is not empty; it starts in `column`. */
static struct piece next_piece(struct span s, unsigned flags, size_t column)
{
    unsigned char first = (unsigned char)*s.at;
    struct piece p = {.octets = 1, .columns = 1};
    uint32_t character;

    if (first == '\t' && flags & TEXT_TAB) {
        put_char(&p, '\t');
        p.columns = 8 - column % 8;
        return p;
    }
    if (first >= 0x20 && first < 0x7F) {
        if (first == '\\' && flags & TEXT_BACKSLASH)
            put_char(&p, '\\');
        put_char(&p, (char)first);
        p.columns = p.len;
        return p;
    }
    if (first < 0x80 || flags & TEXT_ASCII)
        return octet_escaped(first);

    p.octets = text_utf8(s, &character);
    if (!p.octets)
        return octet_escaped(first);
    if (text_is_unsafe(character))
        return character_escaped(character, p.octets);
    p.len = p.octets;
    p.columns = (size_t)text_width(character);
    memcpy(p.shown, s.at, p.len);
    return p;
}

void text_escape(struct buf *out, struct span octets, unsigned flags)
{
    while (octets.len) {
        size_t run = ordinary_run(octets);

        if (run) {
            buf_add(out, span_first(octets, run));
            octets = span_from(octets, run);
            continue;
        }
        struct piece p = next_piece(octets, flags, 0);
        buf_add(out, (struct span){p.shown, p.len});
        octets = span_from(octets, p.octets);
    }
}

void text_escape_fit(struct buf *out, struct span octets, unsigned flags,
                     size_t columns)
{
    struct span ellipsis = flags & TEXT_ASCII ? SPAN("...") : SPAN("\u2026");
    size_t ellipsis_columns = flags & TEXT_ASCII ? ellipsis.len : 1;
    size_t keep = out->len; /* where the ellipsis goes if not all fits */
    size_t used = 0;
    size_t spare; /* columns when the ellipsis has to follow */

    if (ellipsis_columns > columns) {
        ellipsis = span_first(ellipsis, columns);
        ellipsis_columns = columns;
    }
    spare = columns - ellipsis_columns;
    while (octets.len && used <= columns) {
        size_t run = ordinary_run(span_first(octets, columns - used + 1));

        if (run) {
            if (used <= spare)
                keep = out->len + (run < spare - used ? run : spare - used);
            buf_add(out, span_first(octets, run));
            used += run;
            octets = span_from(octets, run);
            continue;
        }
        struct piece p = next_piece(octets, flags, used);
        buf_add(out, (struct span){p.shown, p.len});
        used += p.columns;
        if (used <= spare)
            keep = out->len;
        octets = span_from(octets, p.octets);
    }
    if (used > columns) {
        buf_cut(out, keep);
        buf_add(out, ellipsis);
    }
}

size_t text_columns(struct span octets, unsigned flags)
{
    size_t columns = 0;

    while (octets.len) {
        size_t run = ordinary_run(octets);

        columns += run;
        octets = span_from(octets, run);
        if (!octets.len)
            break;
        struct piece p = next_piece(octets, flags, columns);
        columns += p.columns;
        octets = span_from(octets, p.octets);
    }
    return columns;
}
