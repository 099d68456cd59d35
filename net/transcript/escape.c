/* escape.c - the escapes of a transcript, exact in both directions. */
#include <config.h>

#include "net/transcript/escape.h"

#include "net/base/hex.h"
#include "net/base/text.h"

enum { BLOCK = 32 };

/* No early way out, so that the compiler can look at many octets at once. */
static bool block_is_plain(const char *at)
{
    unsigned char odd = 0;

    for (size_t i = 0; i < BLOCK; i++) {
        unsigned char c = (unsigned char)at[i];
        odd |= (unsigned char)((c < 0x20) | (c > 0x7E) | (c == '\\'));
    }
    return !odd;
}

size_t escape_plain(struct span s)
{
    size_t n = 0;

    while (s.len - n >= BLOCK && block_is_plain(s.at + n))
        n += BLOCK;
    while (n < s.len && s.at[n] >= 0x20 && s.at[n] < 0x7F && s.at[n] != '\\')
        n++;
    return n;
}

/* --- reading --- */

/* C1 controls, and characters that turn the direction of text. */
static bool is_forbidden(uint32_t c)
{
    return (c >= 0x80 && c <= 0x9F) || c == 0x061C || c == 0x200E ||
           c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

size_t escape_literal(struct span s)
{
    unsigned char first = s.len ? (unsigned char)*s.at : 0;
    uint32_t character;
    size_t n;

    if (first < 0x80)
        return first >= 0x20 && first < 0x7F && first != '\\';
    n = text_utf8(s, &character);
    return n && !is_forbidden(character) ? n : 0;
}

size_t escape_read(struct span s, char *octet_out)
{
    static const char names[] = "\\trn";
    static const char octets[] = "\\\t\r\n";
    size_t name;
    int high, low;

    if (s.len < 2 || s.at[0] != '\\')
        return 0;
    name = span_find((struct span){names, 4}, s.at[1]);
    if (name < 4) {
        *octet_out = octets[name];
        return 2;
    }
    if (s.at[1] != 'x' || s.len < 4)
        return 0;
    high = hex_value(s.at[2]);
    low = hex_value(s.at[3]);
    if (high < 0 || low < 0)
        return 0;
    *octet_out = (char)(high << 4 | low);
    return 4;
}

bool escape_check(struct span text, size_t *bad_out)
{
    struct span rest = text;

    while (rest.len) {
        char octet;
        size_t n = escape_plain(rest);

        if (!n)
            n = escape_literal(rest);
        if (!n)
            n = escape_read(rest, &octet);
        if (!n) {
            *bad_out = text.len - rest.len;
            return false;
        }
        rest = span_from(rest, n);
    }
    return true;
}

void escape_decode(struct buf *out, struct span text)
{
    while (text.len) {
        size_t literal = span_find(text, '\\');
        char octet;
        size_t n;

        buf_add(out, span_first(text, literal));
        text = span_from(text, literal);
        if (!text.len)
            return;
        n = escape_read(text, &octet);
        if (!n)
            return;
        buf_add_char(out, octet);
        text = span_from(text, n);
    }
}

/* --- writing --- */

static void add_escape(struct buf *out, char octet)
{
    switch (octet) {
    case '\\':
        buf_add(out, SPAN("\\\\"));
        break;
    case '\t':
        buf_add(out, SPAN("\\t"));
        break;
    case '\r':
        buf_add(out, SPAN("\\r"));
        break;
    case '\n':
        buf_add(out, SPAN("\\n"));
        break;
    default:
        buf_add_format(out, "\\x%02X", (unsigned char)octet);
        break;
    }
}

/* Octets at the front of s that may stand for themselves; 0: escape one. */
static size_t literal_run(struct span s, char special)
{
    size_t n = escape_plain(s);
    uint32_t character;

    if (special && n)
        n = span_find(span_first(s, n), special);
    if (n || !s.len || (unsigned char)*s.at < 0x80)
        return n;
    n = text_utf8(s, &character);
    return n && !text_is_unsafe(character) ? n : 0;
}

void escape_add(struct buf *out, struct span octets, enum escape_for what)
{
    char special = what == ESCAPE_VALUE ? '}' : what == ESCAPE_QUOTED ? '"' : 0;
    bool blank =
        what == ESCAPE_LINE && octets.len && octets.at[octets.len - 1] == ' ';

    if (blank)
        octets.len--;
    while (octets.len) {
        size_t n = literal_run(octets, special);

        if (n) {
            buf_add(out, span_first(octets, n));
        } else {
            add_escape(out, *octets.at);
            n = 1;
        }
        octets = span_from(octets, n);
    }
    if (blank)
        buf_add(out, SPAN("\\x20"));
}
