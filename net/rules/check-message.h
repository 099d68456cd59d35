/* check-message.h - memory of the rules about message data (section 14). */
#ifndef POP3SH_RULES_CHECK_MESSAGE_H
#define POP3SH_RULES_CHECK_MESSAGE_H

#include "net/pop3/event.h"
#include "net/rules/header.h"

struct check;

struct message_memory {
    bool open;    /* a RETR or TOP was accepted and is not over */
    bool reading; /* its header has not been judged */
    struct header header;
};

void message_memory_done(struct message_memory *m);

/* check-message-header.c: the header is over, or the reply is. */
void message_judge_header(struct check *c, const struct event *e);

#endif
