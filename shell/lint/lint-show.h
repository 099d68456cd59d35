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
 * when it is no pass, the reason (NULL: none). */
void lint_json(struct buf *out, const char *file, const struct lint *l,
               enum report_result result, const char *reason);

/* lint-report.c: tell the reports. text is that of the file, for reports that
 * show the session (report_wants_lines); else empty. No report holds a secret
 * that it shows, nor the given one (empty: none). */
void lint_report(struct report *report, const char *file, const struct lint *l,
                 enum report_result result, const char *reason,
                 struct span text, struct span secret);

#endif
