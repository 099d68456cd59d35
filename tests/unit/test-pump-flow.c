/* test-pump-flow.c - pipelining, SASL exchanges and STLS through a pump. */
#include <config.h>

#include "net/wire/tls.h"
#include "tests/unit/pump-fixture.h"
#include "tests/unit/wire-certs.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(pump_flow, .timeout = 20);

/* --- pipelining --- */

static void serve_two_by_two(int fd, void *ctx)
{
    struct pollfd more = {.fd = fd, .events = POLLIN};
    char line[64];
    bool *exceeded = ctx;

    say(fd, "+OK\r\n");
    for (int i = 0; i < 3; i++) {
        hear_line(fd, line, sizeof line);
        hear_line(fd, line, sizeof line);
        if (poll(&more, 1, 20) != 0)
            *exceeded = true;
        say(fd, "+OK\r\n+OK\r\n");
    }
    hear_out(fd);
}

Test(pump_flow, no_more_commands_are_on_the_wire_than_allowed)
{
    struct session s;
    struct pump_options options = plain_options();
    bool exceeded = false;

    options.ahead = 2;
    begin_with(&s, serve_two_by_two, &exceeded, &options);
    expect_run(&s, true, PUMP_READY);
    for (int i = 0; i < 6; i++)
        pump_send(s.pump, SPAN("NOOP\r\n"), false);
    expect_run(&s, true, PUMP_READY);
    cr_expect(eq(int, s.events[EVENT_END], 6));
    pump_close(s.pump);
    finish(&s);
    cr_expect(not(exceeded));
}

enum { MANY = 20000 };

/* Much longer replies than commands, written without ever reading ahead: who
 * writes all commands first and reads afterwards would stand still here. */
static void serve_verbosely(int fd, void *ctx)
{
    char line[64], reply[500];

    (void)ctx;
    memset(reply, 'x', sizeof reply);
    memcpy(reply, "+OK ", 4);
    memcpy(reply + sizeof reply - 2, "\r\n", 2);
    say(fd, "+OK\r\n");
    for (int i = 0; i < MANY && hear_line(fd, line, sizeof line); i++)
        say_octets(fd, reply, sizeof reply);
    hear_out(fd);
}

Test(pump_flow, reading_goes_on_while_many_commands_are_written)
{
    struct session s;

    begin(&s, serve_verbosely, NULL);
    expect_run(&s, true, PUMP_READY);
    for (int i = 0; i < MANY; i++)
        pump_send(s.pump, SPAN("NOOP\r\n"), false);
    expect_run(&s, true, PUMP_READY);
    cr_expect(eq(int, s.events[EVENT_END], MANY));
    cr_expect(eq(u64, pump_octets_in(s.pump), 5 + MANY * UINT64_C(500)));
    pump_close(s.pump);
    finish(&s);
}

/* --- a server that never stops --- */

enum {
    READS_MOST = 200, /* then the connection ends */
    READS_QUIET = 3,  /* then somebody types */
    READS_BOUND = READS_QUIET + 8,
};

struct flood {
    struct stream stream;
    unsigned reads;
    int keyboard; /* what is typed is written there */
};

/* As much as is wanted, at once and again and again. */
static enum stream_result flood_read(struct stream *stream, char *at,
                                     size_t room, size_t *n_out,
                                     struct error *err)
{
    struct flood *f = (struct flood *)stream;

    (void)err;
    if (f->reads == READS_MOST)
        return STREAM_END;
    memset(at, 'x', room);
    for (size_t i = 0; i + 64 <= room; i += 64)
        memcpy(at + i + 62, "\r\n", 2);
    if (f->reads == 0)
        memcpy(at, "+OK\r\n+OK\r\n", 10);
    if (++f->reads == READS_QUIET)
        cr_assert(eq(int, (int)write(f->keyboard, "x", 1), 1));
    *n_out = room;
    return STREAM_OK;
}

static enum stream_result flood_write(struct stream *stream, struct span octets,
                                      size_t *n_out, struct error *err)
{
    (void)stream;
    (void)err;
    *n_out = octets.len;
    return STREAM_OK;
}

static size_t flood_pending(const struct stream *stream)
{
    (void)stream;
    return 0;
}

static void flood_nothing(struct stream *stream)
{
    (void)stream;
}

/* Does what is typed reach us while the server floods? *fd: of the options,
 * where it is read. */
static void check_flood(struct pump_options *options, int *fd, bool wait,
                        enum pump_end want)
{
    static const struct stream_ops ops = {.read = flood_read,
                                          .write = flood_write,
                                          .pending = flood_pending,
                                          .shutdown = flood_nothing,
                                          .free = flood_nothing};
    struct session s = {0};
    struct flood f = {
        .stream = {.ops = &ops, .events = POLLIN}
    };
    int fds[2], always[2]; /* always readable, as the socket of a flood is */

    cr_assert(zero(pipe(fds)));
    cr_assert(zero(pipe(always)));
    close(always[1]);
    *fd = fds[0];
    f.keyboard = fds[1];
    f.stream.fd = always[0];
    options->timeout_ms = 0;
    begin_over(&s, &f.stream, options);
    pump_send(s.pump, SPAN("RETR 1\r\n"), false);
    expect_run(&s, wait, want);
    cr_expect(le(uint, f.reads, READS_BOUND));
    pump_close(s.pump);
    finish_over(&s);
    close(fds[0]);
    close(fds[1]);
    close(always[0]);
}

Test(pump_flow, a_stop_is_heard_while_a_server_floods)
{
    struct pump_options options = plain_options();

    check_flood(&options, &options.cancel_fd, true, PUMP_CANCELLED);
}

Test(pump_flow, typing_is_seen_while_a_server_floods)
{
    struct pump_options options = plain_options();

    check_flood(&options, &options.input_fd, false, PUMP_INPUT);
}

static void serve_challenges(int fd, void *ctx)
{
    char line[64];

    (void)ctx;
    say(fd, "+OK\r\n");
    hear_line(fd, line, sizeof line);
    say(fd, "+ \r\n");
    hear_line(fd, line, sizeof line);
    say(fd, "+OK\r\n");
    hear_out(fd);
}

Test(pump_flow, a_challenge_is_the_callers_and_its_response_is_let_through)
{
    struct session s;
    struct pump_options options = plain_options();

    options.ahead = 1; /* the AUTH itself is unanswered still */
    begin_with(&s, serve_challenges, NULL, &options);
    expect_run(&s, true, PUMP_READY);
    ask(&s, "AUTH PLAIN\r\n", PUMP_READY);
    cr_expect(eq(int, dialogue_need(s.dialogue), NEED_RESPONSE));
    ask(&s, "AHUAcA==\r\n", PUMP_READY);
    cr_expect(eq(int, dialogue_state(s.dialogue), STATE_TRANSACTION));
    pump_close(s.pump);
    finish(&s);
}

/* --- STLS --- */

struct stls {
    struct cert cert;
    const char *reply; /* to STLS */
    char *file;
};

static void serve_stls(int fd, void *ctx)
{
    struct stls *stls = ctx;
    SSL_CTX *context = server_context(&stls->cert, NULL);
    SSL *ssl = SSL_new(context);
    char line[64];

    say(fd, "+OK\r\n");
    hear_line(fd, line, sizeof line);
    say(fd, stls->reply);
    SSL_set_fd(ssl, fd);
    SSL_set_accept_state(ssl);
    while (SSL_read(ssl, line, sizeof line) > 0) {
        if (strncmp(line, "QUIT", 4) != 0) {
            SSL_write(ssl, "+OK\r\nSTLS\r\n.\r\n", 14);
            continue;
        }
        SSL_write(ssl, "+OK bye\r\n", 9);
        SSL_shutdown(ssl);
    }
    SSL_free(ssl);
    SSL_CTX_free(context);
}

static void stls_begin(struct stls *stls, struct session *s, const char *reply)
{
    signal(SIGPIPE, SIG_IGN); /* for the server's side */
    stls->reply = reply;
    stls->cert = cert_make(
        &(struct cert_wish){
            .cn = "Test", .alt = "DNS:a.net", .is_ca = 1, .to_days = 9},
        NULL);
    stls->file = pem_file(&stls->cert.x509, 1, NULL);
    begin(s, serve_stls, stls);
    expect_run(s, true, PUMP_READY);
    ask(s, "STLS\r\n", PUMP_READY);
    cr_assert(eq(int, dialogue_need(s->dialogue), NEED_HANDSHAKE));
}

static void stls_end(struct stls *stls, struct session *s)
{
    finish(s);
    unlink(stls->file);
    free(stls->file);
    cert_free(&stls->cert);
}

/* Wrap the stream; true when that worked. */
static bool stls_wrap(struct session *s, const char *ca)
{
    struct tls_options opt = {
        .name = "a.net", .ca = ca, .timeout_ms = 3000, .cancel_fd = -1};
    struct tls_facts facts;
    struct stream *stream =
        tls_start(pump_take_stream(s->pump), &opt, &facts, &s->err);

    pump_tls_done(s->pump, stream, span_of(stream ? "" : s->err.what), NULL);
    return stream != NULL;
}

Test(pump_flow, stls_wraps_the_stream_and_the_session_goes_on)
{
    struct session s;
    struct stls stls;

    stls_begin(&stls, &s, "+OK\r\n");
    cr_assert(stls_wrap(&s, stls.file), "%s", s.err.what);
    cr_expect(eq(int, dialogue_tls(s.dialogue), TLS_STLS));
    cr_expect(zero(int, s.events[EVENT_INJECTED]));
    ask(&s, "CAPA\r\n", PUMP_READY);
    cr_expect(eq(int, s.events[EVENT_LINE], 1));
    ask(&s, "QUIT\r\n", PUMP_CLOSED);
    cr_expect(eq(int, s.how, CLOSE_NOTIFY));
    stls_end(&stls, &s);
}

Test(pump_flow, octets_behind_the_ok_of_stls_are_reported_and_discarded)
{
    struct session s;
    struct stls stls;

    stls_begin(&stls, &s, "+OK\r\n+OK injected\r\n");
    cr_expect(eq(int, s.events[EVENT_INJECTED], 1));
    cr_assert(stls_wrap(&s, stls.file), "%s", s.err.what);
    ask(&s, "CAPA\r\n", PUMP_READY);
    cr_expect(zero(int, s.events[EVENT_STRAY]));
    pump_close(s.pump);
    cr_expect(eq(int, s.how, CLOSE_NOTIFY));
    stls_end(&stls, &s);
}

Test(pump_flow, a_failed_handshake_ends_the_session)
{
    struct session s;
    struct stls stls;

    stls_begin(&stls, &s, "+OK\r\n");
    cr_assert(not(stls_wrap(&s, "/nonexistent")));
    cr_expect(not(pump_is_open(s.pump)));
    cr_expect(eq(int, s.events[EVENT_TLS], 1));
    cr_expect(eq(int, s.events[EVENT_CLOSE], 1));
    expect_run(&s, true, PUMP_CLOSED);
    stls_end(&stls, &s);
}
