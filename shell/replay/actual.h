/* actual.h - the text of a session as it was, where lines that repeat are kept
 * once. */
#ifndef POP3SH_REPLAY_ACTUAL_H
#define POP3SH_REPLAY_ACTUAL_H

#include "net/base/buf.h"

/* The octets of text from .from on, .len of them, stand there .more times
 * more. */
struct actual_repeat {
    size_t from, len, more;
};

/* {0} is empty. */
struct actual {
    struct buf text;
    struct actual_repeat *repeats; /* owned; in the order of the text */
    size_t count, room;
};

/* Lines are added to .text; what was added from `from` on stands there n times
 * in all. */
void actual_repeat(struct actual *a, size_t from, size_t n);

/* Append all of it. */
void actual_write(const struct actual *a, struct buf *out);
void actual_done(struct actual *a);

#endif
