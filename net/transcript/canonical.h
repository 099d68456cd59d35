/* canonical.h - the one layout of a transcript.
 *
 * LF ends every line; names of header fields as in their table; one blank line
 * between header and session, and never two in a row; no blank line at the end;
 * the shortest way to write octets; no number for connection 1. The meaning
 * stays what it was, and so do comments. */
#ifndef POP3SH_TRANSCRIPT_CANONICAL_H
#define POP3SH_TRANSCRIPT_CANONICAL_H

#include "net/transcript/item.h"

/* Zeroed memory is one that has seen nothing. */
struct canonical {
    bool in_session, written, blank_due;
};

/* Append the next item in its layout. */
void canonical_item(struct canonical *c, struct buf *out,
                    const struct item *item);

/* Append wire text in its layout. */
void canonical_wire(struct buf *out, struct span text);

#endif
