/* reply-private.h - what the two ways of reading octets share. */
#ifndef POP3SH_POP3_REPLY_PRIVATE_H
#define POP3SH_POP3_REPLY_PRIVATE_H

#include "net/pop3/reply.h"

/* Use up n octets of *in. */
static inline struct span reply_take(struct reply_reader *r, struct span *in,
                                     size_t n)
{
    struct span taken = span_first(*in, n);

    *in = span_from(*in, n);
    r->offset += n;
    return taken;
}

/* reply-line.c: the next piece of lines and listings; what is left of a line
 * that has no end. */
void reply_next_line(struct reply_reader *r, struct span *in,
                     struct piece *out);
void reply_finish_line(struct reply_reader *r, struct piece *out);

/* reply-data.c: the next piece of message data; what is held back of it. */
void reply_next_data(struct reply_reader *r, struct span *in,
                     struct piece *out);
void reply_finish_data(struct reply_reader *r, struct piece *out);

#endif
