/* import-curl.c - what curl -v prints. */
#include <config.h>

#include "net/transcript/import-marked.h"

/* What stands behind "* Connected to ": "localhost (127.0.0.1) port 110 (#0)"
 */
static void take_curl_connect(struct import *x, struct span line)
{
    size_t open = span_find(line, '('), close = span_find(line, ')');
    struct span address = span_from(span_first(line, close), open + 1), rest;
    size_t at = span_find_span(line, SPAN(" port "));
    uint64_t port = 0;

    rest = span_from(line, at + 6);
    span_take_number(&rest, &port);
    import_close(x, SIDE_CLIENT);
    import_peer(x, span_trim(span_first(line, open)), port);
    buf_clear(&x->address);
    buf_add(&x->address, span_first(address, 64));
}

/* What curl tells of itself. */
void import_curl_info(struct import *x, struct span words)
{
    struct span to = SPAN("Connected to ");

    if (span_starts(words, to))
        take_curl_connect(x, span_from(words, to.len));
    else if (span_starts(words, SPAN("SSL connection using")))
        import_tls(x);
    else if (span_starts(words, SPAN("Connection #")) ||
             span_starts(words, SPAN("Closing connection")))
        import_data_lost(x, true);
}

/* Lines without a mark are what curl wrote to standard output: data, without
 * the dots. */
static void other_curl(struct import *x, const struct import_marks *m,
                       struct span line)
{
    (void)m;
    if (span_starts(line, SPAN("* "))) {
        import_curl_info(x, span_from(line, 2));
    } else if (!span_starts(line, SPAN("{ [")) &&
               !span_starts(line, SPAN("} [")) &&
               !import_has(line, "--:--:--") && !import_has(line, "% Total") &&
               !import_has(line, " Dload ") && x->open &&
               dialogue_in_data(x->dialogue)) {
        import_data(x, line);
    }
}

const struct import_marks import_marks_curl = {
    .client = {"> ", 2},
    .server = {"< ", 2},
    .partial = true,
    .other = other_curl,
};

unsigned import_like_curl(struct span text)
{
    unsigned share = import_share(text, SPAN("> "), SPAN("< "));

    return share && import_has(span_first(text, 65536), "< +OK") ? 90 : 0;
}
