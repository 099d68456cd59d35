/* unescape.c - reads the C escapes a person types for odd octets. */
#include <config.h>

#include "net/base/hex.h"
#include "net/base/text.h"

/* Read one escape at the front of s, its backslash included.
 *
 * Returns its length and writes the octet it stands for; 0 when it is none. */
static size_t read_escape(struct span s, char *octet_out)
{
    static const char names[] = "rnt0\\\"";
    static const char octets[] = "\r\n\t\0\\\"";

    if (s.len < 2)
        return 0;

    size_t name = span_find(SPAN(names), s.at[1]);
    if (name < sizeof names - 1) {
        *octet_out = octets[name];
        return 2;
    }
    if (s.at[1] != 'x' || s.len < 4)
        return 0;

    int high = hex_value(s.at[2]), low = hex_value(s.at[3]);
    if (high < 0 || low < 0)
        return 0;
    *octet_out = (char)(high << 4 | low);
    return 4;
}

bool text_unescape(struct buf *out, struct span text, size_t *bad_out)
{
    struct span rest = text;

    for (;;) {
        size_t plain = span_find(rest, '\\');
        buf_add(out, span_first(rest, plain));
        rest = span_from(rest, plain);
        if (!rest.len)
            return true;

        char octet;
        size_t n = read_escape(rest, &octet);
        if (!n) {
            if (bad_out)
                *bad_out = text.len - rest.len;
            return false;
        }
        buf_add_char(out, octet);
        rest = span_from(rest, n);
    }
}
