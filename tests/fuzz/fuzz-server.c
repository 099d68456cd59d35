/* fuzz-server.c - any octets of a client, in any split.
 *
 * Properties: never crashes; output is bounded and made of whole lines; whole
 * and in pieces the same octets get as many lines. (Challenges are random, so
 * the lines themselves may differ.) */
#include <config.h>

#include "net/server/sample.h"
#include "net/server/session.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

enum { OUTPUT_MOST = 16384, INPUT_MOST = 8192 };

/* All that the server says, to *octets; returns how many lines. */
static size_t say_all(struct server_session *s, uint64_t *octets)
{
    static const struct server_binding binding = {
        .exporter = {"0123456789abcdef0123456789abcdef", 32}
    };
    struct span out;
    size_t lines = 0;

    while ((out = server_session_output(s, 1)).len) {
        if (out.len > OUTPUT_MOST)
            abort();
        for (size_t i = 0; i < out.len; i++)
            lines += out.at[i] == '\n';
        *octets += out.len;
        server_session_sent(s, 1, out.len);
    }
    if (server_session_want(s) == SERVER_TLS)
        server_session_tls(s, 1, &binding);
    return lines;
}

static size_t run(struct server *server, struct span octets, size_t piece)
{
    struct server_peer peer = {.cleartext = true, .stamp = "1.1"};
    struct server_session *s = server_session_new(server, &peer, 1);
    uint64_t total = 0;
    size_t lines = say_all(s, &total);

    while (octets.len && server_session_want(s) != SERVER_CLOSE) {
        size_t n = server_session_take(
            s, 1, piece ? span_first(octets, piece) : octets);

        octets = span_from(octets, n);
        lines += say_all(s, &total);
        if (!n && server_session_want(s) == SERVER_GOES_ON)
            abort(); /* neither input nor output moves */
    }
    server_session_free(s);
    return lines;
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct secret password = {0};
    struct span octets = {(const char *)at, len};
    size_t lines[3];

    if (len > INPUT_MOST)
        return 0;
    secret_set(&password, SPAN("pop3"));
    for (int i = 0; i < 3; i++) {
        static const size_t pieces[3] = {0, 1, 7};
        struct maildrop *sample = sample_new();
        struct server_settings settings = {.host = "h.example",
                                           .user = "student",
                                           .password = &password,
                                           .maildrop = sample,
                                           .may_delete = true,
                                           .has_tls = true};
        struct server *server = server_new(&settings, NULL);

        lines[i] = run(server, octets, pieces[i]);
        server_free(server);
        sample->ops->free(sample);
    }
    secret_done(&password);
    if (lines[1] != lines[0] || lines[2] != lines[0])
        abort();
    return 0;
}
