/* lint-show.h - what lint found, for people and for programs. */
#ifndef POP3SH_LINT_SHOW_H
#define POP3SH_LINT_SHOW_H

#include "net/base/buf.h"
#include "shell/lint/lint.h"
#include "shell/report/report.h"

/* Append a line for each finding:
 * "bad.pop3t:11: error   reply/bare-lf          message (RFC ...)". */
void lint_text(struct buf *out, const char *file, const struct lint *l,
               int verbose, bool utf8);

/* Append JSON objects, one a line: findings, then the verdict of the file and,
 * when it is no pass, the reason (NULL: none). at_ns: since the start. */
void lint_json(struct buf *out, const char *file, const struct lint *l,
               enum report_result result, const char *reason, uint64_t at_ns);

/* Append the object of a line that holds the secret. */
void lint_json_secret(struct buf *out, const char *file, uint32_t line,
                      uint64_t at_ns);

/* What all files together came to. */
struct lint_total {
    uint64_t files, unread, commands, octets_in, octets_out, allowed, unknown;
    uint64_t counts[SEVERITY_ERROR + 1];
};

/* Append the last object of all. */
void lint_json_summary(struct buf *out, const struct lint_total *total,
                       int exit, uint64_t at_ns);

/* lint-report.c: tell the reports. text is that of the file, for reports that
 * show the session (report_wants_lines); else empty. */
void lint_report(struct report *report, const char *file, const struct lint *l,
                 enum report_result result, const char *reason,
                 struct span text);

#endif
