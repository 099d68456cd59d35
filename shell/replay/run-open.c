/* run-open.c - a connection of a replay begins, in clear or under TLS. */
#include <config.h>

#include "shell/replay/run-private.h"

/* The next step of the same connection that is about TLS or closing. */
static bool fails_next(const struct run *r, size_t i)
{
    const struct step *steps = r->plan->steps;

    for (size_t k = i + 1; k < r->plan->step_count; k++)
        if (steps[k].conn == steps[i].conn)
            return steps[k].kind == STEP_TLS_FAIL;
    return false;
}

void run_open(struct run *r, size_t i)
{
    const struct step *step = &r->plan->steps[i];
    struct lane *l = run_lane(r, step);
    const struct link_reader reader = {run_see_answer, run_see_finding, l};
    struct error err = {0};

    if (!l->link)
        l->link = link_new(&r->options, r->setup->cancel_fd, &reader);
    l->speaker.session = link_session(l->link);
    l->guard = (struct guard){0};
    l->tls_failed = false;
    speaker_end_sasl(&l->speaker);
    l->chunk = 0;
    l->sent = l->unheard = NULL;
    l->unheard_count = 0;
    l->place_count = 0;
    l->exchange = 0;
    l->end_noted = false;
    buf_clear(&l->late);
    if (run_connect(r, l->link, run_item(r, step->item), step->ns, &err))
        return;
    if (session_was_refused(link_session(l->link)) && fails_next(r, i)) {
        l->tls_failed = true;
        l->tls_error = err;
        return;
    }
    run_stop(r, exit_of(err.code), "%s", err.what);
}

void run_tls_start(struct run *r, size_t i)
{
    const struct step *step = &r->plan->steps[i];
    struct lane *l = run_lane(r, step);
    struct session *s = link_session(l->link);

    if (!lane_is_open(l) || session_tls_facts(s))
        return; /* implicit: begun with the connection */
    if (dialogue_need(session_dialogue(s)) != NEED_HANDSHAKE) {
        run_set_case(r, l);
        run_event_differs(
            r, l, step->item,
            &(struct difference){.why = "the server has not agreed to TLS",
                                 .accept = "record the session anew"});
        run_stop(r, EXIT_DONE, "the session is out of step");
        return;
    }
    l->tls_error = (struct error){0};
    l->tls_failed = !session_handshake(s, &l->tls_error);
}

void run_tls_end(struct run *r, const struct step *step)
{
    struct lane *l = run_lane(r, step);
    bool must_fail = step->kind == STEP_TLS_FAIL;
    struct buf got = {0};

    if (l->tls_failed && !must_fail)
        run_stop(r, exit_of(l->tls_error.code), "%s", l->tls_error.what);
    else if (!l->tls_failed && must_fail) {
        run_add_tls(&got, l);
        run_set_case(r, l);
        run_event_differs(
            r, l, step->item,
            &(struct difference){
                .got = buf_span(&got),
                .got_event = true,
                .why = "the TLS handshake succeeds, and failed when recorded",
                .accept = "record the session anew"});
        run_stop(r, EXIT_DONE, "the session is out of step");
    } else if (!must_fail) {
        run_check_tls(r, l, step->item);
    }
    buf_done(&got);
}
