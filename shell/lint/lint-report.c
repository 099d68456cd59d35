/* lint-report.c - a linted file for the reports: what was said, and what was
 * found. */
#include <config.h>

#include "shell/lint/lint-show.h"

#include "net/transcript/transcript.h"

static void tell_session(struct report_file *f, const struct transcript *t)
{
    for (size_t i = 0; i < t->count; i++) {
        const struct item *item = &t->items[i];
        struct report_line line = {
            .line = item->line, .connection = item->conn, .text = item->text};

        if (item->kind == ITEM_EVENT) {
            line.by = REPORT_EVENT;
            line.text = span_from(item->raw, SPAN("@ ").len);
        } else if (item->kind == ITEM_CLIENT || item->kind == ITEM_SERVER) {
            line.by = item->kind == ITEM_CLIENT ? REPORT_CLIENT : REPORT_SERVER;
        } else {
            continue;
        }
        report_line(f, &line);
    }
}

static void tell_finding(struct report_file *f, const struct lint_finding *one)
{
    const struct report_finding found = {
        .rule = one->rule,
        .severity = one->severity,
        .weight = one->weight == LINT_ALLOWED ? REPORT_ALLOWED : REPORT_COUNTS,
        .line = one->line,
        .connection = one->connection,
        .side = one->side,
        .exchange = one->exchange,
        .offset = one->offset,
        .column = one->column,
        .message = one->message,
        .excerpt = {one->excerpt, one->excerpt_len},
        .excerpt_from = one->excerpt_from,
        .count = one->count ? one->count : 1,
    };

    report_found(f, &found);
}

void lint_report(struct report *report, const char *file, const struct lint *l,
                 enum report_result result, const char *reason,
                 struct span text)
{
    const struct report_about about = {.name = file, .mask = l->mask};
    const struct report_case whole = {.id = file, .name = file};
    struct transcript t = {0};
    struct error err;
    struct report_file *f;

    if (!report)
        return;
    /* as far as it can be read; what is behind that is in the reason */
    if (report_wants_lines(report))
        (void)transcript_read(&t, text, file, &err);
    f = report_file_begin(report, &about);
    report_case_begin(f, &whole);
    tell_session(f, &t);
    for (size_t i = 0; i < l->count; i++)
        if (l->at[i].weight != LINT_UNKNOWN)
            tell_finding(f, &l->at[i]);
    report_case_end(f, result, 0, reason);
    report_file_end(f, result, 0, reason);
    transcript_done(&t);
}
