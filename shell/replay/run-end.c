/* run-end.c - when nothing more is to be played, and what the verdict is. */
#include <config.h>

#include "shell/replay/run-private.h"

#include <stdarg.h>
#include <string.h>

__attribute__((format(printf, 2, 0))) static void
set_reason(struct run *r, const char *format, va_list args)
{
    struct buf reason = {.most = sizeof r->result->reason - 1};

    buf_add_formatv(&reason, format, args);
    memcpy(r->result->reason, buf_text(&reason), reason.len + 1);
    buf_done(&reason);
}

void run_stop(struct run *r, enum exit_status exit, const char *format, ...)
{
    va_list args;

    if (r->stopped)
        return;
    r->stopped = true;
    if (exit != EXIT_DONE)
        r->result->exit = exit;
    va_start(args, format);
    set_reason(r, format, args);
    va_end(args);
}

void run_skip(struct run *r, const char *format, ...)
{
    va_list args;

    if (r->stopped || r->skipped)
        return;
    r->skipped = true;
    va_start(args, format);
    set_reason(r, format, args);
    va_end(args);
}

bool run_is_over(const struct run *r)
{
    return r->stopped || r->skipped;
}

/* What the server has sent and nobody read. What ended the session is the last
 * thing that is noted of it. */
void run_read_rest(struct run *r)
{
    for (size_t i = 0; i < ITEM_CONNECTIONS_MOST; i++) {
        struct lane *l = &r->lanes[i];
        struct error err = {0};

        if (lane_is_open(l)) {
            if (!run_is_over(r))
                session_push(link_session(l->link), &err);
            session_drop(link_session(l->link)); /* tells what is not whole */
        } else if (l->link && link_end(l->link, NULL) == LINK_BY_SERVER) {
            run_note_end(r, l, PLAN_NONE);
        }
        if (l->timed_out)
            run_note_timeout(r, l, r->options.timeout_ms);
    }
}

/* Recorded answers that were not reached, and where that is the server's
 * doing. */
static void count_rest(struct run *r)
{
    for (size_t i = 0; i < ITEM_CONNECTIONS_MOST; i++) {
        const struct lane *l = &r->lanes[i];
        uint64_t missing = l->missing;

        r->result->not_run += missing;
        if ((missing || l->cut) && l->link &&
            link_end(l->link, &r->result->how) == LINK_BY_SERVER)
            r->result->closed = l->conn;
    }
}

void run_count_traffic(struct run *r, struct link *link)
{
    struct session_counts counts;

    if (!link)
        return;
    counts = session_counts(link_session(link));
    r->result->commands += counts.commands;
    r->result->octets_in += counts.octets_in;
    r->result->octets_out += counts.octets_out;
}

void run_conclude(struct run *r)
{
    struct run_result *out = r->result;

    for (size_t i = 0; i < ITEM_CONNECTIONS_MOST; i++)
        run_count_traffic(r, r->lanes[i].link);
    if (r->skipped) {
        out->result = REPORT_SKIP;
        return;
    }
    count_rest(r);
    if (out->exit != EXIT_DONE)
        out->result = REPORT_UNKNOWN;
    else if (out->differences || out->findings || out->not_run || r->stopped)
        out->result = REPORT_FAIL;
    if (out->result == REPORT_FAIL)
        out->exit = EXIT_CHECK;
}
