/* session-wait.c - lets the session run until something has come, or nothing
 * has for too long. */
#include <config.h>

#include "shell/session/session-private.h"

#include "net/base/text.h"
#include "net/wire/clock.h"
#include "net/wire/wait.h"
#include <poll.h>

/* The connection has ended. In order, or in the middle of something? */
static enum session_end closed(struct session *s, struct error *err)
{
    if (!s->unanswered.len && (err->code == ERROR_NONE || s->quit_sent)) {
        err->code = ERROR_NONE;
        return SESSION_CLOSED;
    }
    if (err->code == ERROR_NONE)
        error_set(err, ERROR_NETWORK,
                  "the server closed the connection before %s was complete",
                  buf_text(&s->unanswered));
    else if (s->unanswered.len) {
        buf_add_text(&s->unanswered, " was not complete");
        error_prefix(err, buf_text(&s->unanswered));
    }
    return SESSION_FAILED;
}

/* How long we waited, and for what; a person is told what comes next. */
static void say_waiting(const struct session *s, enum error_code code,
                        const char *verb, struct error *err)
{
    struct buf what = {0}, time = {0};
    uint64_t now = pump_now(s->pump);
    const struct request *r = dialogue_waiting(s->dialogue);

    session_awaited(s, &what);
    text_duration(&time, now - (r && r->at_ns < now ? r->at_ns : 0));
    error_set(err, code, "%s %s after %s%s", verb, buf_text(&what),
              buf_text(&time),
              !s->setup.interactive ? ""
              : r ? "; the session is still open, its reply will be shown "
                    "when it comes"
                  : "; the session is still open");
    buf_done(&what);
    buf_done(&time);
}

/* Once a session: whole listings are not judged any more. */
static void tell_overflow(struct session *s)
{
    if (s->overflow_told || !check_overflowed(s->check))
        return;
    s->overflow_told = true;
    renderer_note(s->setup.renderer,
                  "a listing goes beyond message %d: from here on its lines "
                  "are judged one by one, and listings are not compared",
                  MESSAGES_MOST);
}

static enum session_end run(struct session *s, bool wait, struct error *err)
{
    enum pump_end end;
    struct error own;

    if (!err)
        err = &own;
    err->code = ERROR_NONE;
    for (;;) {
        renderer_flush(s->setup.renderer);
        end = pump_run(s->pump, wait, err);
        tell_overflow(s);
        switch (end) {
        case PUMP_READY:
            if (dialogue_need(s->dialogue) != NEED_HANDSHAKE || s->setup.manual)
                return SESSION_READY;
            if (!session_handshake(s, err))
                return SESSION_FAILED;
            break;
        case PUMP_INPUT:
            return SESSION_INPUT;
        case PUMP_TIMEOUT:
            if (dialogue_need(s->dialogue) == NEED_CLOSE) {
                session_drop(s);
                return SESSION_CLOSED;
            }
            say_waiting(s, ERROR_NETWORK, "no answer: gave up waiting for",
                        err);
            return SESSION_TIMEOUT;
        case PUMP_CLOSED:
            session_end_now(s);
            return closed(s, err);
        case PUMP_CANCELLED:
            say_waiting(s, ERROR_CANCELLED, "stopped waiting for", err);
            return SESSION_CANCELLED;
        case PUMP_AWAKE:
            return SESSION_READY;
        }
    }
}

enum session_end session_wait(struct session *s, struct error *err)
{
    return run(s, true, err);
}

enum session_end session_step(struct session *s, bool fresh, struct error *err)
{
    err->code = ERROR_NONE;
    switch (pump_step(s->pump, fresh, err)) {
    case PUMP_READY:
    case PUMP_INPUT:
    case PUMP_AWAKE:
        break;
    case PUMP_CLOSED:
        session_end_now(s);
        return err->code == ERROR_NONE ? SESSION_CLOSED : SESSION_FAILED;
    case PUMP_TIMEOUT:
        say_waiting(s, ERROR_NETWORK, "no answer: gave up waiting for", err);
        return SESSION_TIMEOUT;
    case PUMP_CANCELLED:
        say_waiting(s, ERROR_CANCELLED, "stopped waiting for", err);
        return SESSION_CANCELLED;
    }
    return SESSION_READY;
}

enum session_end session_push(struct session *s, struct error *err)
{
    return run(s, false, err);
}

/* Nobody typed anything for a while: is a NOOP allowed now? */
static void keep_alive(struct session *s)
{
    if (dialogue_state(s->dialogue) == STATE_TRANSACTION && !session_is_busy(s))
        session_send(s, SPAN("NOOP"), true);
    s->sent_ns = clock_ns();
}

enum session_end session_idle(struct session *s, struct error *err)
{
    uint64_t interval = (uint64_t)s->keepalive_ms * 1000000;
    enum session_end end;

    do {
        bool wanted = interval && pump_is_open(s->pump);
        if (wanted && clock_ns() >= s->sent_ns + interval)
            keep_alive(s);
        pump_wake(s->pump, wanted ? s->sent_ns + interval : 0, false);
        end = run(s, false, err);
    } while (end == SESSION_READY && interval && pump_is_open(s->pump) &&
             clock_ns() >= s->sent_ns + interval);
    pump_wake(s->pump, 0, false);
    return end;
}

enum session_end session_pause(struct session *s, unsigned ms,
                               struct error *err)
{
    struct pollfd cancel = {.fd = s->setup.cancel_fd, .events = POLLIN};
    enum session_end end;

    if (!pump_is_open(s->pump)) {
        wait_poll(&cancel, 1, clock_ns() + (uint64_t)ms * 1000000);
        return cancel.revents ? SESSION_CANCELLED : SESSION_READY;
    }
    pump_wake(s->pump, clock_ns() + (uint64_t)ms * 1000000, true);
    end = run(s, false, err);
    pump_wake(s->pump, 0, false);
    return end;
}

void session_keep_alive(struct session *s, unsigned ms)
{
    s->keepalive_ms = ms;
}

bool session_ask(struct session *s, const char *line, enum status *status_out,
                 struct error *err)
{
    enum session_end end = SESSION_CLOSED;

    s->status = STATUS_NONE;
    if (pump_is_open(s->pump)) {
        session_send(s, span_of(line), true);
        end = session_wait(s, err);
    }
    *status_out = s->status;
    if (end == SESSION_CLOSED && s->status == STATUS_NONE)
        return error_set(err, ERROR_NETWORK,
                         "the server closed the connection before %s", line);
    return end == SESSION_READY || end == SESSION_CLOSED;
}

void session_set_timeout(struct session *s, unsigned timeout_ms)
{
    pump_set_timeout(s->pump, timeout_ms);
}
