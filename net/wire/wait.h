/* wait.h - waiting for descriptors, until a deadline and not beyond a cancel.
 *
 * Deadlines are of clock_ns(); DEADLINE_NEVER waits for ever. */
#ifndef POP3SH_WIRE_WAIT_H
#define POP3SH_WIRE_WAIT_H

#include "net/wire/clock.h"

#include <poll.h>
#include <stddef.h>

#define DEADLINE_NEVER UINT64_MAX

enum wait_end { WAIT_READY, WAIT_TIMEOUT, WAIT_CANCELLED };

/* The moment timeout_ms from now; 0 stands for no limit. */
uint64_t deadline_in(unsigned timeout_ms);

/* Poll fds until one has an event or the deadline has passed; a signal does
 * not end it. Negative descriptors are ignored. Returns how many have events,
 * 0 after the deadline. */
int wait_poll(struct pollfd *fds, size_t count, uint64_t deadline_ns);

/* Wait for events on one descriptor, or for cancel_fd (-1: none) to become
 * readable. fd may be -1: then only time or a cancel ends it. */
enum wait_end wait_for(int fd, short events, uint64_t deadline_ns,
                       int cancel_fd);

#endif
