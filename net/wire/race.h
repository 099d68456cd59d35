/* race.h - staggered parallel connection attempts, as RFC 8305 section 5. */
#ifndef POP3SH_WIRE_RACE_H
#define POP3SH_WIRE_RACE_H

#include "net/wire/resolve.h"

enum { RACE_STAGGER_MS = 250 }; /* Connection Attempt Delay */

/* How each attempt ended; for addresses list[0 .. attempts - 1]. */
struct race {
    size_t attempts;
    size_t winner;                /* index, when a socket was returned */
    int failures[ADDRESSES_MOST]; /* errno; ETIMEDOUT when it was given up */
    bool cancelled;
};

/* Connect to the first address that answers: the next attempt begins 250 ms
 * after the one before it, or at once when that failed. The losers are closed.
 *
 * Returns the connected socket, non-blocking and close-on-exec, or -1. */
int race_run(const struct addresses *addresses, uint64_t deadline_ns,
             int cancel_fd, struct race *out);

#endif
