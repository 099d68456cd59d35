/* body.h - the data of one message on its way to paper.
 *
 * Small ones are kept, large ones become their size and digest; memory does
 * not depend on the message. */
#ifndef POP3SH_TRANSCRIPT_BODY_H
#define POP3SH_TRANSCRIPT_BODY_H

#include "net/pop3/event.h"
#include "net/pop3/mask.h"
#include "net/transcript/hasher.h"

enum { BODY_MOST = 64 << 10 }; /* octets of a message that are kept */

struct body {
    struct buf kept; /* as on the wire, while it is to be written out */
    bool hashed;     /* what comes is left out, and digested */
    void *digest;    /* EVP_MD_CTX, where there is no hasher */
    const struct hasher *hasher; /* borrowed; NULL: we do it ourselves */
    bool any;                    /* there was data */
    bool sized;                  /* only its size is told */
};

void body_init(struct body *b, const struct hasher *hasher);
void body_done(struct body *b);

/* What becomes of a message. */
enum body_fate {
    BODY_KEPT,   /* as long as it is small */
    BODY_HASHED, /* left out, but for size and digest */
    BODY_SIZED,  /* left out, but for its size */
};

/* Take a run of data (EVENT_DATA). fate: that of its first run counts. */
void body_add(struct body *b, const struct event *e, enum body_fate fate);

/* The reply has ended with tally. Append the lines "S: ..." or the event
 * "@ body". elide: leave it out even though it is small. digest: the event
 * tells it. Empty afterwards. */
void body_write(struct body *b, struct buf *out, unsigned conn,
                const struct tally *tally, bool elide, bool digest);

/* What is kept so far. */
struct span body_kept(const struct body *b);

#endif
