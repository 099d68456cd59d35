/* test-tls-stream.c - the stream after a handshake, and its channel binding. */
#include <config.h>

#include "net/wire/wait.h"
#include "tests/unit/tls-fixture.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(tls_stream, .init = tls_setup, .fini = tls_teardown, .timeout = 20);

/* --- how it ends --- */

static void leave_without_notify(SSL *ssl, void *ctx)
{
    SSL_write(ssl, "x", 1);
    if (ctx != NULL)
        reset_on_close(SSL_get_fd(ssl));
    SSL_set_quiet_shutdown(ssl, 1);
}

Test(tls_stream, an_end_without_close_notify_is_told_from_one_with_it)
{
    struct stream *s = meet_well(leave_without_notify, NULL);
    char at[4];
    size_t n;

    cr_expect(eq(int, read_waiting(s, at, sizeof at, &n), STREAM_OK));
    cr_expect(eq(int, read_waiting(s, at, sizeof at, &n), STREAM_END));
    part(s);
}

static void break_the_record_layer(SSL *ssl, void *ctx)
{
    (void)ctx;
    SSL_write(ssl, "x", 1);
    say_octets(SSL_get_fd(ssl),
               "\x17\x03\x03\x00\x14"
               "AAAABBBBCCCCDDDDEEEE",
               25);
    hear_out(SSL_get_fd(ssl));
}

Test(tls_stream, a_record_that_was_tampered_with_breaks_the_stream)
{
    struct stream *s = meet_well(break_the_record_layer, NULL);
    char at[4];
    size_t n = 0;

    cr_expect(eq(int, read_waiting(s, at, sizeof at, &n), STREAM_OK));
    cr_expect(eq(sz, n, 1));
    cr_expect(eq(int, read_waiting(s, at, sizeof at, &n), STREAM_BROKEN));
    cr_expect(eq(int, scene.err.code, ERROR_TLS));
    cr_expect(gt(sz, strlen(scene.err.what), 0));
    part(s);
}

/* --- much at once --- */

enum { BULK = 4 << 20 };

static char bulk_octet(size_t at)
{
    return (char)(at * 2654435761u >> 13);
}

static void send_bulk(SSL *ssl, void *ctx)
{
    char *bulk = malloc(BULK);

    for (size_t i = 0; i < BULK; i++)
        bulk[i] = bulk_octet(i);
    SSL_write(ssl, bulk, BULK);
    free(bulk);
    greet(ssl, ctx);
}

Test(tls_stream, large_reads_gather_many_records)
{
    struct stream *s = meet_well(send_bulk, NULL);
    char *at = malloc(128 * 1024);
    size_t total = 0, largest = 0, n;

    while (total < BULK) {
        cr_assert(eq(int, read_waiting(s, at, 128 * 1024, &n), STREAM_OK));
        for (size_t i = 0; i < n && total + i < BULK; i++)
            cr_assert(at[i] == bulk_octet(total + i));
        total += n;
        largest = n > largest ? n : largest;
    }
    cr_expect(gt(sz, largest, 16384));
    free(at);
    part(s);
}

Test(tls_stream, octets_left_in_a_record_are_pending)
{
    struct stream *s = meet_well(greet, NULL);
    char at[4];
    size_t n;

    cr_expect(eq(int, read_waiting(s, at, 4, &n), STREAM_OK));
    cr_expect(eq(sz, n, 4));
    cr_expect(gt(sz, stream_pending(s), 0));
    part(s);
}

static void take_bulk(SSL *ssl, void *ctx)
{
    char some[4096];
    size_t *total = ctx;
    int n;

    usleep(20000); /* so that the client meets a full socket */
    while (*total < BULK && (n = SSL_read(ssl, some, sizeof some)) > 0)
        for (int i = 0; i < n; i++, ++*total)
            if (some[i] != bulk_octet(*total))
                return;
    greet(ssl, NULL);
}

Test(tls_stream, a_write_goes_on_where_the_full_socket_stopped_it)
{
    size_t got = 0, sent = 0, n, waits = 0;
    struct stream *s = meet_well(take_bulk, &got);
    char *bulk = malloc(BULK), at[16];

    for (size_t i = 0; i < BULK; i++)
        bulk[i] = bulk_octet(i);
    while (sent < BULK) {
        struct span rest = {bulk + sent, BULK - sent};
        enum stream_result result =
            stream_write(s, span_first(rest, 65536), &n, &scene.err);

        if (result == STREAM_OK) {
            sent += n;
            continue;
        }
        cr_assert(eq(int, result, STREAM_WAIT), "%s", scene.err.what);
        cr_assert(eq(int, stream_poll_events(s), POLLOUT));
        wait_for(stream_fd(s), POLLOUT, deadline_in(3000), -1);
        waits++;
    }
    cr_expect(eq(int, read_waiting(s, at, sizeof at, &n), STREAM_OK));
    part(s);
    cr_expect(eq(sz, got, BULK));
    cr_expect(gt(sz, waits, 0));
    free(bulk);
}

/* --- channel binding --- */

struct binding {
    unsigned char exporter[32], unique[64];
    size_t unique_len;
};

static void bind_channel(SSL *ssl, void *ctx)
{
    struct binding *b = ctx;

    SSL_export_keying_material(ssl, b->exporter, 32, "EXPORTER-Channel-Binding",
                               24, NULL, 0, 1);
    b->unique_len = SSL_get_peer_finished(ssl, b->unique, sizeof b->unique);
    greet(ssl, NULL);
}

static void check_binding(const char *type, const unsigned char *want,
                          size_t want_len, struct stream *s)
{
    unsigned char got[64];
    size_t len = sizeof got;

    cr_assert(tls_channel_binding(s, type, got, &len), "%s", type);
    cr_expect(eq(sz, len, want_len));
    cr_expect(zero(memcmp(got, want, len)), "%s", type);
}

Test(tls_stream, both_sides_have_the_same_channel_binding)
{
    struct binding binding;
    unsigned char out[64];
    size_t len = sizeof out, n;
    char at[16];
    struct stream *s = meet_well(bind_channel, &binding);

    read_waiting(s, at, sizeof at, &n); /* now the server has bound */
    check_binding("tls-exporter", binding.exporter, 32, s);
    cr_expect(not(tls_channel_binding(s, "tls-unique", out, &len)));
    cr_expect(not(tls_channel_binding(s, "tls-other", out, &len)));
    part(s);
    scene.opt.version_max = TLS1_2_VERSION;
    s = meet_well(bind_channel, &binding);
    read_waiting(s, at, sizeof at, &n);
    check_binding("tls-exporter", binding.exporter, 32, s);
    check_binding("tls-unique", binding.unique, binding.unique_len, s);
    len = 8;
    cr_expect(not(tls_channel_binding(s, "tls-exporter", out, &len)));
    part(s);
}

Test(tls_stream, a_plain_stream_has_no_channel_binding)
{
    struct peer peer;
    unsigned char out[64];
    size_t len = sizeof out;
    struct stream *s;

    peer_start(&peer, NULL, NULL);
    s = dial_port(peer.port);
    cr_expect(not(tls_channel_binding(s, "tls-exporter", out, &len)));
    stream_free(s);
    peer_join(&peer);
}
