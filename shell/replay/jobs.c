/* jobs.c - runs of several files, in other processes (workers.c) where several
 * are to run at a time: what befalls one cannot touch another.
 *
 * Files that open the same maildrop run one after the other, and with the
 * delay that the server asks for between two logins. */
#include <config.h>

#include "shell/replay/jobs.h"

#include "net/base/memory.h"
#include "net/wire/clock.h"
#include "net/wire/wait.h"
#include "shell/render/json-form.h"
#include "shell/replay/workers.h"
#include <stdlib.h>
#include <string.h>

enum turn_state { TURN_WAITING, TURN_RUNNING, TURN_OVER };

/* One run of one file. */
struct turn {
    struct job *job;
    size_t pass; /* of --repeat, from 1 */
    enum turn_state state;
    struct work_told told; /* a JSON object a line */
};

/* A user that logs in, and until when the server wants no more of that. */
struct drop {
    const char *user;
    bool busy;
    uint64_t free_ns;
};

struct jobs {
    const struct options *options;
    const struct compare_how *how;
    struct show *show;
    struct workers *workers;
    struct turn *turns;
    size_t count, shown;
    struct drop *drops;
    size_t drop_count;
};

/* --- maildrops --- */

static struct drop *drop_of(struct jobs *js, const struct turn *t)
{
    const char *user = t->job->script.user;

    if (!user || js->options->share_mailbox)
        return NULL;
    for (size_t i = 0; i < js->drop_count; i++)
        if (!strcmp(js->drops[i].user, user))
            return &js->drops[i];
    js->drops = xrealloc(js->drops, (js->drop_count + 1) * sizeof *js->drops);
    js->drops[js->drop_count] = (struct drop){.user = user};
    return &js->drops[js->drop_count++];
}

/* May it log in now? *wake_out: when it may, if only time is missing. */
static bool is_free(struct jobs *js, const struct turn *t, uint64_t *wake_out)
{
    const struct drop *d = drop_of(js, t);

    if (!d)
        return true;
    if (d->busy)
        return false;
    if (clock_ns() >= d->free_ns)
        return true;
    if (d->free_ns < *wake_out)
        *wake_out = d->free_ns;
    return false;
}

static void take(struct jobs *js, const struct turn *t, bool busy,
                 uint64_t delay_s)
{
    struct drop *d = drop_of(js, t);

    if (!d)
        return;
    d->busy = busy;
    d->free_ns = clock_ns() + delay_s * UINT64_C(1000000000);
}

/* --- processes --- */

static void write_told(void *ctx, json_t *told)
{
    json_dumpf(told, ctx, JSON_COMPACT);
    fputc('\n', ctx);
    json_decref(told);
}

/* What is counted, and its name between processes. */
static const struct {
    const char *name;
    size_t at; /* in struct run_result */
} counted[] = {
    {"delay",       offsetof(struct run_result, delay_s)    },
    {"took",        offsetof(struct run_result, took_ns)    },
    {"answers",     offsetof(struct run_result, answers)    },
    {"differences", offsetof(struct run_result, differences)},
    {"findings",    offsetof(struct run_result, findings)   },
    {"not-run",     offsetof(struct run_result, not_run)    },
    {"commands",    offsetof(struct run_result, commands)   },
    {"octets-in",   offsetof(struct run_result, octets_in)  },
    {"octets-out",  offsetof(struct run_result, octets_out) },
};

enum { COUNTED = sizeof counted / sizeof *counted };

static json_t *result_object(const struct run_result *r)
{
    json_t *o = json_pack("{s:s, s:i, s:i}", "k", "result", "result",
                          (int)r->result, "exit", (int)r->exit);

    json_put_octets(o, "reason", span_of(r->reason));
    for (size_t i = 0; i < COUNTED; i++) {
        uint64_t n;

        memcpy(&n, (const char *)r + counted[i].at, sizeof n);
        json_object_set_new(o, counted[i].name, json_integer((json_int_t)n));
    }
    return o;
}

static void read_result(const json_t *told, struct run_result *out)
{
    const char *reason = told_text(told, "reason");

    *out = (struct run_result){
        .result = (enum report_result)told_number(told, "result"),
        .exit = (enum exit_status)told_number(told, "exit"),
    };
    for (size_t i = 0; i < COUNTED; i++) {
        uint64_t n = told_number(told, counted[i].name);

        memcpy((char *)out + counted[i].at, &n, sizeof n);
    }
    if (reason)
        strncpy(out->reason, reason, sizeof out->reason - 1);
}

/* Returns the delay that the server asks for. */
static uint64_t work(void *ctx, size_t turn, FILE *told)
{
    const struct jobs *js = ctx;
    struct run_result result;

    job_run(js->turns[turn].job, js->options, js->how, js->show, write_told,
            told, &result);
    write_told(told, result_object(&result));
    return result.delay_s;
}

static void end_turn(struct jobs *js, struct turn *t,
                     const struct work_done *done)
{
    t->told = done->told;
    t->state = TURN_OVER;
    take(js, t, false, done->number);
}

static void start(struct jobs *js, size_t i)
{
    struct turn *t = &js->turns[i];

    take(js, t, true, 0);
    t->state = TURN_RUNNING;
    if (!workers_begin(js->workers, i))
        end_turn(js, t, &(struct work_done){.told.fd = -1});
}

/* --- showing --- */

static void show_turn(struct jobs *js, struct turn *t)
{
    struct run_result result = {.result = REPORT_UNKNOWN,
                                .exit = EXIT_BUG,
                                .reason = "the process that played this file "
                                          "did not come to its end"};
    const struct script *s = &t->job->script;
    struct buf line = {0};
    json_t *told;

    show_begin(js->show, s, t->pass);
    while (work_told_next(&t->told, &line) &&
           (told = json_loadb(line.at, line.len, 0, NULL)) != NULL) {
        if (span_is(told_span(told, "k"), "result")) {
            read_result(told, &result);
            json_decref(told);
        } else {
            show_told(js->show, told);
        }
    }
    show_end(js->show, &result, s->expected);
    buf_done(&line);
}

static void show_ready(struct jobs *js)
{
    for (; js->shown < js->count && js->turns[js->shown].state == TURN_OVER;
         js->shown++)
        show_turn(js, &js->turns[js->shown]);
}

/* --- the loop --- */

/* Start what may start. *wake_out: when more may, if only time is missing. */
static void start_some(struct jobs *js, uint64_t *wake_out)
{
    for (size_t i = js->shown; i < js->count && !workers_full(js->workers);
         i++) {
        struct turn *t = &js->turns[i];

        if (t->state == TURN_WAITING && is_free(js, t, wake_out))
            start(js, i);
    }
}

/* Wait for one turn to be over, or until then. */
static void wait_some(struct jobs *js, uint64_t wake_ns)
{
    struct work_done done;

    if (workers_wait(js->workers, wake_ns, &done))
        end_turn(js, &js->turns[done.turn], &done);
    else if (!workers_busy(js->workers) && wake_ns != DEADLINE_NEVER)
        wait_for(-1, 0, wake_ns, -1);
}

static void run_side_by_side(struct jobs *js)
{
    while (js->shown < js->count) {
        uint64_t wake_ns = DEADLINE_NEVER;

        start_some(js, &wake_ns);
        wait_some(js, wake_ns);
        show_ready(js);
    }
}

static void run_in_turn(struct jobs *js)
{
    for (size_t i = 0; i < js->count; i++) {
        struct turn *t = &js->turns[i];
        const struct script *s = &t->job->script;
        struct run_result result;
        uint64_t wake_ns = UINT64_MAX;

        if (!is_free(js, t, &wake_ns))
            wait_for(-1, 0, wake_ns, -1);
        show_begin(js->show, s, t->pass);
        job_run(t->job, js->options, js->how, js->show, show_told, js->show,
                &result);
        take(js, t, false, result.delay_s);
        show_end(js->show, &result, s->expected);
    }
}

void jobs_run(struct job *jobs, size_t count, const struct options *o,
              const struct compare_how *how, struct show *s)
{
    size_t repeat = o->repeat > 1 ? (size_t)o->repeat : 1;
    struct jobs js = {
        .options = o, .how = how, .show = s, .count = count * repeat};

    js.turns = xcalloc(js.count, sizeof *js.turns);
    for (size_t i = 0; i < js.count; i++)
        js.turns[i] =
            (struct turn){.job = &jobs[i % count], .pass = i / count + 1};
    if (o->jobs > 1 && js.count > 1) {
        js.workers = workers_new((size_t)o->jobs, work, &js);
        run_side_by_side(&js);
        workers_free(js.workers);
    } else {
        run_in_turn(&js);
    }
    free(js.turns);
    free(js.drops);
}
