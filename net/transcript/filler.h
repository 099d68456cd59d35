/* filler.h - what stands in for the lines of a message that were left out. */
#ifndef POP3SH_TRANSCRIPT_FILLER_H
#define POP3SH_TRANSCRIPT_FILLER_H

#include "net/base/buf.h"

enum { FILLER_MOST = 128 << 10 }; /* octets of one line, about */

/* Lines of about the same length that make up .lines and .octets; both count
 * down. */
struct filler {
    uint64_t lines, octets;
};

/* Append the next line, CRLF included. False when there is no more. */
bool filler_line(struct filler *f, struct buf *out);

#endif
