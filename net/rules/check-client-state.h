/* check-client-state.h - memory of the rules about client lints, state and
 * order (section 21). */
#ifndef POP3SH_RULES_CHECK_CLIENT_STATE_H
#define POP3SH_RULES_CHECK_CLIENT_STATE_H

#include "net/pop3/event.h"

struct check;

struct client_state_memory {
    /* exchanges; 0: none */
    uint32_t user;  /* the USER that a PASS may follow */
    uint32_t login; /* the last login while unanswered */
    uint32_t stls;  /* STLS up to its refusal or the end of the handshake */
    bool user_ok;   /* that USER had +OK */
    bool user_left; /* another command came behind it */
    bool quit;      /* QUIT was sent, and not refused before the login */
    bool queued;    /* told of the commands that are queued now */
    unsigned unannounced; /* verbs told of, a bit each */
    uint64_t octets;      /* of the client so far */
};

void client_state_memory_done(struct client_state_memory *m);

/* check-client-login.c: the order of USER and PASS, and APOP. */
void client_judge_login(struct check *c, const struct event *e);

#endif
