/* check-line.h - memory of the rules about the octets of a line and its
 * status indicator (section 1). */
#ifndef POP3SH_RULES_CHECK_LINE_H
#define POP3SH_RULES_CHECK_LINE_H

#include "net/pop3/event.h"

struct check;

struct line_memory {
    uint32_t answered; /* exchange whose status line was read */
    uint32_t echoed;   /* exchange whose echo was told at octet 513 */
    uint64_t rest;     /* offset behind a line that a bare LF of ours, sent
                          back, has cut in two; what stands there is its
                          rest */
    bool empty_told;   /* an empty line before the greeting was */
    unsigned strays;   /* stray status lines whose octets were judged */
};

void line_memory_done(struct line_memory *m);

/* The line of e as it came, without its end. */
struct span line_whole(const struct event *e);

/* check-status.c */
/* A line passed its 512 octets. Data lines have other limits. */
void line_watch_long(struct check *c, const struct event *e);
void line_watch_status(struct check *c, const struct event *e);
/* An empty line where a status is due. */
void line_watch_empty(struct check *c, const struct event *e);

#endif
