/* import-fetchmail.c - what fetchmail -vv prints. */
#include <config.h>

#include "net/transcript/import-marked.h"

/* "Trying to connect to 127.0.0.1/110...connected." */
static void other_fetchmail(struct import *x, const struct import_marks *m,
                            struct span line)
{
    struct span to = SPAN("rying to connect to ");
    size_t at = span_find_span(line, to);
    struct span host;
    uint64_t port = 0;

    (void)m;
    if (at < line.len) {
        struct span rest;

        host = span_from(line, at + to.len);
        at = span_find(host, '/');
        rest = span_from(host, at + 1);
        span_take_number(&rest, &port);
        import_close(x, SIDE_CLIENT);
        import_peer(x, span_first(host, at), port);
    } else if (import_has(line, "SSL/TLS: using") ||
               import_has(line, "SSL verify") ||
               import_has(line, "Server certificate:") ||
               import_has(line, "upgrade to TLS succeeded")) {
        import_tls(x);
    }
}

const struct import_marks import_marks_fetchmail = {
    .client = {"POP3> ",      6 },
    .server = {"POP3< ",      6 },
    .prefix = {"fetchmail: ", 11},
    .split = 62,
    .partial = true,
    .other = other_fetchmail,
};

unsigned import_like_fetchmail(struct span text)
{
    unsigned plain = import_share(text, SPAN("POP3> "), SPAN("POP3< "));
    unsigned prefixed = import_share(text, SPAN("fetchmail: POP3> "),
                                     SPAN("fetchmail: POP3< "));
    unsigned share = plain > prefixed ? plain : prefixed;

    return share ? 95 : 0;
}
