/* pump.c - the life of a pump: what it is lent and told, and how a session
 * begins and ends in it.
 *
 * Leaves reading, writing and waiting to pump-turn.c. */
#include <config.h>

#include "net/wire/pump-private.h"

#include "net/base/memory.h"
#include "net/wire/clock.h"

#include <poll.h>
#include <stdlib.h>

struct pump *pump_new(struct dialogue *d, const struct pump_options *options)
{
    struct pump *p = xcalloc(1, sizeof *p);

    p->dialogue = d;
    p->options = *options;
    outbox_init(&p->outbox);
    return p;
}

void pump_free(struct pump *p)
{
    if (p == NULL)
        return;
    stream_free(p->stream);
    outbox_done(&p->outbox);
    free(p->buffer);
    free(p);
}

void pump_tap(struct pump *p, chunk_fn *tap, void *ctx)
{
    p->tap = tap;
    p->tap_ctx = ctx;
}

/* --- chunks --- */

static void feed(struct pump *p, const struct chunk *chunk)
{
    if (p->tap != NULL)
        p->tap(p->tap_ctx, chunk);
    dialogue_feed(p->dialogue, chunk);
}

void pump_feed_octets(struct pump *p, enum side side, struct span octets,
                      bool automatic)
{
    struct chunk chunk = {.kind = CHUNK_OCTETS,
                          .side = side,
                          .at_ns = pump_now(p),
                          .octets = octets,
                          .automatic = automatic};

    p->moved_ns = chunk.at_ns;
    feed(p, &chunk);
}

void pump_feed_kind(struct pump *p, enum chunk_kind kind)
{
    struct chunk chunk = {.kind = kind, .at_ns = pump_now(p)};

    feed(p, &chunk);
}

void pump_feed_close(struct pump *p, enum side side, enum close_how how)
{
    struct chunk chunk = {
        .kind = CHUNK_CLOSE, .side = side, .at_ns = pump_now(p), .how = how};

    stream_free(p->stream);
    p->stream = NULL;
    p->lent = false;
    outbox_clear(&p->outbox);
    feed(p, &chunk);
}

void pump_alarm(struct pump *p, alarm_fn *alarm, const void *ctx)
{
    p->alarm = alarm;
    p->alarm_ctx = ctx;
}

/* --- beginning and end --- */

static void take_stream(struct pump *p, struct stream *stream)
{
    p->stream = stream;
    p->lent = false;
    p->full = 0;
    p->read_events = POLLIN;
    p->write_events = 0;
    p->tried = 0;
    p->deaf = false;
}

void pump_open(struct pump *p, struct stream *stream, enum tls_mode tls,
               const struct tls_facts *facts)
{
    struct chunk chunk = {.kind = CHUNK_OPEN, .tls = tls, .facts = facts};

    stream_free(p->stream);
    outbox_clear(&p->outbox);
    take_stream(p, stream);
    if (p->buffer == NULL)
        p->buffer = xrealloc(NULL, PUMP_READ_OCTETS);
    p->origin_ns = clock_ns();
    p->moved_ns = p->timed_out_ns = p->rung_ns = p->step_ns = 0;
    feed(p, &chunk);
}

struct stream *pump_take_stream(struct pump *p)
{
    struct stream *stream = p->stream;

    p->stream = NULL;
    p->lent = stream != NULL;
    return stream;
}

void pump_tls_done(struct pump *p, struct stream *stream, struct span why,
                   const struct tls_facts *facts)
{
    struct chunk chunk = {.kind = stream != NULL ? CHUNK_TLS : CHUNK_TLS_FAIL,
                          .at_ns = pump_now(p),
                          .octets = why,
                          .facts = facts,
                          .tls = TLS_STLS};

    if (stream != NULL)
        take_stream(p, stream);
    feed(p, &chunk);
    if (stream == NULL)
        pump_feed_close(p, SIDE_CLIENT, CLOSE_FIN);
}

bool pump_is_open(const struct pump *p)
{
    return p->stream != NULL || p->lent;
}

uint64_t pump_now(const struct pump *p)
{
    return clock_ns() - p->origin_ns;
}

void pump_set_timeout(struct pump *p, unsigned timeout_ms)
{
    p->options.timeout_ms = timeout_ms;
}

uint64_t pump_octets_in(const struct pump *p)
{
    return p->octets_in;
}

uint64_t pump_octets_out(const struct pump *p)
{
    return p->octets_out;
}

void pump_wake(struct pump *p, uint64_t at_ns, bool alone)
{
    p->wake_ns = at_ns;
    p->alone = at_ns != 0 && alone;
}
