/* identity.h - a digest by which a message is known again.
 *
 * Made of the header fields that nobody rewrites: Message-ID, Date and
 * Received. Servers add others (Status, X-UIDL) between two sessions. */
#ifndef POP3SH_RULES_IDENTITY_H
#define POP3SH_RULES_IDENTITY_H

#include "net/rules/digest.h"

enum {
    IDENTITY_HEAD = 11
}; /* octets that tell the longest name, "Message-ID:"
    */

struct identity {
    struct digest digest;
    char head[IDENTITY_HEAD]; /* the front of the line that is read */
    size_t head_len;
    bool decided; /* whether this line counts */
    bool counts;  /* it, or the last line that was decided, does */
    bool any;     /* some line did */
};

void identity_init(struct identity *id);
/* The next octets of a header, in any split, without those behind it. */
void identity_add(struct identity *id, struct span header);
/* False when there is nothing to know the message by. */
bool identity_value(const struct identity *id, uint64_t *out);

#endif
