/* run-silence.c - nothing may come, as "@ timeout" says.
 *
 * What comes nevertheless may come then or later. Where the recording has an
 * answer to that command further down, it is held against that, too; where the
 * command was given up there, the answer is none of those that follow. */
#include <config.h>

#include "shell/replay/run-private.h"

#include "net/base/text.h"

enum { NS_PER_MS = 1000000 };

/* The command that waited is what this is about. */
static void set_case(struct run *r, const struct lane *l,
                     const struct step *step)
{
    run_end_case(r);
    r->at = (struct told_case){
        .step = buf_span(&r->title),
        .line = plan_file_line(r->plan, step->item, 0),
        .conn = l->conn,
    };
    if (step->of != PLAN_NONE) {
        struct span rest = run_item(r, step->of)->text;
        const struct verb *verb = verb_find(span_take_word(&rest));

        r->at.command = run_item(r, step->of)->text;
        r->at.verb = verb ? verb->name : NULL;
    }
}

/* said: the first line of the answer. */
static void tell_answer(struct run *r, struct lane *l, const struct step *step,
                        struct span said, uint64_t took_ns)
{
    struct buf why = {0};

    buf_add_text(&why, "an answer came after ");
    text_duration(&why, took_ns);
    buf_add_text(&why, ", where the recording has none");
    set_case(r, l, step);
    run_event_differs(
        r, l, step->item,
        &(struct difference){.got = said,
                             .why = buf_text(&why),
                             .accept = "write the answer in place of the "
                                       "timeout, or record the session anew"});
    r->result->noise = true;
    buf_done(&why);
}

static void tell_end(struct run *r, struct lane *l, const struct step *step)
{
    struct buf got = {0};

    run_add_close(&got, l);
    set_case(r, l, step);
    run_event_differs(
        r, l, step->item,
        &(struct difference){
            .got = buf_span(&got),
            .got_event = true,
            .why = "the connection ended, where the recording has silence"});
    buf_done(&got);
}

/* The silence is over; commands that wait have no answer in the recording. */
static void note_unheard(struct lane *l, const struct step *step)
{
    const struct dialogue *d = session_dialogue(link_session(l->link));
    const struct request *waiting = dialogue_waiting(d);

    if (!step->count || !waiting)
        return;
    l->unheard = step;
    l->unheard_until =
        waiting->exchange + (uint32_t)dialogue_outstanding(d) - 1;
}

static bool take_during(struct run *r, struct lane *l, const struct answer *got)
{
    const struct step *step = l->silence;
    const struct plan_answer *due = lane_due(l);

    if (got->end == END_CUT)
        return false; /* its end is what is told */
    if (!l->broken)
        tell_answer(r, l, step, run_first_line(got),
                    got->at_ns - got->asked_ns);
    l->broken = true;
    if (l->unheard_count) {
        l->unheard_count--;
        return true;
    }
    return !due || (got->kind == ANSWER_STRAY) != (due->kind == ANSWER_STRAY);
}

bool run_take_unheard(struct run *r, struct lane *l, const struct answer *got)
{
    const struct plan_answer *due = lane_due(l);
    uint64_t took_ns = got->at_ns - got->asked_ns;

    if (l->silence)
        return take_during(r, l, got);
    if (!l->unheard_count || got->kind != ANSWER_REPLY ||
        got->exchange > l->unheard_until)
        return false;
    if (!due || !run_would_pass(l, due, got, r->setup->how.level)) {
        tell_answer(r, l, l->unheard, run_first_line(got), took_ns);
        l->unheard_count--;
        return true;
    }
    if (!l->late.len && !run_would_pass(l, due, got, COMPARE_TEXT)) {
        buf_add(&l->late, run_first_line(got));
        l->late_ns = took_ns;
    }
    return false;
}

bool run_blame_silence(struct run *r, struct lane *l)
{
    if (!l->late.len)
        return false;
    tell_answer(r, l, l->unheard, buf_span(&l->late), l->late_ns);
    buf_clear(&l->late);
    return true;
}

void run_silence(struct run *r, const struct step *step)
{
    struct lane *l = run_lane(r, step);
    struct session *s = link_session(l->link);
    unsigned limit_ms =
        step->ns ? (unsigned)(step->ns / NS_PER_MS) : r->options.timeout_ms;
    struct error err = {0};
    enum session_end end = SESSION_READY;
    bool fresh = true;

    l->broken = false;
    l->silence = step;
    l->unheard_count += step->count;
    session_set_timeout(s, limit_ms ? limit_ms : 1);
    while (lane_is_open(l) && end == SESSION_READY && !l->broken) {
        end = session_step(s, fresh, &err);
        fresh = false;
    }
    session_set_timeout(s, r->options.timeout_ms);
    l->silence = NULL;
    note_unheard(l, step);
    if (end == SESSION_CANCELLED) {
        run_stop(r, EXIT_NETWORK, "%s", err.what);
        return;
    }
    if (end == SESSION_TIMEOUT)
        run_note_item(r, step->item);
    else if (!lane_is_open(l))
        run_note_end(r, l, PLAN_NONE);
    if (end != SESSION_TIMEOUT && !l->broken)
        tell_end(r, l, step);
}
