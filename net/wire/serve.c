/* serve.c - the loop over all clients.
 *
 * A turn of one client writes, reads and lets it answer until nothing moves,
 * but for no longer than is fair to the others. Then it waits for the one
 * thing that stopped it: for input only while there is nothing to be sent, so
 * that octets nobody takes yet wake nobody. TLS needs no other care: a turn
 * ends behind a read that found nothing, or with .busy. */
#include <config.h>

#include "net/wire/serve.h"

#include "net/base/memory.h"
#include "net/wire/clock.h"
#include "net/wire/tls.h"
#include "net/wire/wait.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    INPUT_ROOM = 4096,
    STEPS_MOST = 64,      /* of one turn */
    HANDSHAKE_MS = 30000, /* a client may take so long for it */
    LINGER_MS = 2000,     /* and for closing after us */
    ENDED_MS = 30000,     /* an answer may be late for one who sends no more */
    REFUSED_MS = 100,     /* no new clients, after the system gave us none */
    ACCEPTS_MOST = 64,    /* new clients of one turn */
    FD_STOP = SERVE_LISTENERS_MOST,
    FD_GUESTS,
};

#define MS(n) ((uint64_t)(n)*UINT64_C(1000000))

enum phase {
    PHASE_HANDSHAKE,
    PHASE_TALK,
    PHASE_LINGER, /* we have ended; the client's end is awaited */
    PHASE_GONE,
};

struct guest {
    void *answers; /* what .open returned; NULL for one that is turned away */
    struct stream *stream;
    enum phase phase;
    bool ended;        /* the client sends no more */
    bool waits;        /* for the time of its answer: SERVE_WAITS */
    bool busy;         /* its turn was cut short */
    short events;      /* what its next step waits for; 0: for time only */
    uint64_t until_ns; /* HANDSHAKE, LINGER, .ended and .waits: no longer */
    size_t input_len;
    char input[INPUT_ROOM];
};

struct serve {
    const struct serve_options *options;
    struct guest **guests; /* owned */
    size_t count, room;
    struct pollfd *fds; /* room + FD_GUESTS */
    unsigned long long accepted;
    uint64_t accepts_ns; /* nobody is let in before */
    uint64_t now_ns;
};

/* --- ending --- */

static void end_guest(struct serve *s, struct guest *g, const struct error *why)
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
        end_guest(s, g, NULL);
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

static void begin_handshake(struct serve *s, struct guest *g)
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
        end_guest(s, g, &err);
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
        end_guest(s, g, &err);
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
        end_guest(s, g, &err);
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
        end_guest(s, g, NULL);
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
        begin_handshake(s, g);
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
        end_guest(s, g, NULL);
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

static uint64_t alarm_of(const struct serve *s, const struct guest *g)
{
    uint64_t at;

    if (g->phase != PHASE_TALK)
        return g->until_ns;
    at = s->options->ops->alarm(g->answers);
    return g->waits && g->ended && g->until_ns < at ? g->until_ns : at;
}

static void turn(struct serve *s, struct guest *g)
{
    int steps = 0;

    while (steps < STEPS_MOST && step(s, g))
        steps++;
    g->busy = steps == STEPS_MOST;
    if (g->phase == PHASE_LINGER && s->now_ns >= g->until_ns)
        end_guest(s, g, NULL);
    else if (g->phase == PHASE_HANDSHAKE && s->now_ns >= g->until_ns) {
        struct error err = {0};

        error_set(&err, ERROR_TLS, "no handshake within %d s",
                  HANDSHAKE_MS / 1000);
        end_guest(s, g, &err);
    }
}

/* --- coming and going --- */

/* No more are let in. */
static bool is_last(const struct serve *s)
{
    return s->options->last != 0 && s->accepted >= s->options->last;
}

static void turn_away(const struct serve *s, int fd)
{
    struct buf line = {0};
    ssize_t n;

    buf_add_format(&line, "%s\r\n", s->options->refusal);
    n = write(fd, line.at, line.len);
    (void)n;
    buf_done(&line);
    close(fd);
}

static void add_guest(struct serve *s, int fd, const struct address *from,
                      bool tls)
{
    struct serve_peer peer = {.loopback = address_is_loopback(from),
                              .tls = tls,
                              .number = ++s->accepted};
    struct guest *g = xcalloc(1, sizeof *g);

    address_text(from, peer.address);
    g->stream = stream_socket(fd);
    g->phase = PHASE_TALK;
    g->events = POLLIN;
    g->answers = s->options->ops->open(s->options->ctx, &peer, s->now_ns);
    if (tls)
        begin_handshake(s, g);
    if (s->count == s->room) {
        s->room = s->room ? 2 * s->room : 16;
        s->guests = xrealloc(s->guests, s->room * sizeof *s->guests);
        s->fds = xrealloc(s->fds, (s->room + FD_GUESTS) * sizeof *s->fds);
    }
    s->guests[s->count++] = g;
    turn(s, g);
}

static void accept_guests(struct serve *s, int fd, bool tls)
{
    struct address from;

    for (int i = 0; i < ACCEPTS_MOST; i++) {
        int guest = listen_accept(fd, &from);

        if (guest < 0) {
            /* out of descriptors, say: asking again at once would not help */
            if (errno != EAGAIN && errno != EWOULDBLOCK)
                s->accepts_ns = s->now_ns + MS(REFUSED_MS);
            return;
        }
        if (s->count >= s->options->most && !tls)
            turn_away(s, guest);
        else if (s->count >= s->options->most)
            close(guest);
        else
            add_guest(s, guest, &from, tls);
        if (is_last(s))
            return;
    }
}

static void sweep(struct serve *s)
{
    size_t kept = 0;

    for (size_t i = 0; i < s->count; i++) {
        struct guest *g = s->guests[i];

        if (g->phase != PHASE_GONE) {
            s->guests[kept++] = g;
            continue;
        }
        end_guest(s, g, NULL);
        explicit_bzero(g->input, sizeof g->input); /* passwords */
        free(g);
    }
    s->count = kept;
}

/* --- the loop --- */

static bool is_over(const struct serve *s)
{
    return is_last(s) && s->count == 0;
}

/* Fill fds; returns when the next thing is due. */
static uint64_t look_ahead(struct serve *s)
{
    const struct serve_options *o = s->options;
    bool paused = s->now_ns < s->accepts_ns;
    bool closed = paused || is_last(s);
    uint64_t due = paused ? s->accepts_ns : DEADLINE_NEVER;

    for (int i = 0; i < SERVE_LISTENERS_MOST; i++)
        s->fds[i] =
            (struct pollfd){closed ? -1 : o->listeners[i].fd, POLLIN, 0};
    s->fds[FD_STOP] = (struct pollfd){o->stop_fd, POLLIN, 0};
    for (size_t i = 0; i < s->count; i++) {
        struct guest *g = s->guests[i];
        uint64_t at = g->busy ? 0 : alarm_of(s, g);

        s->fds[FD_GUESTS + i] = (struct pollfd){
            g->events ? stream_fd(g->stream) : -1, g->events, 0};
        if (at != 0 || g->busy)
            due = at < due ? at : due;
    }
    return due;
}

static void run_turns(struct serve *s)
{
    size_t count = s->count; /* those who come now had their turn */

    for (int i = 0; i < SERVE_LISTENERS_MOST; i++)
        if (s->fds[i].revents != 0)
            accept_guests(s, s->options->listeners[i].fd,
                          s->options->listeners[i].tls);
    for (size_t i = 0; i < count; i++) {
        struct guest *g = s->guests[i];

        if (s->fds[FD_GUESTS + i].revents != 0 || g->busy ||
            s->now_ns >= alarm_of(s, g))
            turn(s, g);
    }
    sweep(s);
}

/* In order: whoever is there hears that we end, as far as he listens. */
static void end_all(struct serve *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->guests[i]->stream != NULL &&
            s->guests[i]->phase != PHASE_HANDSHAKE)
            stream_shutdown(s->guests[i]->stream);
    for (size_t i = 0; i < s->count; i++)
        s->guests[i]->phase = PHASE_GONE;
    sweep(s);
}

bool serve_run(const struct serve_options *options, struct error *err)
{
    struct serve s = {.options = options};

    (void)err;
    s.fds = xcalloc(FD_GUESTS, sizeof *s.fds);
    for (;;) {
        uint64_t due;

        s.now_ns = clock_ns();
        if (is_over(&s))
            break;
        due = look_ahead(&s);
        wait_poll(s.fds, s.count + FD_GUESTS, due);
        s.now_ns = clock_ns();
        if (s.fds[FD_STOP].revents != 0)
            break;
        run_turns(&s);
    }
    end_all(&s);
    free(s.guests);
    free(s.fds);
    return true;
}
