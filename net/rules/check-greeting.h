/* check-greeting.h - memory of the rules about the greeting (section 3). */
#ifndef POP3SH_RULES_CHECK_GREETING_H
#define POP3SH_RULES_CHECK_GREETING_H

#include "net/pop3/event.h"

struct greeting_memory {
    uint64_t open_ns;  /* when the connection stood */
    uint64_t alarm_ns; /* the greeting is overdue; 0: not waiting */
    bool told;         /* that it is missing */
    bool heard;        /* something came that is no greeting */
};

void greeting_memory_done(struct greeting_memory *m);

#endif
