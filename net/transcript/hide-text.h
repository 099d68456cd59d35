/* hide-text.h - takes secrets out of what is told of a transcript.
 *
 * Text there has escapes and masks, behind which a secret stands as well as in
 * the open. */
#ifndef POP3SH_TRANSCRIPT_HIDE_TEXT_H
#define POP3SH_TRANSCRIPT_HIDE_TEXT_H

#include "net/pop3/mask.h"

/* Append text with "****" for each secret that m knows: in the text as it is,
 * and in the octets that its escapes and masks stand for. True when there was
 * one. */
bool hide_text(const struct mask *m, struct span text, struct buf *out);

/* Is there one? */
bool hide_text_finds(const struct mask *m, struct span text);

#endif
