/* record-carry.h - a new recording takes over what people wrote into the old
 * one. */
#ifndef POP3SH_RECORD_CARRY_H
#define POP3SH_RECORD_CARRY_H

/* Rewrite the file fresh with what the file old has to give; see carry.h. What
 * stands in the way (old is no transcript, say) is told, and leaves fresh as it
 * is. */
void record_carry(const char *old, const char *fresh,
                  void (*tell)(void *ctx, const char *sentence), void *ctx);

#endif
