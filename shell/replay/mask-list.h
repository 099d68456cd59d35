/* mask-list.h - --show-masks: what of a transcript is not compared, and why. */
#ifndef POP3SH_REPLAY_MASK_LIST_H
#define POP3SH_REPLAY_MASK_LIST_H

#include "net/transcript/plan.h"
#include "shell/replay/told.h"

void mask_list_tell(const struct plan *p, const struct compare_how *how,
                    struct span host, told_fn *tell, void *ctx);

#endif
