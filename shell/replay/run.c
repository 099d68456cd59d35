/* run.c - does the steps of a plan, one after the other.
 *
 * What comes back is judged in run-judge.c while it comes. */
#include <config.h>

#include "shell/replay/run-private.h"

#include "net/base/memory.h"
#include "net/base/text.h"
#include "net/wire/clock.h"
#include "net/wire/wait.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { NS_PER_MS = 1000000 };

/* --- the end of a run --- */

__attribute__((format(printf, 2, 0))) static void
set_reason(struct run *r, const char *format, va_list args)
{
    struct buf reason = {.most = sizeof r->result->reason - 1};

    buf_add_formatv(&reason, format, args);
    memcpy(r->result->reason, buf_text(&reason), reason.len + 1);
    buf_done(&reason);
}

void run_stop(struct run *r, enum exit_status exit, const char *format, ...)
{
    va_list args;

    if (r->stopped)
        return;
    r->stopped = true;
    if (exit != EXIT_DONE)
        r->result->exit = exit;
    va_start(args, format);
    set_reason(r, format, args);
    va_end(args);
}

void run_skip(struct run *r, const char *format, ...)
{
    va_list args;

    if (r->stopped || r->skipped)
        return;
    r->skipped = true;
    va_start(args, format);
    set_reason(r, format, args);
    va_end(args);
}

static bool is_over(const struct run *r)
{
    return r->stopped || r->skipped;
}

/* --- connections --- */

static const struct item *item_of(const struct run *r, uint32_t item)
{
    return &r->plan->transcript->items[item];
}

static struct lane *lane_of(struct run *r, const struct step *step)
{
    return &r->lanes[step->conn - 1];
}

/* The next step of the same connection that is about TLS or closing. */
static bool fails_next(const struct run *r, size_t i)
{
    const struct step *steps = r->plan->steps;

    for (size_t k = i + 1; k < r->plan->step_count; k++)
        if (steps[k].conn == steps[i].conn)
            return steps[k].kind == STEP_TLS_FAIL;
    return false;
}

static void do_connect(struct run *r, size_t i)
{
    const struct step *step = &r->plan->steps[i];
    struct lane *l = lane_of(r, step);
    const struct link_reader reader = {run_see_answer, run_see_finding, l};
    struct error err = {0};

    if (!l->link)
        l->link = link_new(&r->options, &reader);
    l->speaker.link = l->link;
    l->deleted = l->tls_failed = false;
    l->chunk = 0;
    if (run_connect(r, l->link, item_of(r, step->item), step->ns, &err))
        return;
    if (step->ns && err.code == ERROR_TLS && fails_next(r, i)) {
        l->tls_failed = true;
        l->tls_error = err;
        return;
    }
    run_stop(r, exit_of(err.code), "%s", err.what);
}

/* --- waiting --- */

static bool is_open(const struct lane *l)
{
    return l->link && session_is_open(link_session(l->link));
}

static void stop_by_timeout(struct run *r, const struct error *err)
{
    run_stop(r, EXIT_NETWORK, "%s", err->what);
}

/* Wait until the lane has taken `target` answers. False when it cannot. */
static bool wait_for_answers(struct run *r, struct lane *l, size_t target)
{
    struct session *s = link_session(l->link);
    struct error err = {0};
    bool fresh = true;

    while (l->next < target && !is_over(r)) {
        if (!is_open(l))
            return false;
        if (dialogue_need(session_dialogue(s)) == NEED_HANDSHAKE)
            return false;
        switch (session_step(s, fresh, &err)) {
        case SESSION_TIMEOUT:
        case SESSION_CANCELLED:
            stop_by_timeout(r, &err);
            return true;
        default:
            break;
        }
        fresh = false;
    }
    return true;
}

/* Wait until everything that was sent is answered. */
static void drain(struct run *r, struct lane *l)
{
    struct session *s = link_session(l->link);
    struct error err = {0};
    enum session_end end;

    if (!is_open(l))
        return;
    end = session_wait(s, &err);
    if (end == SESSION_TIMEOUT)
        stop_by_timeout(r, &err);
}

/* --- the client's side --- */

static void tell_client(struct run *r, const struct lane *l,
                        const struct item *item)
{
    json_t *told;

    if (!r->setup->want_lines)
        return;
    told = told_spoken(REPORT_CLIENT, item->line, l->conn,
                       session_tls_facts(link_session(l->link)) != NULL,
                       (struct span){0});
    told_put(told, "text", item->text); /* in that form already */
    r->setup->tell(r->setup->ctx, told);
}

static enum verb_id verb_of(struct span line)
{
    size_t n = 0;
    const struct verb *verb;

    while (n < line.len && line.at[n] != ' ' && line.at[n] != '\r' &&
           line.at[n] != '\n')
        n++;
    verb = verb_find(span_first(line, n));
    return verb ? verb->id : VERB_COUNT;
}

/* Nothing that this replay marked is to be deleted: unmark it before QUIT. If
 * the server does not do that, the connection goes without QUIT. */
static void guard(struct run *r, struct lane *l)
{
    struct session *s = link_session(l->link);

    drain(r, l);
    if (!is_open(l) || is_over(r))
        return;
    l->guarded = false;
    session_send(s, SPAN("RSET"), true);
    drain(r, l);
    l->deleted = false;
    r->setup->tell(r->setup->ctx,
                   told_note("RSET was sent before QUIT, so that nothing is "
                             "deleted; --allow-delete lets it be"));
    if (l->guarded)
        return;
    session_drop(s);
    run_stop(r, EXIT_DONE,
             "the server refused RSET: closed without QUIT, so that nothing "
             "is deleted");
}

/* Write what was gathered, in one go or in pieces. */
static void write_out(struct run *r, struct lane *l, struct buf *octets)
{
    struct session *s = link_session(l->link);
    struct span rest = buf_span(octets);
    struct error err = {0};

    while (rest.len && is_open(l)) {
        size_t n = l->chunk && l->chunk < rest.len ? l->chunk : rest.len;

        session_send_octets(s, span_first(rest, n));
        rest = span_from(rest, n);
        if (l->chunk)
            session_push(s, &err);
    }
    secret_wipe(octets->at, octets->len);
    buf_clear(octets);
    (void)r;
}

static void tell_unbound(struct run *r, struct lane *l, uint32_t item,
                         const struct error *err)
{
    if (err->code == ERROR_NONE) {
        run_differs(r, l, item, err->what);
        run_stop(r, EXIT_DONE, "%s", err->what);
    } else {
        run_stop(r, exit_of(err->code), "%s", err->what);
    }
}

/* The lines from step i on that go out together. Returns the step behind. */
static size_t do_send(struct run *r, size_t i)
{
    const struct plan *p = r->plan;
    struct lane *l = lane_of(r, &p->steps[i]);
    struct buf *out = &r->secret_line;
    bool one_by_one = r->options.no_pipeline;
    uint16_t conn = p->steps[i].conn;

    for (; i < p->step_count && p->steps[i].kind == STEP_SEND &&
           p->steps[i].conn == conn && !is_over(r);
         i++) {
        const struct item *item = item_of(r, p->steps[i].item);
        struct error err = {0};
        size_t from = out->len;

        if (!is_open(l))
            break;
        if (!speaker_line(&l->speaker, item, out, &err)) {
            tell_unbound(r, l, p->steps[i].item, &err);
            break;
        }
        enum verb_id verb = verb_of(span_from(buf_span(out), from));

        if (verb == VERB_QUIT && l->deleted && !r->options.allow_delete) {
            struct buf quit = {0};

            buf_add(&quit, span_from(buf_span(out), from));
            buf_cut(out, from);
            write_out(r, l, out);
            guard(r, l);
            buf_add(out, buf_span(&quit));
            buf_done(&quit);
            if (is_over(r))
                break;
        }
        l->deleted = verb == VERB_DELE || (l->deleted && verb != VERB_RSET);
        tell_client(r, l, item);
        run_note_item(r, p->steps[i].item);
        if (one_by_one) {
            write_out(r, l, out);
            drain(r, l);
        } else if (out->len >= 64 << 10) {
            write_out(r, l, out);
        }
    }
    if (is_open(l) && !is_over(r))
        write_out(r, l, out);
    buf_clear(out);
    while (i < p->step_count && p->steps[i].kind == STEP_SEND &&
           p->steps[i].conn == conn)
        i++; /* not sent: the answers will tell */
    return i;
}

/* --- the server's side --- */

static void tell_closed(struct run *r, struct lane *l, const struct step *step)
{
    const struct plan_answer *a = &r->plan->answers[step->answer];
    bool tls = is_open(l);
    struct buf why = {0};

    buf_add_text(&why, tls ? "the server waits for a TLS handshake"
                           : "the connection ended before this came");
    r->at.line = item_of(r, step->item)->line;
    r->at.verb = a->verb ? a->verb->name : NULL;
    r->at.command = a->command != PLAN_NONE ? item_of(r, a->command)->text
                                            : (struct span){0};
    run_end_case(r);
    run_differs(r, l, step->item, buf_text(&why));
    run_stop(r, EXIT_DONE, "%s", buf_text(&why));
    buf_done(&why);
}

static void do_expect(struct run *r, const struct step *step)
{
    struct lane *l = lane_of(r, step);

    if (!wait_for_answers(r, l, ++l->reached))
        tell_closed(r, l, step);
}

static void do_close_by_server(struct run *r, const struct step *step)
{
    struct lane *l = lane_of(r, step);
    struct session *s = link_session(l->link);
    struct buf how = {0};
    enum close_how now = CLOSE_FIN;
    struct error err = {0};
    bool fresh = true;

    while (is_open(l) && !is_over(r)) {
        enum session_end end = session_step(s, fresh, &err);

        fresh = false;
        if (end != SESSION_TIMEOUT)
            continue;
        run_differs(r, l, step->item,
                    "the server has not closed the connection");
        session_drop(s);
    }
    static const char *const names[] = {
        [CLOSE_FIN] = "fin",
        [CLOSE_NOTIFY] = "notify",
        [CLOSE_RESET] = "rst",
        [CLOSE_TIMEOUT] = "timeout",
    };
    if (r->compare.how.level == COMPARE_WIRE &&
        link_end(l->link, &now) == LINK_BY_SERVER &&
        param_value(item_of(r, step->item)->text, "how", &how) &&
        !span_is(buf_span(&how), names[now])) {
        struct buf why = {0};

        buf_add_format(&why, "the server closed by %s, and not by %s",
                       names[now], buf_text(&how));
        run_differs(r, l, step->item, buf_text(&why));
        buf_done(&why);
    }
    buf_done(&how);
}

/* Nothing may come for a while. */
static void do_silence(struct run *r, const struct step *step)
{
    struct lane *l = lane_of(r, step);
    struct session *s = link_session(l->link);
    unsigned limit_ms =
        step->ns ? (unsigned)(step->ns / NS_PER_MS) : r->options.timeout_ms;
    size_t before = l->next + l->extra;
    struct error err = {0};
    enum session_end end = SESSION_READY;
    bool fresh = true;

    session_set_timeout(s, limit_ms ? limit_ms : 1);
    while (is_open(l) && end == SESSION_READY && l->next + l->extra == before) {
        end = session_step(s, fresh, &err);
        fresh = false;
    }
    session_set_timeout(s, r->options.timeout_ms);
    if (end == SESSION_TIMEOUT)
        return;
    run_differs(r, l, step->item,
                is_open(l) ? "an answer came, where the recording has none"
                           : "the connection ended, where the recording has "
                             "silence");
}

/* --- steps --- */

static void sleep_ns(uint64_t ns)
{
    wait_for(-1, 0, clock_ns() + ns, -1);
}

static void do_tls_start(struct run *r, size_t i)
{
    const struct step *step = &r->plan->steps[i];
    struct lane *l = lane_of(r, step);
    struct session *s = link_session(l->link);

    if (!is_open(l) || session_tls_facts(s))
        return; /* implicit: begun with the connection */
    if (dialogue_need(session_dialogue(s)) != NEED_HANDSHAKE) {
        run_differs(r, l, step->item, "the server has not agreed to TLS");
        run_stop(r, EXIT_DONE, "the session is out of step");
        return;
    }
    l->tls_error = (struct error){0};
    l->tls_failed = !session_handshake(s, &l->tls_error);
}

static void do_tls_end(struct run *r, const struct step *step)
{
    struct lane *l = lane_of(r, step);
    bool must_fail = step->kind == STEP_TLS_FAIL;

    if (l->tls_failed && !must_fail)
        run_stop(r, exit_of(l->tls_error.code), "%s", l->tls_error.what);
    else if (!l->tls_failed && must_fail) {
        run_differs(r, l, step->item,
                    "the TLS handshake succeeds, and failed when recorded");
        run_stop(r, EXIT_DONE, "the session is out of step");
    } else if (!must_fail) {
        run_check_tls(r, l, step->item);
    }
}

static void do_sasl(struct run *r, const struct step *step)
{
    struct lane *l = lane_of(r, step);
    struct error err = {0};

    if (!speaker_begin_sasl(&l->speaker, item_of(r, step->item)->text, &err))
        run_stop(r, exit_of(err.code), "%s:%u: %s", r->setup->name,
                 item_of(r, step->item)->line, err.what);
}

/* Do step i. Returns the next one. */
static size_t do_step(struct run *r, size_t i)
{
    const struct step *step = &r->plan->steps[i];
    struct lane *l = lane_of(r, step);

    if (!l->link && step->kind != STEP_CONNECT && step->kind != STEP_TITLE)
        return i + 1;
    if (step->kind != STEP_SEND && step->kind != STEP_EXPECT)
        run_note_item(r, step->item);
    switch (step->kind) {
    case STEP_CONNECT:
        do_connect(r, i);
        break;
    case STEP_SEND:
        return do_send(r, i);
    case STEP_EXPECT:
        do_expect(r, step);
        break;
    case STEP_FLUSH:
        session_push(link_session(l->link), &(struct error){0});
        break;
    case STEP_PAUSE:
        session_push(link_session(l->link), &(struct error){0});
        sleep_ns(step->ns);
        break;
    case STEP_CHUNK:
        l->chunk = step->ns;
        break;
    case STEP_AT: {
        uint64_t age = session_age_ns(link_session(l->link));

        if (r->options.pace && step->ns > age) {
            session_push(link_session(l->link), &(struct error){0});
            sleep_ns(step->ns - age);
        }
        break;
    }
    case STEP_TLS_START:
        do_tls_start(r, i);
        break;
    case STEP_TLS_OK:
    case STEP_TLS_FAIL:
        do_tls_end(r, step);
        break;
    case STEP_CLOSE_BY_SERVER:
        do_close_by_server(r, step);
        break;
    case STEP_CLOSE_BY_CLIENT:
        session_drop(link_session(l->link));
        break;
    case STEP_SILENCE:
        do_silence(r, step);
        break;
    case STEP_TITLE:
        buf_clear(&r->title);
        param_value(item_of(r, step->item)->text, NULL, &r->title);
        break;
    case STEP_SASL:
        do_sasl(r, step);
        break;
    case STEP_SASL_END:
        speaker_end_sasl(&l->speaker);
        break;
    }
    return i + 1;
}

/* --- all of it --- */

static void init_lanes(struct run *r)
{
    const struct plan *p = r->plan;

    for (size_t i = 0; i < ITEM_CONNECTIONS_MOST; i++) {
        struct lane *l = &r->lanes[i];

        l->run = r;
        l->conn = (uint16_t)(i + 1);
        l->speaker.values = r->setup->values;
    }
    for (size_t i = 0; i < p->step_count; i++) {
        struct lane *l = &r->lanes[p->steps[i].conn - 1];

        if (p->steps[i].kind != STEP_EXPECT)
            continue;
        if (l->queue_count == l->queue_room) {
            l->queue_room = l->queue_room ? l->queue_room * 2 : 64;
            l->queue = xrealloc(l->queue, l->queue_room * sizeof *l->queue);
        }
        l->queue[l->queue_count++] = p->steps[i].answer;
    }
}

/* What the server has sent and nobody read. */
static void read_rest(struct run *r)
{
    for (size_t i = 0; i < ITEM_CONNECTIONS_MOST; i++) {
        struct lane *l = &r->lanes[i];
        struct error err = {0};

        if (!is_open(l))
            continue;
        if (!is_over(r))
            session_push(link_session(l->link), &err);
        session_drop(link_session(l->link));
    }
}

/* Recorded answers that were not reached. */
static void count_rest(struct run *r)
{
    for (size_t i = 0; i < ITEM_CONNECTIONS_MOST; i++)
        r->result->not_run += r->lanes[i].queue_count - r->lanes[i].next;
}

static void conclude(struct run *r)
{
    struct run_result *out = r->result;

    if (r->skipped) {
        out->result = REPORT_SKIP;
        return;
    }
    count_rest(r);
    if (out->exit != EXIT_DONE)
        out->result = REPORT_UNKNOWN;
    else if (out->differences || out->findings || out->not_run || r->stopped)
        out->result = REPORT_FAIL;
    if (out->result == REPORT_FAIL)
        out->exit = EXIT_CHECK;
}

static void done(struct run *r)
{
    for (size_t i = 0; i < ITEM_CONNECTIONS_MOST; i++) {
        speaker_done(&r->lanes[i].speaker);
        link_free(r->lanes[i].link);
        free(r->lanes[i].queue);
    }
    plan_scratch_done(&r->scratch);
    buf_done(&r->title);
    buf_done(&r->command);
    buf_wipe(&r->secret_line);
}

/* "Destructive: yes" where no DELE tells what would be deleted: RSET would not
 * help. */
static void check_destructive(struct run *r)
{
    if (transcript_field_is(r->plan->transcript, HEADER_DESTRUCTIVE, "yes") &&
        !r->plan->deletes && !r->options.allow_delete)
        run_skip(r, "it says Destructive: yes; --allow-delete plays it");
}

void run_transcript(const struct run_setup *setup, struct run_result *out)
{
    struct run r = {.setup = setup, .plan = setup->plan, .result = out};
    uint64_t began = clock_ns();

    *out = (struct run_result){0};
    r.options = *setup->options;
    r.options.no_state = true;
    if (r.options.fail_on == FAIL_ON_NOTE && r.options.verbose < 1)
        r.options.verbose = 1;
    init_lanes(&r);
    run_judge_init(&r);
    check_destructive(&r);
    if (!is_over(&r) && run_check_requires(&r))
        for (size_t i = 0; i < r.plan->step_count && !is_over(&r);)
            i = do_step(&r, i);
    read_rest(&r);
    run_end_case(&r);
    conclude(&r);
    done(&r);
    out->took_ns = clock_ns() - began;
}
