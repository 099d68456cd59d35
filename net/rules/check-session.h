/* check-session.h - memory of the rules about the course and the end of a
 * session (sections 1, 4, 13, 16). */
#ifndef POP3SH_RULES_CHECK_SESSION_H
#define POP3SH_RULES_CHECK_SESSION_H

#include "net/pop3/event.h"
#include "net/rules/kept.h"

/* Signs that a reply was skipped, each one following the one before. */
enum skipping {
    SKIP_NONE,
    SKIP_TIMEOUT,    /* a command passed its limit */
    SKIP_ASKED,      /* another was sent after it */
    SKIP_ANSWERED,   /* a reply came after that */
    SKIP_QUIT,       /* QUIT was sent */
    SKIP_QUIT_REPLY, /* a reply came after that */
};

struct session_memory {
    uint64_t open_ns, tls_ns; /* when the connection stood; a handshake */
    struct kept_line cut;     /* a line that the connection's end broke off */
    uint32_t cut_exchange;
    enum skipping skipping;

    struct kept_line quit; /* the reply to QUIT */
    uint32_t quit_exchange;
    uint64_t quit_ns;
    uint64_t alarm_ns; /* the close is overdue; 0: not waiting */

    /* the commands that were sent while one was unanswered, with that one */
    uint32_t batch_first; /* exchange */
    uint32_t batch_count, batch_answered;
};

void session_memory_done(struct session_memory *m);

#endif
