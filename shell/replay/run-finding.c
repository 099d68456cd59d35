/* run-finding.c - what is found is told at the answer that it is about.
 *
 * That may be one before the last, when only what follows shows the fault, or
 * one that has not come. Decides which findings count. */
#include <config.h>

#include "shell/replay/run-private.h"

#include "shell/lint/lint-doubt.h"

/* --- the answer that it is about --- */

void run_note_place(struct lane *l, const struct run_place *place)
{
    l->places[l->place_count++ % RUN_PLACES] = *place;
}

/* Of one that has not come: the challenges of an exchange are no answers of
 * their own. */
static struct run_place place_due(const struct lane *l, uint32_t exchange)
{
    uint64_t ahead =
        exchange > l->exchange + 1 ? exchange - l->exchange - 1 : 0;
    uint32_t nth = l->nth;

    for (size_t i = l->at; i < l->queue_count; i++, nth = 0) {
        const struct plan_answer *a = &l->run->plan->answers[l->queue[i]];
        uint32_t left = a->count - nth;

        if (a->optional)
            continue;
        if (ahead < left)
            return (struct run_place){a, exchange, 1, nth + (uint32_t)ahead};
        ahead -= a->kind == ANSWER_CHALLENGE ? 0 : left;
    }
    return (struct run_place){0};
}

/* .answer is NULL when the transcript has no such answer. */
static struct run_place find_place(const struct lane *l, uint32_t exchange)
{
    size_t oldest =
        l->place_count > RUN_PLACES ? l->place_count - RUN_PLACES : 0;

    for (size_t i = l->place_count; i-- > oldest;) {
        struct run_place p = l->places[i % RUN_PLACES];

        if (!exchange || exchange - p.exchange < p.count) {
            p.nth += exchange ? exchange - p.exchange : p.count - 1;
            return p;
        }
    }
    return exchange > l->exchange || !l->place_count ? place_due(l, exchange)
                                                     : (struct run_place){0};
}

/* --- the line that it is about --- */

static struct span first_word(struct span line)
{
    return span_take_word(&line);
}

/* Which recorded line the nth of those that came is: an entry of a listing has
 * its first word, others have its place. */
static uint32_t line_of(const struct wanted *w, size_t nth, struct span came)
{
    struct span key = first_word(came);

    if (w->body && nth)
        return w->body_line;
    if (nth && w->content != CONTENT_MESSAGE &&
        (nth >= w->count ||
         !span_equal_case(first_word(w->lines[nth].octets), key)))
        for (size_t i = 1; i < w->count; i++)
            if (span_equal_case(first_word(w->lines[i].octets), key))
                return w->lines[i].line;
    return nth < w->count ? w->lines[nth].line : w->end_line;
}

/* In the file; that of the first line where nothing better is known. */
static uint32_t place_line(struct run *r, const struct lane *l,
                           const struct run_place *place,
                           const struct finding *f, uint32_t first)
{
    const struct answer *got = link_last(l->link);
    struct span rest;
    struct wanted w;
    size_t at, end, nth = 0;

    if (!place->answer || !got || !got->multi || got->masked ||
        got->exchange != f->exchange || f->side != SIDE_SERVER ||
        f->offset < got->offset)
        return first;
    at = (size_t)(f->offset - got->offset);
    rest = buf_span(&got->octets);
    for (; (end = span_find(rest, '\n')) < at && end < rest.len; nth++) {
        rest = span_from(rest, end + 1);
        at -= end + 1;
    }
    plan_want(r->plan, place->answer, place->nth, &r->scratch, &w);
    return line_of(&w, rest.len ? nth : w.count, rest);
}

/* --- does it count? --- */

static bool is_allowed(const struct run *r, const struct plan_answer *a,
                       const struct finding *f)
{
    struct span rest;

    if (!a || a->allow == PLAN_NONE)
        return false;
    rest = r->plan->transcript->items[a->allow].text;
    while (rest.len)
        if (span_is(span_take_word(&rest), f->rule->id))
            return true;
    return false;
}

/* Was the certificate verified when this connection was recorded? */
static bool was_verified(const struct run *r, const struct lane *l)
{
    for (size_t i = 0; i < r->plan->step_count; i++) {
        const struct step *step = &r->plan->steps[i];
        struct buf verify = {0};
        bool ok;

        if (step->kind != STEP_TLS_OK || step->conn != l->conn)
            continue;
        param_value(run_item(r, step->item)->text, "verify", &verify);
        ok = span_is(buf_span(&verify), "ok");
        buf_done(&verify);
        return ok;
    }
    return false;
}

/* It is why the certificate cannot be verified, and "verify=ok" stands in the
 * recording. */
static bool is_new_doubt(const struct lane *l, const struct finding *f)
{
    const struct tls_facts *facts = session_tls_facts(link_session(l->link));

    switch (f->id) {
    case RULE_TLS_CERT_NAME:
    case RULE_TLS_CERT_TIME:
    case RULE_TLS_CERT_UNTRUSTED:
    case RULE_TLS_CERT_REVOKED:
        return facts && !facts->verified && was_verified(l->run, l);
    default:
        return false;
    }
}

/* The lint of a recording cannot know of these, nor do they show in it. */
static bool is_of_the_wire(const struct lane *l, const struct finding *f)
{
    if (is_new_doubt(l, f))
        return false;
    return f->side == SIDE_CLIENT ||
           f->rule->flags & (RULE_CLOCK | RULE_STATE) ||
           f->rule->bound == BOUND_CLIENT ||
           span_starts(span_of(f->rule->id), SPAN("tls/"));
}

/* The recording left out the data that it is about: it may have it, too. */
static bool is_untold(const struct plan_answer *a, const struct finding *f)
{
    return a && a->body != PLAN_NONE &&
           lint_is_doubtful(f, FEED_BODY, false, true);
}

/* Where only the outcome is compared, findings count for those who ask for it.
 */
static bool is_severe(const struct run *r, const struct plan_answer *a,
                      enum severity severity)
{
    switch (r->options.fail_on) {
    case FAIL_ON_DEFAULT:
        return severity == SEVERITY_ERROR &&
               run_how(r, a).level >= COMPARE_GRAMMAR;
    case FAIL_ON_NOTE:
        return true;
    case FAIL_ON_WARNING:
        return severity >= SEVERITY_WARNING;
    case FAIL_ON_ERROR:
        return severity == SEVERITY_ERROR;
    default:
        return false;
    }
}

void run_see_finding(void *ctx, const struct event *e)
{
    struct lane *l = ctx;
    struct run *r = l->run;
    const struct finding *f = e->finding;
    const struct verb *verb = e->request ? e->request->verb
                              : e->exchange && e->exchange == l->exchange
                                  ? l->verb
                                  : NULL;
    enum report_weight weight = REPORT_COUNTS;
    struct run_place place;
    struct told_case at = r->at;
    bool counts;

    if (r->stopped || r->skipped || l->unasked || is_of_the_wire(l, f))
        return;
    place = find_place(l, e->exchange);
    if (place.answer)
        at = run_case(r, l, place.answer, place.nth);
    if (is_allowed(r, place.answer, f))
        weight = REPORT_ALLOWED;
    else if (plan_knows(r->plan, f->id, verb))
        weight = REPORT_KNOWN;
    counts = weight == REPORT_COUNTS && !is_untold(place.answer, f) &&
             is_severe(r, place.answer, f->severity) && !f->repeat;
    if (weight == REPORT_KNOWN && !r->setup->want_cases &&
        r->options.verbose < 1)
        return;
    r->result->findings += counts;
    if (at.line == r->at.line && at.conn == r->at.conn)
        r->case_failed = r->case_failed || counts;
    r->setup->tell(r->setup->ctx,
                   told_finding(&at, place_line(r, l, &place, f, at.line), f,
                                weight, counts));
}
