/* utf8.c - reads UTF-8 strictly, as RFC 3629 wants it.
 *
 * Leaves what a character looks like to width.c. */
#include <config.h>

#include "net/base/text.h"
#include <string.h>

/* UTF8-octets in RFC 3629 section 4, a row for each kind of first octet: how
 * many octets, and what the second may be. */
static const struct form {
    unsigned char first, last; /* range of the first octet */
    unsigned char octets;
    unsigned char low, high; /* range of the second octet */
} forms[] = {
    {0x00, 0x7F, 1, 0,    0   },
    {0xC2, 0xDF, 2, 0x80, 0xBF},
    {0xE0, 0xE0, 3, 0xA0, 0xBF}, /* else overlong */
    {0xE1, 0xEC, 3, 0x80, 0xBF},
    {0xED, 0xED, 3, 0x80, 0x9F}, /* else a surrogate */
    {0xEE, 0xEF, 3, 0x80, 0xBF},
    {0xF0, 0xF0, 4, 0x90, 0xBF}, /* else overlong */
    {0xF1, 0xF3, 4, 0x80, 0xBF},
    {0xF4, 0xF4, 4, 0x80, 0x8F}, /* else above U+10FFFF */
};

static const struct form *form_of(unsigned char first)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (first >= forms[i].first && first <= forms[i].last)
            return &forms[i];
    return NULL;
}

size_t text_utf8(struct span s, uint32_t *out)
{
    const unsigned char *at = (const unsigned char *)s.at;
    const struct form *form = s.len ? form_of(*at) : NULL;

    if (!form || s.len < form->octets)
        return 0;

    uint32_t character = *at;
    if (form->octets > 1)
        character &= 0x7FU >> form->octets;
    for (size_t i = 1; i < form->octets; i++) {
        unsigned char low = i == 1 ? form->low : 0x80;
        unsigned char high = i == 1 ? form->high : 0xBF;
        if (at[i] < low || at[i] > high)
            return 0;
        character = character << 6 | (at[i] & 0x3FU);
    }
    *out = character;
    return form->octets;
}

/* How many octets at the front of s are ASCII, eight by eight. */
static size_t ascii_words(struct span s)
{
    size_t n = 0;
    uint64_t word;

    for (; s.len - n >= sizeof word; n += sizeof word) {
        memcpy(&word, s.at + n, sizeof word);
        if (word & UINT64_C(0x8080808080808080))
            break;
    }
    return n;
}

bool text_is_utf8(struct span s, size_t *bad_out)
{
    size_t offset = 0;

    while (offset < s.len) {
        struct span rest = span_from(s, offset);
        size_t n = ascii_words(rest);
        uint32_t character;

        if (!n)
            n = text_utf8(rest, &character);
        if (!n) {
            if (bad_out)
                *bad_out = offset;
            return false;
        }
        offset += n;
    }
    return true;
}
