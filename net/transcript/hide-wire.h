/* hide-wire.h - takes secrets out of a line of a session on paper.
 *
 * What comes out can be read, played and compared again. */
#ifndef POP3SH_TRANSCRIPT_HIDE_WIRE_H
#define POP3SH_TRANSCRIPT_HIDE_WIRE_H

#include "net/pop3/mask.h"
#include "net/transcript/wire-text.h"

/* Append the wire text of a line with a mask for each secret that m (NULL:
 * nobody) knows in what it stands for; a mask that the text has, and that shows
 * a part of one, stays without its octets. client: it is one of the client,
 * which can name a password. True when there was one. */
bool hide_wire(const struct mask *m, struct span text, bool client,
               struct buf *out);

/* The same of the lines of a transcript, as many as there are; what is no line
 * of a session stays as it is. */
bool hide_wire_lines(const struct mask *m, struct span lines, struct buf *out);

/* Append a WIRE_CAPTURE without the octets that were recorded. */
void hide_wire_value(const struct wire_piece *p, struct buf *out);

/* Has the text a mask? */
bool hide_wire_has_mask(struct span text);

#endif
