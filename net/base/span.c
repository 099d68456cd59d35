/* span.c - comparing, cutting and reading borrowed octets.
 *
 * Never writes to what a span points at and never allocates. */
#include <config.h>

#include "net/base/span.h"
#include <string.h>

static char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

struct span span_trim(struct span s)
{
    while (s.len && (*s.at == ' ' || *s.at == '\t'))
        s = span_from(s, 1);
    while (s.len && (s.at[s.len - 1] == ' ' || s.at[s.len - 1] == '\t'))
        s.len--;
    return s;
}

struct span span_take_word(struct span *s)
{
    while (s->len && *s->at == ' ')
        *s = span_from(*s, 1);

    struct span word = span_first(*s, span_find(*s, ' '));
    *s = span_from(*s, word.len + 1);
    return word;
}

bool span_equal_case(struct span a, struct span b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (ascii_lower(a.at[i]) != ascii_lower(b.at[i]))
            return false;
    return true;
}

bool span_is_case(struct span s, const char *text)
{
    return span_equal_case(s, span_of(text));
}

bool span_starts_case(struct span s, struct span prefix)
{
    return span_equal_case(span_first(s, prefix.len), prefix);
}

size_t span_in_common(struct span a, struct span b)
{
    size_t n = 0;

    while (n < a.len && n < b.len && a.at[n] == b.at[n])
        n++;
    return n;
}

size_t span_find(struct span s, char c)
{
    const char *found = s.len ? memchr(s.at, c, s.len) : NULL;

    return found ? (size_t)(found - s.at) : s.len;
}

size_t span_find_span(struct span s, struct span needle)
{
    if (!needle.len)
        return 0;
    if (needle.len > s.len)
        return s.len;

    const char *found = memmem(s.at, s.len, needle.at, needle.len);
    return found ? (size_t)(found - s.at) : s.len;
}

bool span_number(struct span s, uint64_t *out)
{
    uint64_t number;

    if (!span_take_number(&s, &number) || s.len)
        return false;
    *out = number;
    return true;
}

bool span_take_number(struct span *s, uint64_t *out)
{
    uint64_t number = 0;
    size_t digits = 0;

    for (; digits < s->len; digits++) {
        unsigned digit = (unsigned char)s->at[digits] - (unsigned)'0';
        if (digit > 9)
            break;
        if (number > (UINT64_MAX - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    if (!digits)
        return false;
    *s = span_from(*s, digits);
    *out = number;
    return true;
}
