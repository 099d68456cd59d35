/* mask-list.h - --show-masks: what of a transcript is not compared, and why. */
#ifndef POP3SH_REPLAY_MASK_LIST_H
#define POP3SH_REPLAY_MASK_LIST_H

#include "net/transcript/plan.h"
#include "shell/replay/told.h"

/* What the masks of one answer cover in the one that came; the first lines of
 * it. */
void mask_list_cover(const struct compare *c, const struct wanted *w,
                     const struct answer *got, told_fn *tell, void *ctx);

void mask_list_tell(const struct plan *p, const struct compare_how *how,
                    struct span host, told_fn *tell, void *ctx);

#endif
