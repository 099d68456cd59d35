/* run.c - does the steps of a plan, one after the other.
 *
 * What comes back is judged in run-judge.c while it comes. */
#include <config.h>

#include "shell/replay/run-private.h"

#include "net/base/memory.h"
#include "net/wire/clock.h"
#include "net/wire/wait.h"
#include <assert.h>
#include <stdlib.h>

const struct item *run_item(const struct run *r, uint32_t item)
{
    return &r->plan->transcript->items[item];
}

uint32_t run_step_line(const struct run *r, const struct step *step)
{
    return plan_file_line(r->plan, step->item, step->of);
}

struct lane *run_lane(struct run *r, const struct step *step)
{
    return &r->lanes[step->conn - 1];
}

bool lane_is_open(const struct lane *l)
{
    return l->link && session_is_open(link_session(l->link));
}

const struct plan_answer *lane_due(const struct lane *l)
{
    return l->at < l->queue_count ? &l->run->plan->answers[l->queue[l->at]]
                                  : NULL;
}

void lane_take(struct lane *l, uint32_t count)
{
    const struct plan_answer *due = lane_due(l);

    assert(due);
    if (!due->optional) {
        l->came += count;
        l->missing -= count;
    }
    l->nth += count;
    if (l->nth < due->count)
        return;
    l->nth = 0;
    l->at++;
}

/* --- steps --- */

static void sleep_ns(uint64_t ns)
{
    wait_for(-1, 0, clock_ns() + ns, -1);
}

static void do_sasl(struct run *r, const struct step *step)
{
    struct lane *l = run_lane(r, step);
    struct error err = {0};

    if (!speaker_begin_sasl(&l->speaker, run_item(r, step->item)->text, &err))
        run_stop(r, exit_of(err.code), "%s:%u: %s", r->setup->name,
                 run_item(r, step->item)->line, err.what);
}

/* Is what happened written down when it has? */
static bool is_noted_behind(enum step_kind kind)
{
    return kind == STEP_SEND || kind == STEP_EXPECT || kind == STEP_SILENCE ||
           kind == STEP_CLOSE_BY_SERVER || kind == STEP_CLOSE_BY_CLIENT;
}

/* Do step i. Returns the next one. */
static size_t do_step(struct run *r, size_t i)
{
    const struct step *step = &r->plan->steps[i];
    struct lane *l = run_lane(r, step);

    if (!l->link && step->kind != STEP_CONNECT && step->kind != STEP_TITLE)
        return i + 1;
    if (!is_noted_behind(step->kind))
        run_note_item(r, step->item);
    switch (step->kind) {
    case STEP_CONNECT:
        run_open(r, i);
        break;
    case STEP_SEND:
        run_ask_mailbox(r, i);
        return run_send(r, i);
    case STEP_EXPECT:
        run_expect(r, step);
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
        run_tls_start(r, i);
        break;
    case STEP_TLS_OK:
    case STEP_TLS_FAIL:
        run_tls_end(r, step);
        break;
    case STEP_CLOSE_BY_SERVER:
        run_close_by_server(r, step);
        break;
    case STEP_CLOSE_BY_CLIENT:
        session_drop(link_session(l->link));
        run_note_end(r, l, step->item);
        break;
    case STEP_SILENCE:
        run_silence(r, step);
        break;
    case STEP_TITLE:
        buf_clear(&r->title);
        param_value(run_item(r, step->item)->text, NULL, &r->title);
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
        if (!p->answers[p->steps[i].answer].optional)
            l->missing += p->steps[i].count;
    }
}

static void done(struct run *r)
{
    for (size_t i = 0; i < ITEM_CONNECTIONS_MOST; i++) {
        speaker_done(&r->lanes[i].speaker);
        link_free(r->lanes[i].link);
        free(r->lanes[i].queue);
        buf_done(&r->lanes[i].late);
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
    if (!run_is_over(&r) && run_check_requires(&r))
        for (size_t i = 0; i < r.plan->step_count && !run_is_over(&r);)
            i = do_step(&r, i);
    run_read_rest(&r);
    run_end_case(&r);
    run_conclude(&r);
    done(&r);
    out->took_ns = clock_ns() - began;
}
