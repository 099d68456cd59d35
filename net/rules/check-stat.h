/* check-stat.h - memory of the rules about STAT (section 9). */
#ifndef POP3SH_RULES_CHECK_STAT_H
#define POP3SH_RULES_CHECK_STAT_H

#include "net/pop3/event.h"

struct stat_memory {
    bool known; /* a STAT could be read */
    uint64_t count, octets;
    uint64_t deleted; /* messages marked deleted at that time */
    uint32_t epoch, rsets;
    /* LIST sizes of the messages that DELE marked since then */
    bool freed_unknown;
    uint64_t freed;
};

void stat_memory_done(struct stat_memory *m);

#endif
