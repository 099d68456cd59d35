/* check-dele.h - memory of the rules about DELE, RSET, QUIT (section 13). */
#ifndef POP3SH_RULES_CHECK_DELE_H
#define POP3SH_RULES_CHECK_DELE_H

#include "net/pop3/event.h"

struct dele_memory {
    uint32_t rsets; /* RSETs with +OK */
    bool odd;       /* since the last one a DELE had +OK for something that is
                       no message: what it did cannot be known */
    /* messages in the first UIDL, before any DELE */
    bool uidl_known;
    uint64_t uidl_count;
    bool unsure; /* before any DELE a listing was not 1 to n, or STAT and the
                    listings disagreed on n */
};

void dele_memory_done(struct dele_memory *m);

#endif
