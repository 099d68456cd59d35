/* hide.h - between what a replay tells and those who show it: takes out the
 * secrets that a mask knows, whatever is told. */
#ifndef POP3SH_REPLAY_HIDE_H
#define POP3SH_REPLAY_HIDE_H

#include "net/pop3/mask.h"
#include "shell/replay/told.h"
#include "shell/replay/value.h"

/* All that may be told about a file that is played goes to tell, with ctx. */
struct hide {
    const struct mask *mask;
    told_fn *tell;
    void *ctx;
};

/* A mask that knows the secrets the transcript shows, and those it is played
 * with. Release with mask_free. */
struct mask *hide_mask(const struct transcript *t, const struct values *v);

/* A told_fn; ctx is the struct hide. */
void hide_told(void *ctx, json_t *told);

#endif
