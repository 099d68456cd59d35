/* listing.h - what a line of a reply says, typed.
 *
 * Lenient where the grammar has one reading only, silent about faults: `ok`
 * tells that the line had the form; rules look at the octets for the rest. */
#ifndef POP3SH_POP3_LISTING_H
#define POP3SH_POP3_LISTING_H

#include "net/pop3/verb.h"

struct listing {
    enum content content;
    bool ok;          /* the numbers or the tag could be read */
    uint64_t n;       /* DROP: count; SCAN, UID: message-number */
    uint64_t octets;  /* DROP, SCAN: size */
    struct span word; /* UID: unique-id; CAPABILITY, LANGUAGE, MECHANISM: tag */
    struct span rest; /* what follows, without the SP in between */
};

/* Read text, a line without its end and, for the one-line replies, without
 * its status and SP. Spans are borrowed from text. */
struct listing listing_read(enum content content, struct span text);

#endif
