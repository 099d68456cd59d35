/* check-auth.h - memory of the rules about USER, PASS, APOP (section 5). */
#ifndef POP3SH_RULES_CHECK_AUTH_H
#define POP3SH_RULES_CHECK_AUTH_H

#include "net/pop3/event.h"

struct auth_memory {
    char none; /* the book knows all that these rules ask */
};

void auth_memory_done(struct auth_memory *m);

#endif
