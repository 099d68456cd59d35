/* job.c - one transcript from its options to its verdict. */
#include <config.h>

#include "shell/replay/jobs.h"

#include "shell/file/replace.h"
#include "shell/replay/hide.h"
#include "shell/replay/mask-list.h"
#include "shell/replay/saved.h"
#include <string.h>

static bool read_aspects(const struct option_list *list, const char *option,
                         unsigned *out, struct error *err)
{
    for (size_t i = 0; i < list->count; i++) {
        unsigned bit = aspect_find(span_of(list->at[i]));

        if (!bit)
            return error_set(err, ERROR_USAGE,
                             "option %s: \"%s\" is not one of "
                             "uids,sizes,counts,tls,greeting",
                             option, list->at[i]);
        *out |= bit;
    }
    return true;
}

bool jobs_how(const struct options *o, struct compare_how *out,
              struct error *err)
{
    *out = (struct compare_how){.level = COMPARE_GRAMMAR};
    if (o->level)
        compare_level_find(span_of(o->level), &out->level);
    if (!read_aspects(&o->pin, "--pin", &out->pinned, err) ||
        !read_aspects(&o->free, "--free", &out->freed, err))
        return false;
    return !(out->pinned & out->freed) ||
           error_set(err, ERROR_USAGE,
                     "option --free: names what --pin names, too");
}

static void save_actual(const struct job *j, const struct actual *actual,
                        told_fn *tell, void *ctx)
{
    struct error err = {0};
    struct buf text = {0}, marked = {0}, note = {0};
    bool ours = saved_may_write(j->script.actual);

    actual_write(actual, &text);
    saved_add(&marked, buf_span(&text));
    if (text.len && !ours)
        error_set(&err, ERROR_INPUT,
                  "%s stays as it is: no replay has saved it; move it away to "
                  "have the session",
                  j->script.actual);
    if (text.len && (!ours || !replace_name(j->script.actual, buf_span(&marked),
                                            NULL, &err))) {
        buf_add_format(&note, "the session as it was is not saved: %s",
                       err.what);
        tell(ctx, told_note(buf_text(&note)));
    }
    buf_done(&text);
    buf_done(&marked);
    buf_done(&note);
}

void job_run(struct job *j, const struct options *o,
             const struct compare_how *how, const struct show *s, told_fn *tell,
             void *ctx, struct run_result *out)
{
    struct actual actual = {0};
    struct hide hide = {.mask = j->script.mask, .tell = tell, .ctx = ctx};
    size_t bound = j->script.values.bindings.count;
    struct run_setup setup = {
        .name = j->script.path,
        .plan = &j->script.plan,
        .options = o,
        .how = *how,
        .values = &j->script.values,
        .to = o->to,
        .want_cases = s->report != NULL,
        .want_lines = report_wants_lines(s->report),
        .tell = hide_told,
        .ctx = &hide,
        .actual = &actual,
        .cancel_fd = j->cancel_fd,
        .host = script_host(&j->script),
        .mask = j->script.mask,
    };

    if (!j->loaded) {
        *out = (struct run_result){.result = REPORT_UNKNOWN,
                                   .exit = exit_of(j->error.code)};
        memcpy(out->reason, j->error.what, sizeof out->reason);
        return;
    }
    if (!o->level)
        script_level(&j->script, &setup.how.level);
    if (o->show_masks)
        mask_list_tell(&j->script.plan, &setup.how, setup.host, hide_told,
                       &hide);
    if (j->update)
        rewrite_run(&j->script, &setup, j->update, out);
    else
        run_transcript(&setup, out);
    if (out->result == REPORT_FAIL || out->differences || /* which name it */
        (out->exit == EXIT_NETWORK && (out->answers || out->gave_up)))
        save_actual(j, &actual, tell, ctx);           /* quotes names only */
    variables_cut(&j->script.values.bindings, bound); /* what it caught */
    actual_done(&actual);
}
