/* record-carry.h - a new recording takes over what people wrote into the old
 * one. */
#ifndef POP3SH_RECORD_CARRY_H
#define POP3SH_RECORD_CARRY_H

#include <stdbool.h>

/* Put in the place of the file old what stands in fresh, with what old has to
 * give; see carry.h. What stands in the way (old is no transcript, say) is
 * told, is false, and leaves both as they are. */
bool record_carry(const char *old, const char *fresh,
                  void (*tell)(void *ctx, const char *sentence), void *ctx);

#endif
