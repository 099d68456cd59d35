/* finding.h - findings in the forms of output. */
#ifndef POP3SH_RENDER_FINDING_H
#define POP3SH_RENDER_FINDING_H

#include "net/base/buf.h"
#include "net/rules/finding.h"

/* Append a finding as text of one to three lines. flags is for text_escape,
 * columns the width of the screen. */
void finding_text(struct buf *out, const struct finding *f, bool color,
                  unsigned flags, size_t columns);

/* Append "1 error, 2 warnings, 3 notes". */
void finding_counts(struct buf *out, uint64_t errors, uint64_t warnings,
                    uint64_t notes);

#endif
