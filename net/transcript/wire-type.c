/* wire-type.c - the types of masks, and what they match. */
#include <config.h>

#include "net/transcript/wire-text.h"

const struct wire_type_row wire_types[WIRE_TYPE_COUNT] = {
    [WIRE_ANY] = {"any",     "anything up to the line end, as little as fits"},
    [WIRE_WORD] = {"word",    "octets without a blank"                        },
    [WIRE_NUM] = {"num",     "a number"                                      },
    [WIRE_OCTETS] = {"octets",  "a number that is a size"                       },
    [WIRE_MSGNO] = {"msgno",   "a number that is a message-number"             },
    [WIRE_UID] = {"uid",     "1 to 70 octets between 21 and 7E hex"          },
    [WIRE_STAMP] = {"stamp",   "\"<\", something, \"@\", something, \">\""     },
    [WIRE_B64] = {"b64",     "base64"                                        },
    [WIRE_HEX] = {"hex",     "hexadecimal digits"                            },
    [WIRE_DATE] = {"date",    "a date of RFC 5322 or ISO 8601"                },
    [WIRE_HOST] = {"host",    "a host name or an address"                     },
    [WIRE_RE] = {"re/.../", "a POSIX extended regular expression"           },
};

enum { UID_MOST = 70 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

static bool is_b64(char c)
{
    return is_alnum(c) || c == '+' || c == '/' || c == '=';
}

static bool is_graphic(char c)
{
    return c > ' ' && c < 0x7F;
}

static bool is_word(char c)
{
    return c != ' ' && c != '\r' && c != '\n';
}

static bool is_host(char c)
{
    return is_alnum(c) || c == '.' || c == '-' || c == ':' || c == '_' ||
           c == '[' || c == ']';
}

/* The characters of dates: "Wed, 25 Nov 2026 20:42:46 +0000 (UTC)",
 * "2026-11-25T20:42:46.5Z". */
static bool is_date(char c)
{
    return is_alnum(c) || (c && strchr(" ,:+-.()", c));
}

static bool is_line(char c)
{
    return c != '\r' && c != '\n';
}

static bool (*const accepted[])(char c) = {
    [WIRE_ANY] = is_line,      [WIRE_WORD] = is_word,   [WIRE_NUM] = is_digit,
    [WIRE_OCTETS] = is_digit,  [WIRE_MSGNO] = is_digit, [WIRE_UID] = is_graphic,
    [WIRE_STAMP] = is_graphic, [WIRE_B64] = is_b64,     [WIRE_HEX] = is_hex,
    [WIRE_DATE] = is_date,     [WIRE_HOST] = is_host,   [WIRE_RE] = is_line,
};

size_t wire_type_extent(enum wire_type type, struct span s)
{
    size_t n = 0;

    while (n < s.len && accepted[type](s.at[n]))
        n++;
    if (type == WIRE_STAMP && n)
        n = span_find(span_first(s, n), '>') < n
                ? span_find(span_first(s, n), '>') + 1
                : 0;
    return n;
}

static bool is_stamp(struct span s)
{
    size_t at = span_find(s, '@');

    return s.len >= 5 && s.at[0] == '<' && s.at[s.len - 1] == '>' && at > 1 &&
           at < s.len - 2;
}

bool wire_type_fits(enum wire_type type, struct span octets)
{
    if (type == WIRE_RE || wire_type_extent(type, octets) != octets.len)
        return false;
    switch (type) {
    case WIRE_ANY:
        return true;
    case WIRE_UID:
        return octets.len >= 1 && octets.len <= UID_MOST;
    case WIRE_STAMP:
        return is_stamp(octets);
    case WIRE_B64:
        return octets.len % 4 == 0;
    case WIRE_DATE: {
        size_t digits = 0;

        for (size_t i = 0; i < octets.len; i++)
            digits += is_digit(octets.at[i]);
        return digits >= 6;
    }
    default:
        return octets.len > 0;
    }
}
