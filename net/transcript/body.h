/* body.h - the data of one message on its way to paper.
 *
 * Small ones are kept, large ones become their size and digest; memory does
 * not depend on the message. */
#ifndef POP3SH_TRANSCRIPT_BODY_H
#define POP3SH_TRANSCRIPT_BODY_H

#include "net/pop3/event.h"
#include "net/pop3/mask.h"

enum { BODY_MOST = 64 << 10 }; /* octets of a message that are kept */

struct body {
    struct buf kept; /* as on the wire, while it is to be written out */
    void *digest;    /* EVP_MD_CTX of what is left out; NULL: nothing is */
    bool any;        /* there was data */
};

void body_init(struct body *b);
void body_done(struct body *b);

/* Take a run of data (EVENT_DATA). hash: leave all of it out. */
void body_add(struct body *b, const struct event *e, bool hash);

/* The reply has ended with tally. Append the lines "S: ..." or the event
 * "@ body". elide: leave it out even though it is small. digest: the event
 * tells it. Empty afterwards. */
void body_write(struct body *b, struct buf *out, unsigned conn,
                const struct tally *tally, bool elide, bool digest);

/* What is kept so far. */
struct span body_kept(const struct body *b);

#endif
