/* pump-turn.c - the loop between a stream and a dialogue.
 *
 * One turn writes once, waits at most once and reads once, so that neither a
 * peer that does not read nor one that does not stop can hold up the rest. What
 * was written is fed before what arrived after it. */
#include <config.h>

#include "net/wire/pump-private.h"

#include "net/wire/wait.h"

enum {
    FULL_MOST = 8, /* full reads in a row without a look at anything else */
    WRITE_OCTETS = 64 * 1024,
    AHEAD_MOST = 65536, /* unanswered commands, when options do not say */
};

/* --- writing --- */

void pump_send(struct pump *p, struct span octets, bool automatic)
{
    outbox_add(&p->outbox, octets, automatic);
}

void pump_send_repeats(struct pump *p, struct span octets, uint64_t n)
{
    outbox_add_repeats(&p->outbox, octets, n);
}

size_t pump_queued(const struct pump *p)
{
    return outbox_len(&p->outbox);
}

/* How many lines may be written before a reply must arrive. A SASL response
 * or data for the server belongs to a command that is counted already. */
static size_t lines_allowed(const struct pump *p)
{
    size_t most = p->options.ahead != 0 ? p->options.ahead : AHEAD_MOST;
    size_t outstanding = dialogue_outstanding(p->dialogue);

    switch (dialogue_need(p->dialogue)) {
    case NEED_HANDSHAKE:
        return 0;
    case NEED_DATA:
        return SIZE_MAX;
    case NEED_RESPONSE:
        return most > outstanding ? most - outstanding : 1;
    default:
        return most > outstanding ? most - outstanding : 0;
    }
}

/* What may be written now; empty when nothing. */
static struct span writable(const struct pump *p, bool *automatic_out)
{
    struct span front = {0};

    if (p->stream == NULL || p->deaf || outbox_len(&p->outbox) == 0)
        return front;
    front =
        outbox_front(&p->outbox, lines_allowed(p), WRITE_OCTETS, automatic_out);
    if (front.len < p->tried)
        front = outbox_front(&p->outbox, SIZE_MAX, p->tried, automatic_out);
    return front;
}

/* Write once, as much as is allowed, and feed it. */
static void write_once(struct pump *p)
{
    bool automatic = false;
    struct span front = writable(p, &automatic);
    size_t n = 0;

    if (front.len == 0 || p->write_events != 0)
        return;
    switch (stream_write(p->stream, front, &n, &p->fault)) {
    case STREAM_OK:
        p->tried = 0;
        p->octets_out += n;
        pump_feed_octets(p, SIDE_CLIENT, span_first(front, n), automatic);
        outbox_drop(&p->outbox, n);
        break;
    case STREAM_WAIT:
        p->tried = front.len;
        p->write_events = stream_poll_events(p->stream);
        break;
    default: /* the server's last words may still be there to be read */
        p->deaf = true;
        break;
    }
}

/* --- reading --- */

/* Read once and feed it. False when the session has ended by it. */
static bool read_once(struct pump *p, struct error *err)
{
    size_t n = 0;
    struct error fault = {0};
    enum stream_result result =
        stream_read(p->stream, p->buffer, PUMP_READ_OCTETS, &n, &fault);

    p->full = n == PUMP_READ_OCTETS ? p->full + 1 : 0;
    switch (result) {
    case STREAM_OK:
        p->octets_in += n;
        p->read_events = POLLIN;
        pump_feed_octets(p, SIDE_SERVER, (struct span){p->buffer, n}, false);
        return true;
    case STREAM_WAIT:
        p->read_events = stream_poll_events(p->stream);
        if (!p->deaf)
            return true;
        fault = p->fault;
        break;
    case STREAM_END:
    case STREAM_NOTIFY:
        if (!p->deaf) {
            pump_feed_close(p, SIDE_SERVER,
                            result == STREAM_NOTIFY ? CLOSE_NOTIFY : CLOSE_FIN);
            return false;
        }
        fault = p->fault;
        break;
    case STREAM_RESET:
    case STREAM_BROKEN:
        break;
    }
    if (err != NULL)
        *err = fault;
    pump_feed_close(p, SIDE_SERVER, CLOSE_RESET);
    return false;
}

/* --- time --- */

/* True when the server owes us something: a reply, or the end. */
static bool is_owed(const struct pump *p)
{
    enum need need = dialogue_need(p->dialogue);

    return p->stepping || need == NEED_REPLY || need == NEED_CLOSE;
}

/* When the present wait began: for the server to speak, or else for it to
 * take what we have for it. */
static uint64_t wait_began(const struct pump *p)
{
    uint64_t quiet = dialogue_quiet_since(p->dialogue);

    if (p->stepping && p->step_ns > quiet)
        return p->step_ns;
    return is_owed(p) ? quiet : p->moved_ns;
}

/* When patience ends with what is waited for now, as clock_ns(). Each wait
 * ends it once only: who goes on after a time-out waits without a limit. */
static uint64_t patience_ends(const struct pump *p)
{
    uint64_t began = wait_began(p);

    if (p->options.timeout_ms == 0 || p->stream == NULL ||
        p->timed_out_ns == began + 1)
        return DEADLINE_NEVER;
    if (!is_owed(p) && outbox_len(&p->outbox) == 0)
        return DEADLINE_NEVER;
    return p->origin_ns + began + (uint64_t)p->options.timeout_ms * 1000000;
}

static uint64_t alarm_time(const struct pump *p)
{
    uint64_t alarm = dialogue_alarm(p->dialogue);
    uint64_t more = p->alarm != NULL ? p->alarm(p->alarm_ctx) : 0;

    if (alarm == 0 || (more != 0 && more < alarm))
        alarm = more;
    if (alarm <= p->rung_ns || p->stream == NULL)
        return DEADLINE_NEVER; /* 0 too; an alarm rings once */
    return p->origin_ns + alarm;
}

/* Remember for which wait this was; feeding it may begin the wait anew. */
static void time_out(struct pump *p)
{
    if (dialogue_need(p->dialogue) == NEED_REPLY)
        pump_feed_kind(p, CHUNK_TIMEOUT);
    p->timed_out_ns = wait_began(p) + 1;
}

void pump_close(struct pump *p)
{
    enum close_how how = CLOSE_FIN;

    if (!pump_is_open(p))
        return;
    if (p->timed_out_ns == wait_began(p) + 1)
        how = CLOSE_TIMEOUT;
    else if (dialogue_tls(p->dialogue) != TLS_NONE)
        how = CLOSE_NOTIFY;
    if (p->stream != NULL)
        stream_shutdown(p->stream);
    pump_feed_close(p, SIDE_CLIENT, how);
}

/* --- the loop --- */

enum { FD_STREAM, FD_CANCEL, FD_INPUT, FD_COUNT };

/* True when the caller watches the keyboard instead of waiting for a reply. */
static bool is_attended(const struct pump *p, bool wait)
{
    return !wait && p->options.input_fd >= 0 && !p->alone;
}

/* True when nothing is left to be done but by the caller. */
static bool is_ready(const struct pump *p, bool wait)
{
    enum need need = dialogue_need(p->dialogue);

    if (p->stream == NULL || need == NEED_HANDSHAKE)
        return p->stream != NULL;
    if (p->stepping || need == NEED_REPLY || need == NEED_CLOSE)
        return false;
    return wait && outbox_len(&p->outbox) == 0;
}

/* How long this turn may wait. */
static uint64_t turn_ends(const struct pump *p, bool wait)
{
    uint64_t patience = patience_ends(p), alarm = alarm_time(p);
    bool automatic;

    if (p->stream != NULL &&
        (p->deaf || stream_pending(p->stream) > 0 ||
         (p->write_events == 0 && writable(p, &automatic).len > 0)))
        return 0;
    if (!wait && !is_attended(p, wait) && !p->alone &&
        outbox_len(&p->outbox) == 0)
        return 0;
    if (p->wake_ns != 0 && p->wake_ns < alarm)
        alarm = p->wake_ns;
    return patience < alarm ? patience : alarm;
}

/* Behind a full read there is most likely more; asking first whether there is
 * would cost as much as reading it. */
static bool is_full(const struct pump *p)
{
    return p->stream != NULL && !p->stepping && p->full % FULL_MOST != 0;
}

static void poll_once(struct pump *p, bool wait, struct pollfd *fds)
{
    fds[FD_STREAM] = (struct pollfd){.fd = -1};
    fds[FD_CANCEL] =
        (struct pollfd){.fd = p->options.cancel_fd, .events = POLLIN};
    fds[FD_INPUT] =
        (struct pollfd){.fd = is_attended(p, wait) ? p->options.input_fd : -1,
                        .events = POLLIN};
    if (p->stream != NULL) {
        fds[FD_STREAM].fd = stream_fd(p->stream);
        fds[FD_STREAM].events = (short)(p->read_events | p->write_events);
    }
    if (is_full(p))
        fds[FD_STREAM].revents = p->read_events;
    else
        wait_poll(fds, FD_COUNT, turn_ends(p, wait));
}

/* What the poll says about the stream. True when it is worth a read. */
static bool stream_woke(struct pump *p, const struct pollfd *fd)
{
    if ((fd->revents & (p->write_events | POLLERR | POLLHUP)) != 0)
        p->write_events = 0;
    return p->deaf || stream_pending(p->stream) > 0 ||
           (fd->revents & ~POLLOUT) != 0 || (fd->revents & p->read_events) != 0;
}

enum pump_end pump_run(struct pump *p, bool wait, struct error *err)
{
    for (;;) {
        struct pollfd fds[FD_COUNT];
        bool woke = false, rang = false;
        uint64_t now;

        if (p->stream == NULL && !is_attended(p, wait))
            return PUMP_CLOSED;
        write_once(p);
        if (is_ready(p, wait))
            return PUMP_READY;
        poll_once(p, wait, fds);
        if (fds[FD_CANCEL].revents != 0)
            return PUMP_CANCELLED;
        if (p->stream != NULL && (woke = stream_woke(p, &fds[FD_STREAM])) &&
            !read_once(p, err))
            return PUMP_CLOSED;
        if (fds[FD_INPUT].revents != 0 && !is_ready(p, wait))
            return PUMP_INPUT;
        now = woke ? p->origin_ns + p->moved_ns : clock_ns();
        if (now >= alarm_time(p)) {
            p->rung_ns = now - p->origin_ns;
            pump_feed_kind(p, CHUNK_CLOCK);
            rang = true;
        }
        if (now >= patience_ends(p)) {
            time_out(p);
            return PUMP_TIMEOUT;
        }
        if (p->wake_ns != 0 && clock_ns() >= p->wake_ns) {
            pump_wake(p, 0, false);
            return PUMP_AWAKE;
        }
        if (p->stepping && (woke || rang))
            return PUMP_READY;
        if (!woke && !wait && !is_attended(p, wait) && !p->alone &&
            outbox_len(&p->outbox) == 0)
            return PUMP_READY;
    }
}

enum pump_end pump_step(struct pump *p, bool fresh, struct error *err)
{
    enum pump_end end;

    if (fresh) {
        p->step_ns = p->stream != NULL ? pump_now(p) : 0;
        p->timed_out_ns = 0;
    }
    p->stepping = true;
    end = pump_run(p, true, err);
    p->stepping = false;
    return end;
}
