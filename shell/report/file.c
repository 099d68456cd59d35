/* file.c - what a run tells about one file, kept until the file is finished.
 *
 * Sees to it that a verdict has a case that shows it. Leaves cases to case.c,
 * what is told of them to item.c, and texts to intake.c. */
#include <config.h>

#include "net/base/memory.h"
#include "net/wire/clock.h"
#include "shell/report/private.h"
#include <stdlib.h>

struct report_file *report_file_begin(struct report *r,
                                      const struct report_about *about)
{
    struct report_file *f;

    if (!r)
        return NULL;
    f = xcalloc(1, sizeof *f);
    f->run = r;
    f->began_utc = clock_utc();
    f->about.mask = about->mask;
    f->about.pass = about->pass;
    f->about.late = about->late;
    f->about.name = keep_name(f, about->name);
    f->about.title = keep_text(f, about->title);
    f->about.server = keep_text(f, about->server);
    report_tell_file_begin(f);
    return f;
}

void report_file_free(struct report_file *f)
{
    if (!f)
        return;
    kept_done(f);
    free(f->cases);
    free(f->items);
    free(f->steps);
    free(f);
}

/* --- the verdict --- */

/* Add a case for the file as a whole, to which belongs what no case has. */
static void add_whole(struct report_file *f)
{
    struct kept_case *whole = report_add_case(
        f, &(struct report_case){
               .id = f->about.name,
               .name = f->about.title ? f->about.title : f->about.name,
           });

    whole->result = f->result;
    whole->reason = f->reason;
    whole->took_ns = f->took_ns;
    whole->first_item = 0;
    for (size_t i = 0; i < f->item_count; i++) {
        struct item *item = &f->items[i];

        if (item->in_case != NO_CASE || item->kind == ITEM_LINE)
            continue;
        item->in_case = f->case_count - 1;
        whole->differences += item->kind == ITEM_DIFFERENCE;
        whole->findings += item->kind == ITEM_FINDING &&
                           item->is.finding.weight == REPORT_COUNTS;
    }
}

/* Let the cases say what the verdict says. */
static void settle_cases(struct report_file *f)
{
    bool bad = false, told = f->case_count > 0;

    for (size_t i = 0; i < f->case_count; i++) {
        struct kept_case *c = &f->cases[i];

        if (f->result == REPORT_XFAIL && c->result == REPORT_FAIL)
            c->result = REPORT_XFAIL;
        bad = bad || report_result_is_bad(c->result);
    }
    for (size_t i = 0; i < f->item_count && told; i++)
        told = f->items[i].kind != ITEM_DIFFERENCE ||
               f->items[i].in_case != NO_CASE;
    if (!told || (!bad && report_result_is_bad(f->result)))
        add_whole(f);
}

void report_file_end(struct report_file *f, enum report_result result,
                     uint64_t took_ns, const char *reason)
{
    if (!f)
        return;
    if (f->in_case)
        report_case_end(f, REPORT_PASS, 0, NULL);
    f->result = result;
    f->took_ns = took_ns;
    f->reason = keep_reason(f, reason);
    settle_cases(f);
    for (size_t i = 0; i < f->case_count; i++)
        f->counts.cases[f->cases[i].result]++;
    f->about.mask = NULL;
    f->finished = true;
    report_tell_file_end(f);
}
