/* run-wait.c - waits for what the server does: answers, an end, or nothing. */
#include <config.h>

#include "shell/replay/run-private.h"

enum { NS_PER_MS = 1000000 };

static void stop_by_timeout(struct run *r, const struct error *err)
{
    run_stop(r, EXIT_NETWORK, "%s", err->what);
}

/* Wait until all answers that steps asked for have come. False when one
 * cannot. Each may take as long as the time limit. */
static bool wait_for_answers(struct run *r, struct lane *l)
{
    struct session *s = link_session(l->link);
    struct error err = {0};
    uint64_t before = UINT64_MAX;

    while (l->came < l->reached && !run_is_over(r)) {
        bool fresh = l->came != before;

        before = l->came;
        if (!lane_is_open(l))
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
        stop_by_timeout(r, &err);
}

/* The first of them that did not come is the one to tell of. */
static void tell_closed(struct run *r, struct lane *l, const struct step *step)
{
    const struct plan_answer *a = &r->plan->answers[step->answer];
    uint64_t nth = l->came - (l->reached - step->count);
    bool tls = lane_is_open(l);
    struct buf why = {0};

    buf_add_text(&why, tls ? "the server waits for a TLS handshake"
                           : "the connection ended before this came");
    r->at.line = run_step_line(r, step) + (uint32_t)nth;
    r->at.verb = a->verb ? a->verb->name : NULL;
    r->at.command = a->command != PLAN_NONE ? run_item(r, a->command)->text
                                            : (struct span){0};
    run_end_case(r);
    run_differs(r, l, r->at.line, buf_text(&why));
    run_stop(r, EXIT_DONE, "%s", buf_text(&why));
    buf_done(&why);
}

void run_expect(struct run *r, const struct step *step)
{
    struct lane *l = run_lane(r, step);

    l->reached += step->count;
    if (!wait_for_answers(r, l))
        tell_closed(r, l, step);
}

void run_close_by_server(struct run *r, const struct step *step)
{
    struct lane *l = run_lane(r, step);
    struct session *s = link_session(l->link);
    struct buf how = {0};
    enum close_how now = CLOSE_FIN;
    struct error err = {0};
    bool fresh = true;

    while (lane_is_open(l) && !run_is_over(r)) {
        enum session_end end = session_step(s, fresh, &err);

        fresh = false;
        if (end != SESSION_TIMEOUT)
            continue;
        run_differs(r, l, run_step_line(r, step),
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
        param_value(run_item(r, step->item)->text, "how", &how) &&
        !span_is(buf_span(&how), names[now])) {
        struct buf why = {0};

        buf_add_format(&why, "the server closed by %s, and not by %s",
                       names[now], buf_text(&how));
        run_differs(r, l, run_step_line(r, step), buf_text(&why));
        buf_done(&why);
    }
    buf_done(&how);
}

/* Nothing may come for a while. */
void run_silence(struct run *r, const struct step *step)
{
    struct lane *l = run_lane(r, step);
    struct session *s = link_session(l->link);
    unsigned limit_ms =
        step->ns ? (unsigned)(step->ns / NS_PER_MS) : r->options.timeout_ms;
    uint64_t before = l->came + l->extra;
    struct error err = {0};
    enum session_end end = SESSION_READY;
    bool fresh = true;

    session_set_timeout(s, limit_ms ? limit_ms : 1);
    while (lane_is_open(l) && end == SESSION_READY &&
           l->came + l->extra == before) {
        end = session_step(s, fresh, &err);
        fresh = false;
    }
    session_set_timeout(s, r->options.timeout_ms);
    if (end == SESSION_TIMEOUT)
        return;
    run_differs(r, l, run_step_line(r, step),
                lane_is_open(l)
                    ? "an answer came, where the recording has none"
                    : "the connection ended, where the recording has "
                      "silence");
}
