/* run-wait.c - waits for what the server does: answers, an end, or nothing. */
#include <config.h>

#include "shell/replay/run-private.h"

/* A server that waits for TLS says nothing to who waits for its greeting. */
static const char *way_out(struct lane *l, const struct plan_answer *due)
{
    if (due->kind == ANSWER_GREETING &&
        !session_tls_facts(link_session(l->link)))
        return "a larger --timeout waits longer; a port that wants TLS from "
               "the first octet on stays silent: for that write tls=implicit "
               "into the \"@ connect\"";
    return "a larger --timeout waits longer";
}

/* What was due, and the time that passed instead of it. */
static void tell_timeout(struct run *r, struct lane *l,
                         const struct plan_answer *due, const struct error *err)
{
    struct buf got = {0};

    run_end_case(r);
    r->at = run_case(r, l, due, l->nth);
    r->result->gave_up = true;
    l->timed_out = err->code == ERROR_NETWORK;
    if (err->code == ERROR_NETWORK)
        buf_add_format(&got, "timeout after=%ums", r->options.timeout_ms);
    run_differs(
        r, l,
        &(struct difference){
            .unknown = true,
            .line = r->at.line,
            .expected =
                due->line_count
                    ? run_item(r, r->plan->lines[due->first_line].item)->text
                    : SPAN(""),
            .got = got.len ? buf_span(&got) : (struct span){0},
            .got_event = got.len > 0,
            .why = err->what,
            .accept = way_out(l, due)});
    buf_done(&got);
}

static void stop_by_timeout(struct run *r, struct lane *l,
                            const struct error *err)
{
    const struct plan_answer *due = lane_due(l);

    link_release(l->link);
    if (due)
        tell_timeout(r, l, due, err);
    if (due)
        run_stop(r, EXIT_NETWORK, "line %u: %s",
                 plan_answer_line(r->plan, due, l->nth), err->what);
    else
        run_stop(r, EXIT_NETWORK, "%s", err->what);
}

/* Nothing that was sent is without its answer, and one is still expected: more
 * were recorded than commands. */
static bool is_answered(struct lane *l)
{
    const struct dialogue *d = session_dialogue(link_session(l->link));

    return dialogue_outstanding(d) == 0 && dialogue_need(d) != NEED_REPLY &&
           !session_queued(link_session(l->link));
}

/* What is due did not come. Where it was to answer nothing, the session is in
 * step, and true. */
static bool tell_surplus(struct run *r, struct lane *l)
{
    const struct plan_answer *due;

    while ((due = lane_due(l)) != NULL && due->optional)
        lane_take(l, 1);
    if (!due)
        return false;
    run_end_case(r);
    r->at = run_case(r, l, due, l->nth);
    run_differs(
        r, l,
        &(struct difference){
            .line = r->at.line,
            .expected = run_item(r, r->plan->lines[due->first_line].item)->text,
            .why = "everything that was sent is answered, and this did not "
                   "come",
            .accept = "take the line out, or write in the command that it "
                      "answers"});
    if (due->kind != ANSWER_STRAY) {
        run_stop(r, EXIT_DONE, "more answers were recorded than came");
        return false;
    }
    lane_take(l, 1);
    for (; (due = lane_due(l)) && due->kind == ANSWER_STRAY; lane_take(l, 1))
        r->result->not_run += !due->optional; /* as little as the first */
    return true;
}

enum {
    STRAY_MS = 3000,
    DOUBTFUL_MS = 500,
};

/* How long to wait for what is due: 0, as long as the option says. A line that
 * answers nothing came with others; behind an answer that is another one now it
 * was a part of that, most likely, and will not come. */
static unsigned limit_ms(const struct run *r, struct lane *l)
{
    const struct plan_answer *due = lane_due(l);

    if (!due || due->kind != ANSWER_STRAY || r->options.pace || !is_answered(l))
        return 0;
    return l->differed ? DOUBTFUL_MS : STRAY_MS;
}

/* session_step, as long as what is due is worth. */
static enum session_end step(struct run *r, struct lane *l, bool fresh,
                             struct error *err)
{
    struct session *s = link_session(l->link);
    unsigned limit = limit_ms(r, l);
    enum session_end end;

    if (!limit || (r->options.timeout_ms && r->options.timeout_ms < limit))
        return session_step(s, fresh, err);
    session_set_timeout(s, limit);
    end = session_step(s, fresh, err);
    session_set_timeout(s, r->options.timeout_ms);
    return end;
}

/* Does the server say nothing before we do something else? A response may be on
 * its way when more than the exchange is unanswered. */
static bool waits_for_us(struct lane *l)
{
    struct session *s = link_session(l->link);
    const struct dialogue *d = session_dialogue(s);

    return dialogue_need(d) == NEED_HANDSHAKE ||
           (dialogue_need(d) == NEED_RESPONSE && dialogue_outstanding(d) == 1 &&
            !session_queued(s));
}

/* Wait until all answers that steps asked for have come. False when one
 * cannot. Each may take as long as the time limit. */
static bool wait_for_answers(struct run *r, struct lane *l)
{
    struct error err = {0};
    uint64_t before = UINT64_MAX;

    while (l->came < l->reached && !run_is_over(r)) {
        bool fresh = l->came != before;

        before = l->came;
        if (!lane_is_open(l))
            return false;
        if (waits_for_us(l))
            return false;
        switch (step(r, l, fresh, &err)) {
        case SESSION_TIMEOUT:
            if (is_answered(l) && tell_surplus(r, l))
                break;
            if (!is_answered(l))
                stop_by_timeout(r, l, &err);
            return true;
        case SESSION_CANCELLED:
            stop_by_timeout(r, l, &err);
            return true;
        default:
            break;
        }
    }
    return true;
}

/* Wait until everything that was sent is answered. */
void run_drain(struct run *r, struct lane *l)
{
    struct session *s = link_session(l->link);
    struct error err = {0};
    enum session_end end;

    if (!lane_is_open(l))
        return;
    end = session_wait(s, &err);
    if (end == SESSION_TIMEOUT)
        stop_by_timeout(r, l, &err);
}

/* The first of them that did not come is the one to tell of. */
static void tell_closed(struct run *r, struct lane *l, const struct step *step)
{
    const struct plan_answer *a = &r->plan->answers[step->answer];
    uint64_t nth = l->came - (l->reached - step->count);
    bool open = lane_is_open(l);
    bool tls = open && dialogue_need(session_dialogue(link_session(l->link))) ==
                           NEED_HANDSHAKE;
    struct buf why = {0}, got = {0};

    buf_add_text(&why, tls    ? "the server waits for a TLS handshake"
                       : open ? "the server waits for the next response of the "
                                "exchange"
                              : "the connection ended before this came");
    r->at.line = run_step_line(r, step) + (uint32_t)nth;
    r->at.verb = a->verb ? a->verb->name : NULL;
    r->at.command = a->command != PLAN_NONE ? run_item(r, a->command)->text
                                            : (struct span){0};
    run_end_case(r);
    if (!open) {
        run_note_end(r, l, PLAN_NONE);
        run_add_close(&got, l);
    }
    run_differs(
        r, l,
        &(struct difference){.line = r->at.line,
                             .expected = run_item(r, step->item)->text,
                             .got = buf_span(&got), /* empty when open */
                             .got_event = !open,
                             .has_at = !open,
                             .why = buf_text(&why),
                             .accept = open ? "record the session anew"
                                            : "--update=all"});
    run_stop(r, EXIT_DONE, "%s", buf_text(&why));
    buf_done(&why);
    buf_done(&got);
}

void run_expect(struct run *r, const struct step *step)
{
    struct lane *l = run_lane(r, step);

    if (r->plan->answers[step->answer].optional)
        return; /* nobody knows how long */
    l->reached += step->count;
    if (!wait_for_answers(r, l))
        tell_closed(r, l, step);
}

/* Nothing came for so long, where the event is about something else. */
static void tell_silence(struct run *r, struct lane *l, const struct step *step)
{
    struct buf got = {0};

    buf_add_format(&got, "timeout after=%ums", r->options.timeout_ms);
    run_set_case(r, l);
    run_event_differs(r, l, step->item,
                      &(struct difference){.got = buf_span(&got),
                                           .got_event = true,
                                           .why =
                                               "the server has not closed the "
                                               "connection"});
    buf_done(&got);
}

/* The server closed: as it was recorded? */
static void check_close(struct run *r, struct lane *l, const struct step *step)
{
    struct buf how = {0}, got = {0}, why = {0};
    enum close_how now = CLOSE_FIN;

    if (r->compare.how.level == COMPARE_WIRE &&
        link_end(l->link, &now) == LINK_BY_SERVER &&
        param_value(run_item(r, step->item)->text, "how", &how) &&
        !span_is(buf_span(&how), close_how_name(now))) {
        run_add_close(&got, l);
        buf_add_format(&why, "the server closed by %s, and not by %s",
                       close_how_name(now), buf_text(&how));
        run_set_case(r, l);
        run_event_differs(
            r, l, step->item,
            &(struct difference){.level = COMPARE_WIRE,
                                 .got = buf_span(&got),
                                 .got_event = true,
                                 .why = buf_text(&why),
                                 .accept = r->setup->how.level == COMPARE_WIRE
                                               ? "--level=text"
                                               : NULL});
    }
    buf_done(&how);
    buf_done(&got);
    buf_done(&why);
}

void run_close_by_server(struct run *r, const struct step *step)
{
    struct lane *l = run_lane(r, step);
    struct session *s = link_session(l->link);
    struct error err = {0};
    bool fresh = true;

    while (lane_is_open(l) && !run_is_over(r)) {
        enum session_end end = session_step(s, fresh, &err);

        fresh = false;
        if (end != SESSION_TIMEOUT)
            continue;
        tell_silence(r, l, step);
        session_drop(s);
    }
    run_note_end(r, l, step->item);
    check_close(r, l, step);
}
