/* check-stls.h - memory of the rules about STLS, server side (section 17). */
#ifndef POP3SH_RULES_CHECK_STLS_H
#define POP3SH_RULES_CHECK_STLS_H

#include "net/pop3/event.h"
#include "net/rules/kept.h"

struct stls_memory {
    uint32_t exchange; /* of the STLS that had +OK last */
    /* what followed its CRLF in clear: the first line of it, told when it is
     * whole */
    struct kept_line injected;
    bool injected_told;
    bool spoke; /* the client sent a command in place of its handshake */
};

void stls_memory_done(struct stls_memory *m);

#endif
