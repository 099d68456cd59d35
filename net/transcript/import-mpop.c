/* import-mpop.c - what mpop -d prints. */
#include <config.h>

#include "net/transcript/import-marked.h"

/* The value of "name = value", or empty. */
static struct span setting(struct span line, const char *name)
{
    struct span n = span_of(name), rest = span_from(line, n.len);

    return span_starts(line, n) && span_starts(rest, SPAN(" = "))
               ? span_from(rest, 3)
               : (struct span){0};
}

/* The settings come first; TLS is told where it began. */
static void other_mpop(struct import *x, const struct import_marks *m,
                       struct span line)
{
    struct span host = setting(line, "host"), port = setting(line, "port");
    uint64_t number = 0;

    (void)m;
    if (host.len) {
        import_close(x, SIDE_CLIENT);
        import_peer(x, host, 0);
    } else if (!x->open && port.len && span_number(port, &number)) {
        x->port = number <= UINT16_MAX ? (uint16_t)number : 0;
    } else if (span_starts(line, SPAN("TLS session parameters:"))) {
        import_tls(x);
    }
}

const struct import_marks import_marks_mpop = {
    .client = {"--> ", 4},
    .server = {"<-- ", 4},
    .other = other_mpop,
};

unsigned import_like_mpop(struct span text)
{
    return import_share(text, SPAN("--> "), SPAN("<-- ")) &&
                   import_has(span_first(text, 65536), "<-- +OK")
               ? 92
               : 0;
}
