/* run-case.c - which exchange of the transcript is spoken of: it is named where
 * something is told, and is a case of the reports. */
#include <config.h>

#include "shell/replay/run-private.h"

void run_end_case(struct run *r)
{
    if (!r->case_open)
        return;
    r->setup->tell(
        r->setup->ctx,
        told_end(r->case_failed ? REPORT_FAIL : REPORT_PASS, r->case_ns, NULL));
    r->case_open = r->case_failed = false;
}

/* The line of the command as the file has it; secrets are masks there. */
struct told_case run_case(const struct run *r, const struct lane *l,
                          const struct plan_answer *a, uint32_t nth)
{
    struct told_case at = {
        .step = buf_span(&r->title),
        .verb = a->verb ? a->verb->name : NULL,
        .line = plan_answer_line(r->plan, a, nth),
        .conn = l->conn,
    };

    if (a->command != PLAN_NONE)
        at.command = run_item(r, a->command)->text;
    return at;
}

/* A line that went out, without its answer. */
static struct told_case sent_case(const struct run *r, const struct lane *l)
{
    struct span text = run_item(r, l->sent->item)->text, rest = text;
    const struct verb *verb = verb_find(span_take_word(&rest));

    return (struct told_case){
        .step = buf_span(&r->title),
        .verb = verb ? verb->name : NULL,
        .command = text,
        .line = l->sent_line,
        .conn = l->conn,
    };
}

void run_set_case(struct run *r, const struct lane *l)
{
    size_t last = l->place_count - 1;
    const struct run_place *p =
        l->place_count ? &l->places[last % RUN_PLACES] : NULL;
    struct told_case at = {.step = buf_span(&r->title), .conn = l->conn};

    if (l->sent && link_owes(l->link) &&
        !(p && p->answer->kind == ANSWER_CHALLENGE))
        at = sent_case(r, l);
    else if (p)
        at = run_case(r, l, p->answer, p->nth + p->count - 1);
    if (at.line != r->at.line || at.conn != r->at.conn)
        run_end_case(r);
    r->at = at;
}

void run_begin_case(struct run *r, const struct lane *l,
                    const struct plan_answer *a, uint32_t nth, uint64_t took_ns)
{
    run_end_case(r);
    r->at = run_case(r, l, a, nth);
    r->answer = a;
    if (!r->setup->want_cases)
        return;
    r->case_open = true;
    r->case_ns = took_ns;
    r->setup->tell(r->setup->ctx, told_case("case", &r->at));
}
