/* session.c - the parts of a session: made, joined, taken apart.
 *
 * What is done with them is elsewhere: session-open.c leads to a usable
 * session, session-tls.c wraps it, session-send.c and session-wait.c talk,
 * session-hear.c and session-watch.c read events, session-facts.c answers. */
#include <config.h>

#include "shell/session/session.h"

#include "net/base/memory.h"
#include "shell/render/finding.h"
#include "shell/session/session-private.h"
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

/* --- closing --- */

void session_end_now(struct session *s)
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

void session_drop(struct session *s)
{
    if (pump_is_open(s->pump))
        pump_close(s->pump);
    session_end_now(s);
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
