/* html.h - the parts of the page. Private to shell/report. */
#ifndef POP3SH_REPORT_HTML_H
#define POP3SH_REPORT_HTML_H

#include "shell/report/private.h"

/* The style sheet; nothing of it comes from elsewhere. */
extern const char html_style[];

/* Append text with what HTML takes for markup as references. */
void html_text(struct buf *out, struct span text);

/* Append a result as a badge. */
void html_badge(struct buf *out, enum report_result result);

/* Append the session of a finished file: exchange by exchange, with what was
 * found beside the line it is about. number makes the anchors of the page. */
void html_session(struct buf *out, const struct report_file *f,
                  uint64_t number);

#endif
