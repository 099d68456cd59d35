/* carry.h - what people wrote into a recording, carried over into a new one of
 * the same session.
 *
 * Header fields, comments, masks, and the events that only people write (@
 * step,
 * @ allow, @ level, @ within, @ set, @ chunk) go where the command they belong
 * to is sent again. What the server and the client said is that of the new
 * recording, octet for octet, but for lines that the old file lets come any
 * number of times. Pure. */
#ifndef POP3SH_TRANSCRIPT_CARRY_H
#define POP3SH_TRANSCRIPT_CARRY_H

#include "net/transcript/transcript.h"

/* Append the new recording with what old has to give. False when something that
 * people wrote into old has no place in it: a note, a mask with a name or a
 * pattern of its own, a line that may be missing or come in any order. */
bool carry_over(const struct transcript *old, const struct transcript *fresh,
                struct buf *out);

#endif
