/* outbox.h - octets that wait to be written, in order.
 *
 * Remembers for each whether it is sent unasked (automatic), and can tell how
 * much of the front is a given number of lines. What was written is wiped: it
 * may have been a password. Of equal lines only some are kept. */
#ifndef POP3SH_WIRE_OUTBOX_H
#define POP3SH_WIRE_OUTBOX_H

#include "net/base/buf.h"

struct outbox_part;

struct outbox {
    struct buf octets;
    size_t head; /* octets of the buf that were written already */
    struct outbox_part *parts;
    size_t parts_count, parts_room;
    size_t len; /* octets to be written */
};

void outbox_init(struct outbox *o);
void outbox_done(struct outbox *o);

void outbox_add(struct outbox *o, struct span octets, bool automatic);
/* The same n times, not automatic. */
void outbox_add_repeats(struct outbox *o, struct span octets, uint64_t n);
size_t outbox_len(const struct outbox *o);

/* The octets at the front that are alike in automatic, of at most lines lines
 * and most octets, or some of them; borrowed until the next call that changes
 * o. */
struct span outbox_front(const struct outbox *o, size_t lines, size_t most,
                         bool *automatic_out);

/* Forget the first n octets. */
void outbox_drop(struct outbox *o, size_t n);
void outbox_clear(struct outbox *o);

#endif
