/* hasher.h - who computes the SHA-256 of a large message.
 *
 * An interface, so that the core can leave it to another thread, of which it
 * knows nothing. */
#ifndef POP3SH_TRANSCRIPT_HASHER_H
#define POP3SH_TRANSCRIPT_HASHER_H

#include "net/base/span.h"

enum { HASHER_OCTETS = 32 };

/* One digest at a time: begin, add any number of times, end. */
struct hasher {
    void (*begin)(void *ctx);
    void (*add)(void *ctx, struct span octets); /* borrowed for the call */
    void (*end)(void *ctx, unsigned char out[HASHER_OCTETS]);
    void *ctx;
};

#endif
