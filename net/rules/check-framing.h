/* check-framing.h - memory of the rules about the lines and the end of
 * multi-line replies (sections 1, 2). */
#ifndef POP3SH_RULES_CHECK_FRAMING_H
#define POP3SH_RULES_CHECK_FRAMING_H

#include "net/pop3/event.h"

struct framing_memory {
    bool any;          /* a line or data of the multi-line reply came */
    bool bare_lf;      /* the line before ended in LF alone */
    bool cut;          /* the connection ended inside the reply */
    uint32_t exchange; /* of that reply */
};

void framing_memory_done(struct framing_memory *m);

#endif
