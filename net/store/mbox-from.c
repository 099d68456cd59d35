/* mbox-from.c - knows a "From " line of an mbox from a line of text.
 *
 * Writers differ in what they put between address and date, and in what comes
 * after the time; the date itself is always that of asctime(). RFC 4155. */
#include <config.h>

#include "net/store/mbox-from.h"

/* True when word is one of the three-letter names in list. */
static bool is_name(struct span word, const char *list)
{
    if (word.len != 3)
        return false;
    for (; *list; list += 3)
        if (memcmp(word.at, list, 3) == 0)
            return true;
    return false;
}

/* True when word has the digits that shape shows as '9', and is else equal;
 * its length may be more when shape ends. */
static bool is_shaped(struct span word, const char *shape)
{
    for (size_t i = 0; shape[i]; i++) {
        if (i == word.len)
            return false;
        bool digit = word.at[i] >= '0' && word.at[i] <= '9';
        if (shape[i] == '9' ? !digit : word.at[i] != shape[i])
            return false;
    }
    return true;
}

static bool is_day(struct span word)
{
    return (word.len == 1 && is_shaped(word, "9")) ||
           (word.len == 2 && is_shaped(word, "99"));
}

static bool is_year(struct span word)
{
    return word.len == 4 && is_shaped(word, "9999");
}

/* The next word; any number of blanks may stand before it. */
static struct span next_word(struct span *rest)
{
    while (rest->len && *rest->at == ' ')
        *rest = span_from(*rest, 1);
    return span_take_word(rest);
}

/* Behind the name of a weekday: "Jan  2 03:04:05 +0100 2024". */
static bool is_date(struct span rest)
{
    struct span word;

    if (!is_name(next_word(&rest), "JanFebMarAprMayJunJulAugSepOctNovDec") ||
        !is_day(next_word(&rest)) || !is_shaped(next_word(&rest), "99:99"))
        return false;
    while ((word = next_word(&rest)).len)
        if (is_year(word))
            return true;
    return false;
}

bool mbox_from_begins(struct span line)
{
    return span_starts(line, SPAN("From "));
}

bool mbox_from_is_dated(struct span line)
{
    struct span rest = line, word;

    if (!mbox_from_begins(line))
        return false;
    if (line.at[line.len - 1] == '\r')
        rest.len--;
    next_word(&rest);
    while ((word = next_word(&rest)).len)
        if (is_name(word, "MonTueWedThuFriSatSun") && is_date(rest))
            return true;
    return false;
}
