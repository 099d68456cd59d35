/* session.c - the life of a connection between opening and closing, and the
 * facts about it.
 *
 * Leaves what happens on the way to a usable session to session-open.c, TLS
 * to session-tls.c and the reading of events to session-watch.c. */
#include <config.h>

#include "shell/session/session.h"

#include "net/base/memory.h"
#include "net/base/text.h"
#include "net/wire/clock.h"
#include "net/wire/wait.h"
#include "shell/render/finding.h"
#include "shell/session/session-private.h"
#include <poll.h>
#include <stdlib.h>

enum { AHEAD_MOST = 4096 }; /* unanswered commands on the wire */

static uint64_t alarm(const void *check)
{
    return check_alarm(check);
}

struct session *session_new(const struct session_setup *setup)
{
    struct session *s = xcalloc(1, sizeof *s);
    struct pump_options how = {
        .timeout_ms = setup->options->timeout_ms,
        .input_fd = setup->input_fd,
        .cancel_fd = setup->cancel_fd,
        .ahead = AHEAD_MOST,
    };

    s->setup = *setup;
    s->summed = true;
    s->mask = mask_new(session_watch, s);
    s->lens = lens_new(session_say_reading, s);
    s->verdict = verdict_new(setup->options, s->mask, session_hear, s);
    s->check = check_new(verdict_see, s->verdict);
    s->dialogue = dialogue_new(check_see, s->check);
    s->pump = pump_new(s->dialogue, &how);
    dialogue_take_runs(s->dialogue, check_takes_runs, s->check);
    check_attach(s->check, s->dialogue);
    check_strict(s->check, setup->options->strict);
    for (size_t id = 0; id < RULE_COUNT; id++)
        if (!verdict_wants(s->verdict, rules[id]))
            check_mute(s->check, (enum rule_id)id);
    pump_alarm(s->pump, alarm, s->check);
    if (setup->renderer)
        session_add_run_reader(s, renderer_see, setup->renderer);
    return s;
}

void session_free(struct session *s)
{
    if (!s)
        return;
    session_drop(s);
    pump_free(s->pump);
    dialogue_free(s->dialogue);
    check_free(s->check);
    host_memory_done(&s->memory);
    verdict_free(s->verdict);
    mask_free(s->mask);
    lens_free(s->lens);
    target_done(&s->target);
    session_hear_reset(s);
    for (int i = 0; i < CAPA_WHENS; i++)
        buf_done(&s->capa[i]);
    buf_wipe(&s->line);
    buf_done(&s->text);
    buf_done(&s->greeting);
    buf_done(&s->unanswered);
    free(s);
}

static void add_reader(struct session *s, struct session_reader reader)
{
    if (s->readers_count < SESSION_READERS_MOST)
        s->readers[s->readers_count++] = reader;
}

void session_add_reader(struct session *s, event_fn *see, void *ctx)
{
    add_reader(s, (struct session_reader){see, ctx, false});
}

void session_add_run_reader(struct session *s, event_fn *see, void *ctx)
{
    add_reader(s, (struct session_reader){see, ctx, true});
}

void session_tell_refused(struct session *s, session_refused_fn *tell,
                          void *ctx)
{
    s->tell_refused = tell;
    s->refused_ctx = ctx;
}

/* --- talking --- */

void session_send(struct session *s, struct span line, bool automatic)
{
    buf_clear(&s->line);
    buf_add(&s->line, line);
    buf_add(&s->line, SPAN("\r\n"));
    pump_send(s->pump, buf_span(&s->line), automatic);
    secret_wipe(s->line.at, s->line.len); /* it may be a PASS */
}

void session_send_repeats(struct session *s, struct span line, uint64_t count)
{
    if (count == 1) {
        session_send(s, line, false);
        return;
    }
    buf_clear(&s->line);
    while (count--) {
        buf_add(&s->line, line);
        buf_add(&s->line, SPAN("\r\n"));
    }
    pump_send(s->pump, buf_span(&s->line), false);
    buf_wipe(&s->line);
}

void session_send_octets(struct session *s, struct span octets)
{
    pump_send(s->pump, octets, false);
}

void session_send_password(struct session *s, struct span keyword,
                           const struct secret *password, bool automatic)
{
    mask_learn(s->mask, secret_span(password));
    buf_clear(&s->line);
    buf_add(&s->line, keyword);
    buf_add_char(&s->line, ' ');
    buf_add(&s->line, secret_span(password));
    buf_add(&s->line, SPAN("\r\n"));
    pump_send(s->pump, buf_span(&s->line), automatic);
    buf_wipe(&s->line);
}

/* The connection is gone: what remains to be done, once. */
static void end_session(struct session *s)
{
    struct verdict_counts c = verdict_counts(s->verdict);
    struct buf found = {0};

    session_memory_end(s);
    if (s->summed || !s->setup.interactive)
        return; /* a batch has its summary at the very end */
    s->summed = true;
    if (!(c.errors + c.warnings + c.notes))
        return;
    finding_counts(&found, c.errors, c.warnings, c.notes);
    renderer_note(s->setup.renderer, "found: %s; \\findings lists them",
                  buf_text(&found));
    buf_done(&found);
}

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
            end_session(s);
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
        end_session(s);
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

/* --- closing --- */

void session_drop(struct session *s)
{
    if (pump_is_open(s->pump))
        pump_close(s->pump);
    end_session(s);
    renderer_flush(s->setup.renderer);
}

bool session_quit(struct session *s, unsigned timeout_ms, struct error *err)
{
    bool ok = true;

    if (pump_is_open(s->pump) && !session_is_busy(s) && !s->quit_sent) {
        pump_set_timeout(s->pump, timeout_ms);
        session_send(s, SPAN("QUIT"), true);
        enum session_end end = session_wait(s, err);
        ok = end == SESSION_READY || end == SESSION_CLOSED;
    }
    session_drop(s);
    return ok;
}

/* --- facts --- */

bool session_is_open(const struct session *s)
{
    return pump_is_open(s->pump);
}

bool session_was_lost(const struct session *s)
{
    return s->lost;
}

bool session_was_refused(const struct session *s)
{
    return s->tls_refused;
}

bool session_stopped(const struct session *s)
{
    return s->stopped;
}

size_t session_queued(const struct session *s)
{
    return pump_queued(s->pump);
}

struct session_counts session_counts(const struct session *s)
{
    return (struct session_counts){
        .commands = s->commands,
        .refused = s->refused,
        .octets_in = pump_octets_in(s->pump),
        .octets_out = pump_octets_out(s->pump),
    };
}

const struct dialogue *session_dialogue(const struct session *s)
{
    return s->dialogue;
}

const struct verdict *session_verdict(const struct session *s)
{
    return s->verdict;
}

const struct mask *session_mask(const struct session *s)
{
    return s->mask;
}

const struct rule *session_refuses(const struct session *s, struct span line)
{
    return check_refuses(s->check, line);
}

const struct target *session_target(const struct session *s)
{
    return &s->target;
}

const struct dial_facts *session_dial_facts(const struct session *s)
{
    return &s->dial;
}

const struct tls_facts *session_tls_facts(const struct session *s)
{
    return s->has_tls ? &s->tls : NULL;
}

uint64_t session_age_ns(const struct session *s)
{
    return clock_ns() - s->opened_ns;
}

const char *session_last_text(const struct session *s)
{
    return buf_text(&s->text);
}

size_t session_marked(const struct session *s)
{
    return pump_is_open(s->pump) && !s->quit_sent
               ? dialogue_messages(s->dialogue)->deleted
               : 0;
}

bool session_is_busy(const struct session *s)
{
    enum need need = dialogue_need(s->dialogue);

    return need != NEED_NOTHING && need != NEED_CLOSE && need != NEED_OPEN;
}

bool session_is_in_exchange(const struct session *s)
{
    enum need need = dialogue_need(s->dialogue);

    return need == NEED_RESPONSE || need == NEED_DATA;
}

bool session_auth_was_refused(const struct session *s)
{
    return s->auth_refused;
}

void session_awaited(const struct session *s, struct buf *out)
{
    const struct request *r = dialogue_waiting(s->dialogue);
    struct buf line = {0};

    if (!r) {
        buf_add_text(out, dialogue_state(s->dialogue) == STATE_CONNECTED
                              ? "the greeting"
                              : "the server");
        return;
    }
    mask_line(&line, request_line(r), r->kind == REQUEST_SASL);
    buf_add_text(out, "the reply to ");
    text_escape_fit(out, buf_span(&line), TEXT_PLAIN, 60);
    buf_wipe(&line);
}

void session_peer(const struct session *s, struct buf *out)
{
    const struct target *t = &s->target;

    if (*t->path) {
        text_escape(out, span_of(t->path), TEXT_PLAIN);
        return;
    }
    bool brackets = span_find(span_of(t->host), ':') < span_of(t->host).len;
    buf_add_text(out, brackets ? "[" : "");
    text_escape(out, span_of(t->host), TEXT_PLAIN);
    buf_add_format(out, "%s:%u", brackets ? "]" : "", t->port);
}
