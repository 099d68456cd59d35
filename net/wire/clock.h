/* clock.h - the one place that asks for the time. */
#ifndef POP3SH_WIRE_CLOCK_H
#define POP3SH_WIRE_CLOCK_H

#include <stdint.h>

/* Monotonic time in nanoseconds; never goes back, origin unspecified. */
uint64_t clock_ns(void);

/* The time of day in seconds since 1970, UTC: for dates in certificates. */
int64_t clock_utc(void);

#endif
