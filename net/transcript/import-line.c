/* import-line.c - lines of a log: cut off, and what they begin with. */
#include <config.h>

#include "net/transcript/import-private.h"

struct span import_next(struct import *x, struct span *text)
{
    size_t end = span_find(*text, '\n');
    struct span line = span_first(*text, end);

    *text = span_from(*text, end + 1);
    while (line.len && line.at[line.len - 1] == '\r')
        line.len--;
    x->log_line++;
    return line;
}

const struct verb *import_verb(struct span octets)
{
    size_t end = 0;

    while (end < octets.len && octets.at[end] > ' ')
        end++;
    return verb_find(span_first(octets, end));
}

bool import_is_challenge(struct span line)
{
    return span_is(line, "+") || span_starts(line, SPAN("+ ")) ||
           span_starts(line, SPAN("+\r")) || span_starts(line, SPAN("+\n"));
}

bool import_is_reply(struct span line)
{
    return span_starts_case(line, SPAN("+OK")) ||
           span_starts_case(line, SPAN("-ERR")) || import_is_challenge(line);
}

unsigned import_share(struct span text, struct span a, struct span b)
{
    enum { LOOKED_AT = 400 };
    unsigned found_a = 0, found_b = 0, lines = 0;

    for (; text.len && lines < LOOKED_AT; lines++) {
        size_t end = span_find(text, '\n');
        struct span line = span_trim(span_first(text, end));

        text = span_from(text, end + 1);
        found_a += span_starts(line, a);
        found_b += span_starts(line, b);
    }
    /* both sides speak in a session */
    return found_a && found_b ? 1 + 90 * (found_a + found_b) / lines : 0;
}
