/* progress.h - one line on a terminal that tells how far a transfer is. */
#ifndef POP3SH_RENDER_PROGRESS_H
#define POP3SH_RENDER_PROGRESS_H

#include "shell/render/output.h"

struct progress {
    uint64_t due_ns; /* when the line may be drawn next; 0: not begun */
    bool shown;      /* it is on the screen */
    uint64_t whole;  /* octets the transfer will have; 0: unknown */
};

/* `octets` of a transfer that began at began_ns have come by now_ns. Draws at
 * most five times a second, and nothing for what is over sooner. */
void progress_show(struct progress *p, struct output *o, uint64_t octets,
                   uint64_t began_ns, uint64_t now_ns);

/* Take the line off the screen before something else is written. */
void progress_hide(struct progress *p, struct output *o);

/* The transfer is over. */
void progress_end(struct progress *p, struct output *o);

#endif
