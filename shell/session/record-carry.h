/* record-carry.h - a new recording takes over what people wrote into the old
 * one. */
#ifndef POP3SH_RECORD_CARRY_H
#define POP3SH_RECORD_CARRY_H

#include "net/pop3/mask.h"

enum record_carried {
    RECORD_CARRIED, /* old is the new recording, with what it had to give */
    RECORD_PARTLY,  /* fresh is it, and some of what old has went nowhere */
    RECORD_NOTHING, /* old is empty */
    RECORD_UNABLE,  /* what it has went nowhere */
};

/* The text of the file old, without the secrets that m knows by now: *text is
 * it, or, as long as it is empty, the file is. */
void record_carry_hide(const char *old, const struct mask *m, struct buf *text);

/* Put in the place of the file old what stands in fresh, with what old has to
 * give, as text (empty: as the file) has it; see carry.h. What stands in the
 * way is told, and leaves both as they are. */
enum record_carried record_carry(const char *old, struct span text,
                                 const char *fresh,
                                 void (*tell)(void *ctx, const char *sentence),
                                 void *ctx);

#endif
