/* serve-guest.c - the turn of one client.
 *
 * It writes, reads and lets the client be answered until nothing moves, but for
 * no longer than is fair to the others. Then it waits for the one thing that
 * stopped it: for input only while there is nothing to be sent, so that octets
 * nobody takes yet wake nobody. TLS needs no other care: a turn ends behind a
 * read that found nothing, or with .busy. */
#include <config.h>

#include "net/wire/serve-guest.h"

#include "net/wire/tls.h"
#include <string.h>

enum {
    STEPS_MOST = 64,      /* of one turn */
    HANDSHAKE_MS = 30000, /* a client may take so long for it */
    LINGER_MS = 2000,     /* and for closing after us */
    ENDED_MS = 30000,     /* an answer may be late for one who sends no more */
};

/* --- ending --- */

void guest_end(struct serve *s, struct guest *g, const struct error *why)
{
    if (g->answers != NULL)
        s->options->ops->close(g->answers, why);
    g->answers = NULL;
    g->phase = PHASE_GONE;
    stream_free(g->stream);
    g->stream = NULL;
}

/* Our end of the connection; what the client still sends is read, lest the
 * system answers it by a reset that takes our last words away. */
static void begin_linger(struct serve *s, struct guest *g)
{
    enum serve_end end = g->answers != NULL ? s->options->ops->end(g->answers)
                                            : SERVE_END_NOTIFY;

    if (end == SERVE_END_RESET)
        stream_prepare_reset(g->stream);
    if (end != SERVE_END_NOTIFY) {
        guest_end(s, g, NULL);
        return;
    }
    if (g->answers != NULL)
        s->options->ops->close(g->answers, NULL);
    g->answers = NULL;
    stream_shutdown(g->stream);
    g->phase = PHASE_LINGER;
    g->until_ns = s->now_ns + MS(LINGER_MS);
    g->events = POLLIN;
}

static bool linger(struct guest *g)
{
    size_t n;

    switch (stream_read(g->stream, g->input, sizeof g->input, &n, NULL)) {
    case STREAM_OK:
        return true;
    case STREAM_WAIT:
        g->events = stream_poll_events(g->stream);
        return false;
    case STREAM_END:
    case STREAM_NOTIFY:
    case STREAM_RESET:
    case STREAM_BROKEN:
        break;
    }
    g->phase = PHASE_GONE;
    return false;
}

/* --- TLS --- */

void guest_begin_handshake(struct serve *s, struct guest *g)
{
    g->stream = tls_accept(g->stream, s->options->tls);
    g->phase = PHASE_HANDSHAKE;
    g->until_ns = s->now_ns + MS(HANDSHAKE_MS);
    g->events = POLLIN;
}

static void tell_tls(struct serve *s, struct guest *g)
{
    unsigned char exporter[64], unique[64];
    size_t exporter_len = sizeof exporter, unique_len = sizeof unique;
    struct serve_binding binding = {{0}, {0}};

    if (tls_channel_binding(g->stream, "tls-exporter", exporter, &exporter_len))
        binding.exporter = (struct span){(char *)exporter, exporter_len};
    if (tls_channel_binding(g->stream, "tls-unique", unique, &unique_len))
        binding.unique = (struct span){(char *)unique, unique_len};
    s->options->ops->tls(g->answers, s->now_ns, &binding);
}

static bool step_handshake(struct serve *s, struct guest *g)
{
    struct error err = {0};

    switch (tls_accept_step(g->stream, &err)) {
    case STREAM_OK:
        g->phase = PHASE_TALK;
        tell_tls(s, g);
        return true;
    case STREAM_WAIT:
        g->events = stream_poll_events(g->stream);
        return false;
    default:
        guest_end(s, g, &err);
        return false;
    }
}

/* --- talking --- */

/* True when something was written. */
static bool write_some(struct serve *s, struct guest *g, struct span out)
{
    struct error err = {0};
    size_t n;

    switch (stream_write(g->stream, out, &n, &err)) {
    case STREAM_OK:
        s->options->ops->sent(g->answers, s->now_ns, n);
        return true;
    case STREAM_WAIT:
        /* what he sends meanwhile stays where it is */
        g->events = stream_poll_events(g->stream);
        return false;
    default:
        guest_end(s, g, &err);
        return false;
    }
}

static bool read_some(struct serve *s, struct guest *g)
{
    struct error err = {0};
    size_t n;

    g->events = 0;
    if (g->ended || g->input_len == sizeof g->input)
        return false;
    switch (stream_read(g->stream, g->input + g->input_len,
                        sizeof g->input - g->input_len, &n, &err)) {
    case STREAM_OK:
        g->input_len += n;
        return true;
    case STREAM_WAIT:
        g->events = stream_poll_events(g->stream);
        return false;
    case STREAM_END:
    case STREAM_NOTIFY:
        g->ended = true;
        g->until_ns = s->now_ns + MS(ENDED_MS);
        return true;
    default:
        guest_end(s, g, &err);
        return false;
    }
}

static bool give_input(struct serve *s, struct guest *g)
{
    size_t n = s->options->ops->take(g->answers, s->now_ns,
                                     (struct span){g->input, g->input_len});

    if (n == 0)
        return false;
    memmove(g->input, g->input + n, g->input_len - n);
    g->input_len -= n;
    return true;
}

/* The answer is not due yet. Octets are read as far as there is room, so that
 * an end is seen. */
static bool step_wait(struct serve *s, struct guest *g)
{
    g->waits = true;
    if (read_some(s, g))
        return true;
    if (g->phase == PHASE_TALK && g->ended && s->now_ns >= g->until_ns)
        guest_end(s, g, NULL);
    return false;
}

/* One thing that can be done now; false when nothing can. */
static bool step_talk(struct serve *s, struct guest *g)
{
    struct span out = s->options->ops->output(g->answers, s->now_ns);

    g->waits = false;
    if (out.len != 0)
        return write_some(s, g, out);
    switch (s->options->ops->want(g->answers)) {
    case SERVE_TLS:
        /* what came in clear behind STLS is nobody's (RFC 2595 section 4) */
        if (!s->options->ops->keeps_input(g->answers))
            g->input_len = 0;
        guest_begin_handshake(s, g);
        return true;
    case SERVE_CLOSE:
        begin_linger(s, g);
        return true;
    case SERVE_WAITS:
        return step_wait(s, g);
    case SERVE_GOES_ON:
        break;
    }
    if (g->input_len != 0 && give_input(s, g))
        return true;
    if (read_some(s, g))
        return true;
    if (g->phase == PHASE_TALK && g->ended)
        guest_end(s, g, NULL);
    return false;
}

static bool step(struct serve *s, struct guest *g)
{
    switch (g->phase) {
    case PHASE_HANDSHAKE:
        return step_handshake(s, g);
    case PHASE_TALK:
        return step_talk(s, g);
    case PHASE_LINGER:
        return linger(g);
    case PHASE_GONE:
        break;
    }
    return false;
}

uint64_t guest_alarm(const struct serve *s, const struct guest *g)
{
    uint64_t at;

    if (g->phase != PHASE_TALK)
        return g->until_ns;
    at = s->options->ops->alarm(g->answers);
    return g->waits && g->ended && g->until_ns < at ? g->until_ns : at;
}

void guest_turn(struct serve *s, struct guest *g)
{
    int steps = 0;

    while (steps < STEPS_MOST && step(s, g))
        steps++;
    g->busy = steps == STEPS_MOST;
    if (g->phase == PHASE_LINGER && s->now_ns >= g->until_ns)
        guest_end(s, g, NULL);
    else if (g->phase == PHASE_HANDSHAKE && s->now_ns >= g->until_ns) {
        struct error err = {0};

        error_set(&err, ERROR_TLS, "no handshake within %d s",
                  HANDSHAKE_MS / 1000);
        guest_end(s, g, &err);
    }
}
