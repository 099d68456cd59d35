/* date-mask.c - dates of RFC 5322 and ISO 8601, by pattern. */
#include <config.h>

#include "net/transcript/date-mask.h"

/* In a pattern: 9 is a digit, A a letter, ~ a sign, ? makes the one before it
 * optional, a blank one blank, all else itself. Longer ones come first. */
static const char *const patterns[] = {
    "AAA, 99? AAA 9999 99:99:99 ~9999",
    "AAA, 99? AAA 9999 99:99:99 AAA",
    "AAA, 99? AAA 9999 99:99:99",
    "99? AAA 9999 99:99:99 ~9999",
    "99? AAA 9999 99:99:99 AAA",
    "99? AAA 9999 99:99:99",
    "AAA AAA 99? 99:99:99 9999",
    "9999-99-99T99:99:99Z",
    "9999-99-99T99:99:99~99:99",
    "9999-99-99T99:99:99",
    "9999-99-99 99:99:99",
    "99? AAA 9999",
    "9999-99-99",
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Octets of s that pattern takes, or 0. */
static size_t match(const char *pattern, struct span s)
{
    struct span p = span_of(pattern), sign = SPAN("~");
    size_t n = 0;

    while (p.len) {
        char c = n < s.len ? s.at[n] : '\0';
        bool sign_due = span_starts(p, sign);
        bool fits = sign_due         ? c == '+' || c == '-'
                    : p.at[0] == '9' ? is_digit(c)
                    : p.at[0] == 'A' ? is_letter(c)
                                     : c == p.at[0];

        p = span_from(p, sign_due ? sign.len : 1);
        bool optional = p.len && p.at[0] == '?';
        if (optional)
            p = span_from(p, 1);
        if (!fits && !optional)
            return 0;
        n += fits;
    }
    return n < s.len && (is_digit(s.at[n]) || is_letter(s.at[n])) ? 0 : n;
}

size_t date_match(struct span s)
{
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        size_t n = match(patterns[i], s);

        if (n)
            return n;
    }
    return 0;
}
