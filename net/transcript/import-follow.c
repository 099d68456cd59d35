/* import-follow.c - a TCP stream as "tshark -z follow,tcp,raw" prints it:
 * lines of hexadecimal digits, those of the second node behind a tab.
 *
 * Octets are exact. The server is who speaks first. */
#include <config.h>

#include "net/transcript/import-private.h"

#include "net/base/hex.h"

/* The octets of a line; false at *bad_out when it has something else. */
static bool decode(struct buf *out, struct span line, size_t *bad_out)
{
    for (size_t i = 0; i < line.len; i += 2) {
        int high = hex_value(line.at[i]);
        int low = i + 1 < line.len ? hex_value(line.at[i + 1]) : -1;

        if (high < 0 || low < 0) {
            *bad_out = high < 0 ? i : i + 1;
            return false;
        }
        buf_add_char(out, (char)(high << 4 | low));
    }
    return true;
}

/* "Node 1: 127.0.0.1:110" */
static void take_node(struct import *x, struct span line, bool second,
                      struct span nodes[2])
{
    (void)x;
    nodes[second] = span_trim(span_from(line, SPAN("Node 0:").len));
}

bool import_read_follow(struct import *x, struct span text, struct span other,
                        struct error *err)
{
    struct span nodes[2] = {{0}, {0}};
    struct buf octets = {0};
    bool begun = false, server_second = false;

    (void)other;
    while (text.len) {
        struct span line = import_next(x, &text);
        bool second = span_starts(line, SPAN("\t"));
        size_t bad = 0;

        if (span_starts(line, SPAN("Follow:")))
            begun = false;
        if (!line.len || span_starts(line, SPAN("===")) ||
            span_starts(line, SPAN("Follow:")) ||
            span_starts(line, SPAN("Filter:")))
            continue;
        if (span_starts(line, SPAN("Node "))) {
            take_node(x, line, span_starts(line, SPAN("Node 1")), nodes);
            continue;
        }
        buf_clear(&octets);
        if (!decode(&octets, span_from(line, second), &bad)) {
            buf_wipe(&octets);
            return error_set(err, ERROR_INPUT,
                             "%s:%zu:%zu: a hexadecimal digit was expected; "
                             "use tshark -q -z follow,tcp,raw,N",
                             x->options->name, x->log_line, bad + second + 1);
        }
        if (!begun) {
            server_second = second;
            import_authority(x, nodes[second]);
            if (x->open)
                import_open(x); /* another stream */
        }
        begun = true;
        import_octets(x, second == server_second ? SIDE_SERVER : SIDE_CLIENT,
                      buf_span(&octets));
    }
    buf_wipe(&octets);
    return true;
}

unsigned import_like_follow(struct span text)
{
    return span_find_span(span_first(text, 1024), SPAN("Follow: tcp,raw")) <
                   (text.len < 1024 ? text.len : 1024)
               ? 100
               : 0;
}
