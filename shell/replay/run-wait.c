/* run-wait.c - waits for what the server does: answers, an end, or nothing. */
#include <config.h>

#include "shell/replay/run-private.h"

enum { NS_PER_MS = 1000000 };

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

    while (l->next < target && !run_is_over(r)) {
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
        fresh = false;
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

static void tell_closed(struct run *r, struct lane *l, const struct step *step)
{
    const struct plan_answer *a = &r->plan->answers[step->answer];
    bool tls = lane_is_open(l);
    struct buf why = {0};

    buf_add_text(&why, tls ? "the server waits for a TLS handshake"
                           : "the connection ended before this came");
    r->at.line = run_item(r, step->item)->line;
    r->at.verb = a->verb ? a->verb->name : NULL;
    r->at.command = a->command != PLAN_NONE ? run_item(r, a->command)->text
                                            : (struct span){0};
    run_end_case(r);
    run_differs(r, l, step->item, buf_text(&why));
    run_stop(r, EXIT_DONE, "%s", buf_text(&why));
    buf_done(&why);
}

void run_expect(struct run *r, const struct step *step)
{
    struct lane *l = run_lane(r, step);

    if (!wait_for_answers(r, l, ++l->reached))
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
        param_value(run_item(r, step->item)->text, "how", &how) &&
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
void run_silence(struct run *r, const struct step *step)
{
    struct lane *l = run_lane(r, step);
    struct session *s = link_session(l->link);
    unsigned limit_ms =
        step->ns ? (unsigned)(step->ns / NS_PER_MS) : r->options.timeout_ms;
    size_t before = l->next + l->extra;
    struct error err = {0};
    enum session_end end = SESSION_READY;
    bool fresh = true;

    session_set_timeout(s, limit_ms ? limit_ms : 1);
    while (lane_is_open(l) && end == SESSION_READY &&
           l->next + l->extra == before) {
        end = session_step(s, fresh, &err);
        fresh = false;
    }
    session_set_timeout(s, r->options.timeout_ms);
    if (end == SESSION_TIMEOUT)
        return;
    run_differs(r, l, step->item,
                lane_is_open(l)
                    ? "an answer came, where the recording has none"
                    : "the connection ended, where the recording has "
                      "silence");
}
