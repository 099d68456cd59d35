/* raw-form.c - the data of replies and nothing else, octet by octet.
 *
 * For pipes: what the user asked for goes to standard output as the server
 * sent it, dots unstuffed. The one form that may write to a terminal what
 * could drive it; the manual says so. */
#include <config.h>

#include "shell/render/finding.h"
#include "shell/render/remark.h"
#include "shell/render/unstuff.h"

/* A refusal is told, whoever asked. */
static void tell_refusal(struct renderer *r, const struct event *e)
{
    if (e->status != STATUS_ERR)
        return;
    text_line(r, e);
    buf_add_char(&r->scratch, '\n');
    renderer_tell(r);
}

/* What decides the exit status must be said somewhere: beside the data. */
static void tell_finding(struct renderer *r, const struct event *e)
{
    finding_text(&r->scratch, e->finding, r->err.color,
                 renderer_escape_flags(r),
                 r->options.columns ? r->options.columns : 80);
    renderer_tell(r);
}

static void write_data(struct renderer *r, const struct event *e)
{
    if (!e->request || e->request->automatic)
        return;
    if (r->before)
        renderer_break(r);
    output_add_long(&r->out, unstuffed(e));
}

static void raw_see(void *ctx, const struct event *e)
{
    struct renderer *r = ctx;

    switch (e->kind) {
    case EVENT_LINE:
    case EVENT_DATA:
        write_data(r, e);
        break;
    case EVENT_GREETING:
    case EVENT_STATUS:
        tell_refusal(r, e);
        break;
    case EVENT_FINDING:
        tell_finding(r, e);
        break;
    case EVENT_INJECTED:
        remark_injected(r, e);
        break;
    case EVENT_STATE:
        remark_state(r, e);
        break;
    case EVENT_TIMEOUT:
        remark_timeout(r, e);
        break;
    case EVENT_CLOSE:
        remark_close(r, e);
        break;
    default:
        break;
    }
}

/* Of commands and one-line replies that are no refusals nothing is shown. */
static bool raw_see_run(struct renderer *r, const struct event *run)
{
    if (run->kind == EVENT_LINES)
        write_data(r, run);
    return true;
}

const struct form raw_form = {
    .see = raw_see,
    .see_run = raw_see_run,
    .connected = remark_connected,
    .tls = remark_tls,
    .error = remark_error,
    .note = remark_note,
    .reading = remark_note,
    .summary = remark_summary,
};
