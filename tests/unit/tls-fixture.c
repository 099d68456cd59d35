/* tls-fixture.c - a scene for tests of TLS. */
#include <config.h>

#include "tests/unit/tls-fixture.h"

#include "net/wire/dial.h"
#include "net/wire/wait.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct scene scene;

void tls_setup(void)
{
    scene.cert = cert_make(
        &(struct cert_wish){
            .cn = "Test", .alt = "DNS:" HOST, .is_ca = 1, .to_days = 9},
        NULL);
    scene.file = pem_file(&scene.cert.x509, 1, NULL);
    scene.context = server_context(&scene.cert, NULL);
    scene.opt = (struct tls_options){
        .name = HOST, .ca = scene.file, .timeout_ms = 3000, .cancel_fd = -1};
}

void tls_teardown(void)
{
    unlink(scene.file);
    free(scene.file);
    SSL_CTX_free(scene.context);
    cert_free(&scene.cert);
}

struct stream *dial_port(uint16_t port)
{
    struct dial_facts facts;
    struct stream *s = dial(&(struct dial_options){.host = "127.0.0.1",
                                                   .port = port,
                                                   .timeout_ms = 2000,
                                                   .cancel_fd = -1},
                            &facts, &scene.err);

    cr_assert(s != NULL, "%s", scene.err.what);
    return s;
}

struct stream *meet(tls_peer_fn *serve, void *ctx)
{
    tls_peer_start(&scene.peer, scene.context, serve, ctx);
    return tls_start(dial_port(scene.peer.peer.port), &scene.opt, &scene.facts,
                     &scene.err);
}

struct stream *meet_well(tls_peer_fn *serve, void *ctx)
{
    struct stream *s = meet(serve, ctx);

    cr_assert(s != NULL, "%s", scene.err.what);
    return s;
}

void part(struct stream *s)
{
    if (s != NULL)
        stream_shutdown(s);
    stream_free(s);
    peer_join(&scene.peer.peer);
}

void expect_failure(enum error_code code, const char *text)
{
    struct stream *s = meet(NULL, NULL);

    cr_expect(s == NULL);
    cr_expect(eq(int, scene.err.code, code), "%s", scene.err.what);
    cr_expect(strstr(scene.err.what, text) != NULL, "\"%s\" lacks \"%s\"",
              scene.err.what, text);
    part(s);
}

enum stream_result read_waiting(struct stream *s, char *at, size_t room,
                                size_t *n_out)
{
    enum stream_result result;

    while ((result = stream_read(s, at, room, n_out, &scene.err)) ==
           STREAM_WAIT)
        if (wait_for(stream_fd(s), stream_poll_events(s), deadline_in(3000),
                     -1) != WAIT_READY)
            break;
    return result;
}

void greet(SSL *ssl, void *ctx)
{
    char waste[16];

    (void)ctx;
    SSL_write(ssl, "+OK ready\r\n", 11);
    SSL_shutdown(ssl);
    while (SSL_read(ssl, waste, sizeof waste) > 0)
        continue;
}
