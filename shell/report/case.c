/* case.c - the cases of a file, and their ids. */
#include <config.h>

#include "net/base/memory.h"
#include "shell/report/private.h"

enum { STEPS_MOST = 1000, VERB_MOST = 20 };

/* The number of the next case in step, from 1. Beyond STEPS_MOST titles the
 * cases of all further ones are counted together. */
static size_t next_number(struct report_file *f, const char *step)
{
    size_t i = 0;

    while (i < f->step_count &&
           !span_equal(span_of(f->steps[i].step), span_of(step)))
        i++;
    if (i == STEPS_MOST)
        i--;
    else if (i == f->step_count) {
        f->steps = xrealloc(f->steps, ++f->step_count * sizeof *f->steps);
        f->steps[i] = (struct step_count){step, 0};
    }
    return ++f->steps[i].cases;
}

/* What may stand in an id of what a client calls its command, whether that is
 * a known one or not. */
static void add_verb(struct buf *out, const struct report_case *about)
{
    struct span rest = about->command, verb;

    verb = about->verb ? span_of(about->verb) : span_take_word(&rest);
    if (!verb.len)
        verb = SPAN("greeting");
    for (size_t i = 0; i < VERB_MOST && i < verb.len; i++) {
        char c = verb.at[i];
        bool fine = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                    (c >= '0' && c <= '9') || c == '-' || c == '_';

        buf_add_char(out, fine ? c : '_');
    }
}

/* "file#step/n-VERB"; without a step "file#n-VERB"; with "@2" behind it when
 * the file is played for the second time. */
static const char *make_id(struct report_file *f, const struct report_case *c)
{
    size_t number = next_number(f, c->step);
    struct buf id = {0};
    const char *kept;

    buf_add_format(&id, "%s#%s%s%zu-", f->about.name, c->step ? c->step : "",
                   c->step ? "/" : "", number);
    add_verb(&id, c);
    if (f->about.pass > 1)
        buf_add_format(&id, "@%zu", f->about.pass);
    kept = kept_text(f, buf_text(&id));
    buf_done(&id);
    return kept;
}

static const char *make_name(struct report_file *f, const struct report_case *c)
{
    struct buf name = {0};
    const char *kept;

    if (c->step)
        buf_add_format(&name, "%s: ", c->step);
    if (c->command.len)
        buf_add(&name, c->command);
    else
        buf_add_text(&name, c->verb ? c->verb : "greeting");
    kept = kept_text(f, buf_text(&name));
    buf_done(&name);
    return kept;
}

struct kept_case *report_add_case(struct report_file *f,
                                  const struct report_case *c)
{
    struct kept_case *kept;

    if (f->case_count == f->case_room) {
        f->case_room = f->case_room ? 2 * f->case_room : 16;
        f->cases = xrealloc(f->cases, f->case_room * sizeof *f->cases);
    }
    kept = &f->cases[f->case_count++];
    *kept = (struct kept_case){.about = *c, .first_item = f->item_count};
    return kept;
}

void report_case_begin(struct report_file *f, const struct report_case *c)
{
    struct report_case about;

    if (!f)
        return;
    if (f->in_case)
        report_case_end(f, REPORT_PASS, 0, NULL);
    if (f->case_count == CASES_MOST) {
        f->left_out++;
        return;
    }
    about = *c;
    about.step = keep_text(f, c->step);
    about.verb = keep_name(f, c->verb);
    about.command = keep_client(f, c->command);
    about.id = c->id ? keep_name(f, c->id) : make_id(f, &about);
    about.name = c->name ? keep_name(f, c->name) : make_name(f, &about);
    report_add_case(f, &about);
    f->in_case = true;
}

void report_case_end(struct report_file *f, enum report_result result,
                     uint64_t took_ns, const char *reason)
{
    struct kept_case *c;

    if (!f || !f->in_case)
        return;
    c = &f->cases[f->case_count - 1];
    c->result = result;
    c->took_ns = took_ns;
    c->reason = keep_reason(f, reason);
    f->in_case = false;
    report_tell_case(f, c);
}
