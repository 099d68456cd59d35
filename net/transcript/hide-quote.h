/* hide-quote.h - secrets in a line of the client that a comment quotes
 * ("# C: PASS hunter2"), known by their places. */
#ifndef POP3SH_TRANSCRIPT_HIDE_QUOTE_H
#define POP3SH_TRANSCRIPT_HIDE_QUOTE_H

#include "net/pop3/mask.h"

/* Let m know the secret that the comment quotes, if any. */
void hide_quote_learn(struct mask *m, struct span comment);

/* Append the comment with "****" for it. True when there was one. */
bool hide_quote(struct span comment, struct buf *out);

#endif
