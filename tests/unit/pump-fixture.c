/* pump-fixture.c - a session for tests of the pump. */
#include <config.h>

#include "tests/unit/pump-fixture.h"

#include "net/wire/dial.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>
#include <unistd.h>

static void note_event(void *ctx, const struct event *e)
{
    struct session *s = ctx;

    s->events[e->kind]++;
    if (e->kind == EVENT_CLOSE) {
        s->how = e->how;
        s->closed_by = e->side;
    }
}

static void note_chunk(void *ctx, const struct chunk *chunk)
{
    struct session *s = ctx;

    if (chunk->kind != CHUNK_OPEN)
        cr_expect(ge(u64, chunk->at_ns, s->last_ns));
    s->last_ns = chunk->at_ns;
    if (s->chunks.len > 4096)
        return;
    if (chunk->kind == CHUNK_OCTETS && chunk->side == SIDE_CLIENT)
        buf_add_char(&s->chunks, chunk->automatic ? 'A' : 'C');
    else
        buf_add_char(&s->chunks, "OSTFXUK"[chunk->kind]);
    buf_add(&s->chunks, span_first(chunk->octets, 256));
}

void begin_over(struct session *s, struct stream *stream,
                const struct pump_options *options)
{
    s->dialogue = dialogue_new(note_event, s);
    s->pump = pump_new(s->dialogue, options);
    pump_tap(s->pump, note_chunk, s);
    pump_open(s->pump, stream, TLS_NONE, NULL);
}

struct pump_options plain_options(void)
{
    return (struct pump_options){
        .timeout_ms = 3000, .input_fd = -1, .cancel_fd = -1};
}

void begin_with(struct session *s, peer_fn *serve, void *ctx,
                const struct pump_options *options)
{
    struct dial_facts facts;
    struct stream *stream;

    *s = (struct session){0};
    peer_start(&s->peer, serve, ctx);
    stream = dial(&(struct dial_options){.host = "127.0.0.1",
                                         .port = s->peer.port,
                                         .timeout_ms = 2000,
                                         .cancel_fd = -1},
                  &facts, &s->err);
    cr_assert(stream != NULL, "%s", s->err.what);
    begin_over(s, stream, options);
}

void begin(struct session *s, peer_fn *serve, void *ctx)
{
    struct pump_options options = plain_options();

    begin_with(s, serve, ctx, &options);
}

void finish_over(struct session *s)
{
    pump_free(s->pump);
    dialogue_free(s->dialogue);
    buf_done(&s->chunks);
}

void finish(struct session *s)
{
    finish_over(s);
    peer_join(&s->peer);
}

void expect_run(struct session *s, bool wait, enum pump_end want)
{
    enum pump_end got = pump_run(s->pump, wait, &s->err);

    cr_assert(eq(int, got, want), "%s; %s", s->err.what, buf_text(&s->chunks));
}

void ask(struct session *s, const char *line, enum pump_end want)
{
    pump_send(s->pump, span_of(line), false);
    expect_run(s, true, want);
}

void serve_plainly(int fd, void *ctx)
{
    char line[256];

    (void)ctx;
    say(fd, "+OK ready\r\n");
    while (hear_line(fd, line, sizeof line)) {
        if (strncmp(line, "LIST", 4) == 0)
            say(fd, "+OK\r\n1 120\r\n2 99\r\n.\r\n");
        else
            say(fd, "+OK\r\n");
        if (strncmp(line, "QUIT", 4) == 0)
            break;
    }
}

void only_hear(int fd, void *ctx)
{
    (void)ctx;
    hear_out(fd);
}
