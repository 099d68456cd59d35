/* trace.h - events as lines of text, for tests that compare sessions.
 *
 * Runs of EVENT_DATA are put together, so that the trace of one session is
 * the same however its octets were split. */
#ifndef POP3SH_TESTS_TRACE_H
#define POP3SH_TESTS_TRACE_H

#include "net/pop3/dialogue.h"

struct trace {
    struct buf out;  /* one line an event */
    struct buf data; /* a run that is not written out yet */
    bool body, injected;
};

void trace_done(struct trace *t);
void trace_see(void *ctx, const struct event *event); /* ctx: struct trace */

/* How feed_script cuts the octets of each step. */
enum split { SPLIT_WHOLE, SPLIT_OCTETS, SPLIT_RANDOM };

/* Each line of the script is a step: "S text" and "C text" are octets with C
 * escapes (no line end is added), "open", "open tls", "tls", "notls",
 * "close", "reset", "+300" a pause of milliseconds. "S* text" and so on are
 * fed as whole chunks. Steps are 1 ms apart.
 *
 * Feed a dialogue of its own, whose events go to emit with ctx. attach (may be
 * NULL) is given the dialogue before the first step. */
typedef void attach_fn(void *ctx, struct dialogue *d);
void trace_feed(const char *script, enum split split, unsigned seed,
                event_fn *emit, void *ctx, attach_fn *attach);

/* As trace_feed, and the trace, owned by the caller. */
char *trace_script(const char *script, enum split split, unsigned seed);

#endif
