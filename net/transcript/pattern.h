/* pattern.h - wire text as something to match a line with. */
#ifndef POP3SH_TRANSCRIPT_PATTERN_H
#define POP3SH_TRANSCRIPT_PATTERN_H

#include "net/transcript/match.h"

/* Zeroed memory is a valid empty one; it can be read into again and again. */
struct pattern {
    struct part *parts; /* owned; one for each piece but WIRE_NO_END */
    size_t count, room;
    struct buf octets; /* decoded escapes; never grows beyond the text */
};

/* Read text, to which *p refers then. What has no value in v, a variable from
 * the environment say, and a secret stand for whatever comes. */
void pattern_read(struct pattern *p, struct span text,
                  const struct variables *v);
void pattern_done(struct pattern *p);

#endif
