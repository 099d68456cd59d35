/* serve.c - the loop over all clients: who comes, whose turn it is, who goes.
 */
#include <config.h>

#include "net/wire/serve-guest.h"

#include "net/base/memory.h"
#include "net/wire/clock.h"
#include "net/wire/wait.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    REFUSED_MS = 100,  /* no new clients, after the system gave us none */
    ACCEPTS_MOST = 64, /* new clients of one turn */
    FD_STOP = SERVE_LISTENERS_MOST,
    FD_GUESTS,
};

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
        guest_begin_handshake(s, g);
    if (s->count == s->room) {
        s->room = s->room ? 2 * s->room : 16;
        s->guests = xrealloc(s->guests, s->room * sizeof *s->guests);
        s->fds = xrealloc(s->fds, (s->room + FD_GUESTS) * sizeof *s->fds);
    }
    s->guests[s->count++] = g;
    guest_turn(s, g);
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
        guest_end(s, g, NULL);
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
        uint64_t at = g->busy ? 0 : guest_alarm(s, g);

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
            s->now_ns >= guest_alarm(s, g))
            guest_turn(s, g);
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
