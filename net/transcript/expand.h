/* expand.h - wire text as the octets of one session. */
#ifndef POP3SH_TRANSCRIPT_EXPAND_H
#define POP3SH_TRANSCRIPT_EXPAND_H

#include "net/transcript/variable.h"

/* What had to be stood in for. */
enum expand_guess {
    EXPAND_NUMBER = 1, /* a num, octets or msgno */
    EXPAND_TEXT = 2,   /* anything else */
};

/* Append the octets of text: literals, escapes, values of variables, recorded
 * octets of masks (which it binds in v). What is not there is stood in for by
 * something of its type, secrets by "****". Returns enum expand_guess bits. */
unsigned expand_wire(struct buf *out, struct span text, struct variables *v);

#endif
