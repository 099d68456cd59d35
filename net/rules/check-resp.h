/* check-resp.h - memory of the rules about response codes (section 8). */
#ifndef POP3SH_RULES_CHECK_RESP_H
#define POP3SH_RULES_CHECK_RESP_H

#include "net/pop3/event.h"

struct resp_memory {
    bool seen; /* a registered code came while RESP-CODES was unknown */
};

void resp_memory_done(struct resp_memory *m);

#endif
