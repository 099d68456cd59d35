/* import-perl.c - what Net::POP3 of Perl prints with Debug => 1, or with 7,
 * where data is in it. */
#include <config.h>

#include "net/transcript/import-marked.h"

static bool is_of_class(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == ':';
}

/* The length of "Net::POP3=GLOB(0x5f2c)" at the front of line, or 0. */
static size_t object_of(struct span line)
{
    struct span glob = SPAN("=GLOB(0x");
    size_t name = 0, close = span_find(line, ')');

    while (name < line.len && is_of_class(line.at[name]))
        name++;
    return name && close < line.len && span_starts(span_from(line, name), glob)
               ? close + 1
               : 0;
}

/* Nothing when no object speaks. One under TLS from its greeting on has another
 * class. */
static struct span front_perl(struct import *x, const struct import_marks *m,
                              struct span line)
{
    size_t object = object_of(line);

    (void)m;
    if (!object)
        return (struct span){0};
    if (import_has(span_first(line, object), "::_SSL="))
        import_tls(x);
    return span_from(line, object);
}

const struct import_marks import_marks_perl = {
    .client = {">>> ", 4},
    .server = {"<<< ", 4},
    .front = front_perl,
    .partial = true,
};

unsigned import_like_perl(struct span text)
{
    bool client = false, server = false;

    while (text.len && !(client && server)) {
        size_t end = span_find(text, '\n');
        struct span line = span_trim(span_first(text, end));
        struct span rest = span_from(line, object_of(line));

        if (rest.len < line.len) {
            client = client || span_starts(rest, SPAN(">>> "));
            server = server || span_starts(rest, SPAN("<<< +OK"));
        }
        text = span_from(text, end + 1);
    }
    return client && server ? 95 : 0;
}
