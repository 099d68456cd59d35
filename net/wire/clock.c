/* clock.c - the kernel's CLOCK_MONOTONIC and CLOCK_REALTIME. */
#include <config.h>

#include "net/wire/clock.h"

#include <time.h>

uint64_t clock_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

int64_t clock_utc(void)
{
    return time(NULL);
}
