/* digest.h - 64 bits that tell whether two runs of octets are the same.
 *
 * Made for message data on its way through: several octets a cycle, any
 * split. Not cryptographic: a server that forges a collision fools only the
 * check of itself. */
#ifndef POP3SH_RULES_DIGEST_H
#define POP3SH_RULES_DIGEST_H

#include "net/base/span.h"

enum { DIGEST_LANES = 4, DIGEST_BLOCK = DIGEST_LANES * 16 };

struct digest {
    uint64_t lanes[DIGEST_LANES];
    uint64_t octets;          /* taken so far */
    char carry[DIGEST_BLOCK]; /* the last octets % DIGEST_BLOCK of them */
};

void digest_init(struct digest *d);
void digest_add(struct digest *d, struct span s);
/* Of all octets so far; adding may go on. */
uint64_t digest_value(const struct digest *d);

#endif
