/* lint-collect.h - the findings of a file, while they come. */
#ifndef POP3SH_LINT_COLLECT_H
#define POP3SH_LINT_COLLECT_H

#include "shell/lint/lint.h"

/* One more, all else zero; NULL when LINT_KEPT are there: then it is counted
 * as left out. Valid until the next call. */
struct lint_finding *lint_add(struct lint *out, enum lint_weight weight);

/* The total of something that was told of that connection: put it there. */
void lint_repeat(struct lint *out, unsigned connection,
                 const struct finding *f);

/* All are there: put them in the order of lines, without secrets that were
 * told before they were known to be some. */
void lint_settle(struct lint *l);

#endif
