/* check-state.h - memory of the rules about what a server accepts when
 * (section 4). */
#ifndef POP3SH_RULES_CHECK_STATE_H
#define POP3SH_RULES_CHECK_STATE_H

#include "net/pop3/event.h"
#include "net/rules/kept.h"

struct state_memory {
    bool certificate; /* the client showed one in the handshake */
    bool private_ok;  /* a command that no RFC knows had +OK before login:
                         it may have been a login */
    bool asked;       /* a STAT or NOOP was answered after login */
    bool proved;      /* a mailbox command had +OK after login */

    /* the first STAT or NOOP after login was refused: does the server stay? */
    struct kept_line refused;
    uint32_t exchange;
    const char *name; /* of that command */
    bool sys;         /* with a SYS code */
    uint64_t since_ns;
    uint64_t alarm_ns; /* it has stayed; 0: not waiting */
};

void state_memory_done(struct state_memory *m);

#endif
