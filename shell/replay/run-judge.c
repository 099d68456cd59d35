/* run-judge.c - what comes is compared, told and counted.
 *
 * Decides when a difference ends the run. Leaves findings to run-finding.c. */
#include <config.h>

#include "shell/replay/run-private.h"

#include "shell/replay/mask-list.h"

/* --- differences --- */

static void ignore_difference(void *ctx, const struct difference *d)
{
    (void)ctx, (void)d;
}

static void tell_difference(void *ctx, const struct difference *d)
{
    struct run *r = ctx;

    if (!d->note && !d->unknown) {
        r->result->differences++;
        r->case_failed = true;
    }
    r->setup->tell(r->setup->ctx, told_difference(&r->at, d, NULL));
}

void run_differs(struct run *r, struct lane *l, const struct difference *d)
{
    r->at.conn = l->conn;
    tell_difference(r, d);
}

/* --- answers --- */

struct compare_how run_how(const struct run *r, const struct plan_answer *a)
{
    struct compare_how how = r->setup->how;

    if (a && a->level >= 0)
        how.level = (enum compare_level)a->level;
    return how;
}

/* The session has lost its meaning. Where that is because nobody let us in,
 * there is no verdict about the rest. */
static void stop_at(struct run *r, const struct wanted *w,
                    const struct answer *got)
{
    bool login = w->verb && w->verb->flags & VERB_LOGIN;

    if (w->status == STATUS_ERR || got->status != STATUS_ERR) {
        run_stop(r, EXIT_DONE, "the session is out of step");
    } else if (w->kind == ANSWER_GREETING) {
        run_stop(r, EXIT_NETWORK, "the server turns us away");
    } else if (login) {
        run_stop(r, EXIT_AUTH, "the login was refused");
    } else {
        run_stop(r, EXIT_DONE, "the session is out of step");
    }
}

static void tell_line(struct run *r, const struct lane *l, uint32_t line,
                      struct span octets, bool tls)
{
    r->setup->tell(r->setup->ctx,
                   told_spoken(REPORT_SERVER, line, l->conn, tls, octets));
}

/* Every line of the answer, for those who show the session. */
static void tell_lines(struct run *r, struct lane *l, const struct wanted *w,
                       const struct answer *got)
{
    struct span rest = buf_span(&got->octets);
    bool tls = session_tls_facts(link_session(l->link)) != NULL;

    for (size_t i = 0; rest.len; i++) {
        size_t n = span_find(rest, '\n');
        struct span line = span_first(rest, n);

        if (line.len && line.at[line.len - 1] == '\r')
            line.len--;
        tell_line(r, l, i < w->count ? w->lines[i].line : 0, line, tls);
        rest = span_from(rest, n + 1);
    }
    if (got->end == END_DOT || got->end == END_DOT_LF)
        tell_line(r, l, w->end_line, SPAN("."), tls);
}

static void compare(struct run *r, struct lane *l, const struct plan_answer *a,
                    uint32_t nth, const struct answer *got)
{
    struct wanted w;
    enum compare_result result;
    uint64_t before = r->result->differences;

    run_begin_case(r, l, a, nth, got->at_ns - got->asked_ns);
    run_note_place(l, &(struct run_place){a, got->exchange, 1, nth});
    plan_want(r->plan, a, nth, &r->scratch, &w);
    if (r->setup->want_lines)
        tell_lines(r, l, &w, got);
    r->compare.how = run_how(r, a);
    result = compare_answer(&r->compare, &w, got);
    if (r->options.show_masks)
        mask_list_cover(&r->compare, &w, got, r->setup->tell, r->setup->ctx);
    r->result->answers++;
    l->differed = r->result->differences != before;
    l->cut = got->end == END_CUT && a->end != END_CUT;
    run_check_time(r, l, a, got);
    if (r->setup->answer)
        r->setup->answer(r->setup->answer_ctx, a, got);
    run_check_mailbox(r, l, got);
    if (result == COMPARE_STATE)
        stop_at(r, &w, got);
}

struct span run_first_line(const struct answer *got)
{
    struct span text = buf_span(&got->octets);

    text = span_first(text, span_find(text, '\n'));
    if (text.len && text.at[text.len - 1] == '\r')
        text.len--;
    return text;
}

/* The reply to the last line that went out, which has none in the recording. */
static void set_sent(struct run *r, const struct lane *l,
                     const struct answer *got)
{
    const struct dialogue *d = session_dialogue(link_session(l->link));
    const struct request *waiting = dialogue_waiting(d);

    if (got->kind != ANSWER_REPLY || !l->sent || !got->verb ||
        dialogue_outstanding(d) > 1 ||
        (waiting && waiting->exchange != got->exchange))
        return;
    run_end_case(r);
    r->at.verb = got->verb->name;
    r->at.command = run_item(r, l->sent->item)->text;
    r->at.line = l->sent_line;
}

/* Nobody expected this: more answers than commands, or a line that answers
 * nothing. */
static void tell_extra(struct run *r, struct lane *l, const struct answer *got,
                       const char *why)
{
    struct difference d = {.side = DIFFERENCE_EXTRA,
                           .got = run_first_line(got),
                           .has_at = true,
                           .why = why};

    l->extra++;
    if (got->kind == ANSWER_REPLY && run_blame_silence(r, l))
        return;
    set_sent(r, l, got);
    d.line = r->at.line;
    run_differs(r, l, &d);
}

/* Remember what decides about the next run of this user. */
static void note_delay(struct run *r, struct lane *l)
{
    struct span args;
    uint64_t seconds;

    if (dialogue_has_capability(session_dialogue(link_session(l->link)),
                                "LOGIN-DELAY", &args) &&
        span_number(span_take_word(&args), &seconds))
        r->result->delay_s = seconds;
}

bool run_would_pass(struct lane *l, const struct plan_answer *a,
                    const struct answer *got, enum compare_level level)
{
    struct run *r = l->run;
    struct compare quiet = r->compare;
    size_t bound = quiet.bindings->count;
    struct wanted w;
    enum compare_result result;

    plan_want(r->plan, a, l->nth, &r->scratch, &w);
    quiet.how = run_how(r, a);
    quiet.how.level = level;
    quiet.tell = ignore_difference;
    result = compare_answer(&quiet, &w, got);
    variables_cut(quiet.bindings, bound);
    return result == COMPARE_SAME;
}

/* What is due when got comes: lines that need not come, and are not it, have
 * not come. They stay due while something answers nothing. */
static const struct plan_answer *find_due(struct lane *l,
                                          const struct answer *got)
{
    const struct plan_answer *a;
    size_t at = l->at;

    while (
        (a = lane_due(l)) != NULL && a->optional &&
        (got->kind != ANSWER_STRAY || !run_would_pass(l, a, got, COMPARE_TEXT)))
        lane_take(l, 1);
    if (got->kind == ANSWER_STRAY && (!a || a->kind != ANSWER_STRAY)) {
        l->at = at; /* it is none of them */
        return NULL;
    }
    return a;
}

static void see_answer(struct lane *l, const struct answer *got)
{
    struct run *r = l->run;
    const struct plan_answer *a;
    uint32_t nth;

    run_note_answers(r, l, got, 1);
    guard_hear(&l->guard, got->verb, got->status, got->automatic);
    if (got->automatic && l->unasked)
        run_check_mailbox(r, l, got);
    if (got->automatic)
        return;
    l->verb = got->verb;
    l->exchange = got->exchange;
    if (r->stopped || r->skipped)
        return;
    if (got->kind == ANSWER_CHALLENGE) {
        struct span text = buf_span(&got->octets);

        text = span_first(text, span_find(text, '\r'));
        text = span_first(text, span_find(text, '\n'));
        speaker_challenged(&l->speaker, span_from(text, 2));
    }
    if (got->content == CONTENT_CAPABILITY)
        note_delay(r, l);
    if (run_take_unheard(r, l, got)) {
        l->extra++;
        return;
    }
    for (;;) {
        a = find_due(l, got);
        nth = l->nth;
        if (a && a->optional) {
            if (run_item(r, a->end_item)->quantity != ITEM_MANY)
                lane_take(l, 1);
            break;
        }
        if (!a) {
            tell_extra(r, l, got, "the recording has no such line");
            return;
        }
        if (got->kind == ANSWER_STRAY && a->kind != ANSWER_STRAY) {
            tell_extra(r, l, got, "this line answers nothing");
            return;
        }
        lane_take(l, 1);
        if (a->kind != ANSWER_STRAY || got->kind == ANSWER_STRAY)
            break;
        r->at = run_case(r, l, a, nth);
        run_differs(r, l,
                    &(struct difference){
                        .side = DIFFERENCE_MISSING,
                        .line = plan_file_line(r->plan, a->end_item, a->end_of),
                        .expected = run_item(r, a->end_item)->text,
                        .why = "this line did not come",
                        .accept = "record the session anew"});
    }
    compare(r, l, a, nth, got);
}

/* Is what b expects the same as what a was compared with, so that an answer
 * that repeats need not be compared again? */
static bool is_expected_again(const struct run *r, const struct plan_answer *a,
                              const struct plan_answer *b)
{
    const struct plan *p = r->plan;
    const struct plan_line *was = &p->lines[a->first_line];
    const struct plan_line *now = &p->lines[b->first_line];
    const struct item *items = p->transcript->items;

    return a->kind == b->kind && a->verb == b->verb && a->level == b->level &&
           a->status == b->status && !a->multi && !b->multi &&
           a->line_count == 1 && b->line_count == 1 && !a->within_ns &&
           !b->within_ns && items[was->item].plain && items[now->item].plain &&
           was->set == now->set && !items[now->item].quantity &&
           span_equal(items[was->item].text, items[now->item].text);
}

/* Answers that repeat the one before, which made no difference. Returns how
 * many were expected just so. */
static size_t see_repeats(struct lane *l, const struct answer *got)
{
    struct run *r = l->run;
    const struct plan_answer *a;
    size_t n = 0;

    if (r->setup->answer || r->setup->want_cases || r->setup->want_lines)
        return 0;
    while (n < got->repeats && (a = lane_due(l)) != NULL &&
           is_expected_again(r, r->answer, a)) {
        uint32_t left = a->count - l->nth;

        if (left > got->repeats - n)
            left = (uint32_t)(got->repeats - n);
        n += left;
        r->answer = a;
        r->at = run_case(r, l, a, l->nth + left - 1);
        run_note_place(
            l, &(struct run_place){a, got->exchange + (uint32_t)(n - left) + 1,
                                   left, l->nth});
        lane_take(l, left);
    }
    r->result->answers += n;
    run_note_answers(r, l, got, n);
    return n;
}

void run_see_answer(void *ctx, const struct answer *got)
{
    struct lane *l = ctx;
    struct run *r = l->run;
    uint64_t before = r->result->differences;
    struct answer one = *got;
    size_t done = 0;

    one.repeats = 0;
    see_answer(l, &one);
    if (got->repeats && r->result->differences == before && !run_is_over(r) &&
        r->answer)
        done = see_repeats(l, got);
    for (; done < got->repeats; done++) {
        one.exchange++;
        one.offset += one.octets.len;
        see_answer(l, &one);
    }
    l->exchange = got->exchange + (uint32_t)got->repeats;
}

void run_judge_init(struct run *r)
{
    r->compare = (struct compare){.how = r->setup->how,
                                  .bindings = &r->setup->values->bindings,
                                  .tell = tell_difference,
                                  .ctx = r,
                                  .host = r->setup->host};
}
