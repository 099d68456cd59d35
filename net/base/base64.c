/* base64.c - the strict base64 of RFC 4648 section 4, both ways.
 *
 * Reserves the whole result at once, so that no copy of a secret stays
 * behind in memory that a growing buffer gave back. */
#include <config.h>

#include "net/base/base64.h"

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The value of an octet of the alphabet, or -1. */
static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

void base64_encode(struct buf *out, struct span octets)
{
    buf_room(out, (octets.len + 2) / 3 * 4);
    for (; octets.len; octets = span_from(octets, 3)) {
        size_t n = octets.len < 3 ? octets.len : 3;
        uint32_t bits = 0;

        for (size_t i = 0; i < 3; i++)
            bits = bits << 8 | (i < n ? (unsigned char)octets.at[i] : 0);

        char group[4];
        for (size_t i = 0; i < 4; i++)
            group[i] = i <= n ? alphabet[bits >> (18 - 6 * i) & 63] : '=';
        buf_add(out, (struct span){group, sizeof group});
    }
}

/* The answer for text that stops being base64 at octet `at`. */
static enum base64_result bad_at(size_t at, size_t *bad_out)
{
    if (bad_out)
        *bad_out = at;
    return BASE64_BAD;
}

enum base64_result base64_decode(struct buf *out, struct span text,
                                 size_t *bad_out)
{
    uint32_t bits = 0; /* the low `waiting` ones are not in out yet */
    unsigned waiting = 0;
    size_t i = 0;

    buf_room(out, text.len / 4 * 3 + 3);
    for (int value; i < text.len && (value = value_of(text.at[i])) >= 0; i++) {
        bits = bits << 6 | (uint32_t)value;
        waiting += 6;
        if (waiting >= 8) {
            waiting -= 8;
            buf_add_char(out, (char)(bits >> waiting & 0xFF));
        }
    }

    /* What ends the digits must be the padding that fills their group. */
    size_t padding = i % 4 > 1 ? 4 - i % 4 : 0;
    size_t end = i + padding;
    for (; i < text.len && i < end; i++)
        if (text.at[i] != '=')
            return bad_at(i, bad_out);
    if (i < text.len || i % 4)
        return bad_at(i, bad_out);
    return bits & ((1U << waiting) - 1) ? BASE64_NONCANONICAL : BASE64_OK;
}
