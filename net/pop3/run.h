/* run.h - many equal things in a row: finding them, and taking a run apart. */
#ifndef POP3SH_POP3_RUN_H
#define POP3SH_POP3_RUN_H

#include "net/pop3/event.h"

/* A line of LIST or UIDL in exact form: no leading zero, one SP, nothing
 * behind the size; a unique-id of 1 to 70 octets from 0x21 to 0x7E; CRLF. */
struct run_line {
    uint64_t n;      /* 1 to 9,999,999 */
    uint64_t octets; /* CONTENT_SCAN: below 10^14 */
    struct span uid; /* CONTENT_UID; borrowed */
    size_t len;      /* octets of the line with its end */
};

/* Read the line at the front of in. False when it is not whole there, or not
 * in that form. content: CONTENT_SCAN or CONTENT_UID. */
bool run_line(enum content content, struct span in, struct run_line *out);

/* How often in repeats line from its front, up to `most` times. */
size_t run_repeats(struct span in, struct span line, size_t most);

/* Does e stand for many events? */
static inline bool is_run(const struct event *e)
{
    return e->kind == EVENT_REQUESTS || e->kind == EVENT_REPLIES ||
           e->kind == EVENT_LINES;
}

/* Give see, with ctx, the single events that e stands for; e itself when it is
 * no run. */
void run_each(const struct event *e, event_fn *see, void *ctx);

#endif
