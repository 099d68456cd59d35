/* unstuff.h - the octets of a data event as the message has them. */
#ifndef POP3SH_RENDER_UNSTUFF_H
#define POP3SH_RENDER_UNSTUFF_H

#include "net/pop3/event.h"

/* Of EVENT_LINE, EVENT_LINES and EVENT_DATA: raw with its line end, without the
 * dot that stuffing put at its front. Borrowed from the event. */
static inline struct span unstuffed(const struct event *e)
{
    bool stuffed = e->kind == EVENT_LINE && e->raw.len > 1 &&
                   e->raw.at[0] == '.' && e->raw.at[1] == '.';

    if (e->kind == EVENT_DATA)
        return e->text;
    return stuffed ? span_from(e->raw, 1) : e->raw;
}

#endif
