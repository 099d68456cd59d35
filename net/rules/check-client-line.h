/* check-client-line.h - memory of the rules about client lints, the line itself
 * (section 20). */
#ifndef POP3SH_RULES_CHECK_CLIENT_LINE_H
#define POP3SH_RULES_CHECK_CLIENT_LINE_H

#include "net/pop3/event.h"

struct check;

struct client_line_memory {
    uint32_t rset; /* exchange of the last RSET while unanswered, or 0 */
};

void client_line_memory_done(struct client_line_memory *m);

/* check-client-args.c: the arguments of a command. */
void client_judge_args(struct check *c, const struct event *e);
void client_judge_number(struct check *c, const struct event *e);

#endif
