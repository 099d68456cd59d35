/* workers.h - processes that play one turn after the other, several at a time.
 *
 * A process that dies in a turn takes no other turn with it: the next one gets
 * a new process. */
#ifndef POP3SH_REPLAY_WORKERS_H
#define POP3SH_REPLAY_WORKERS_H

#include "net/base/buf.h"
#include <stdio.h>

/* Do a turn, in a process other than the caller's, and write what there is to
 * tell, in lines. Returns a number for whoever waits. */
typedef uint64_t work_fn(void *ctx, size_t turn, FILE *told);

struct workers;

/* Of `most` processes at a time; none is started yet. */
struct workers *workers_new(size_t most, work_fn *work, void *ctx);
/* Let them end, and wait for that; NULL is fine. */
void workers_free(struct workers *ws);

/* The lines of a turn: what is left of them. */
struct work_told {
    int fd; /* of the workers; -1: there are none */
    uint64_t at, end;
};

struct work_done {
    size_t turn;
    uint64_t number; /* what the work returned; 0 when it did not */
    struct work_told told;
};

/* How many turns are being played. */
size_t workers_busy(const struct workers *ws);
bool workers_full(const struct workers *ws);

/* Begin a turn, while they are not full. False when no process could be
 * started. */
bool workers_begin(struct workers *ws, size_t turn);

/* Wait until a turn is over, one way or another; false when the deadline (of
 * clock_ns()) comes first, or when none is being played. */
bool workers_wait(struct workers *ws, uint64_t deadline_ns,
                  struct work_done *out);

/* The next line, without its LF, into *line, which the caller keeps from call
 * to call and releases. False at the end. */
bool work_told_next(struct work_told *told, struct buf *line);

#endif
