/* passwords.h - numbers the passwords of a session, so that who writes it down
 * can tell one from another and shows none. */
#ifndef POP3SH_POP3_PASSWORDS_H
#define POP3SH_POP3_PASSWORDS_H

#include "net/base/secret.h"

enum { PASSWORDS_MOST = 8 };

/* All zeroes is an empty one. */
struct passwords {
    struct secret at[PASSWORDS_MOST]; /* unset: nobody has that number */
    unsigned last;                    /* the number told last; 0: none */
    bool full;                        /* there was one too many */
};

void passwords_done(struct passwords *p); /* wipes; usable after it */

/* The number of a password, from 1; who has none is given the next free one.
 * 0 when it is empty, or there is no room. */
unsigned passwords_number(struct passwords *p, struct span password);

/* Give it that number, from 1 to PASSWORDS_MOST. */
void passwords_put(struct passwords *p, unsigned number, struct span password);

/* The number that octets have, 0: none. */
unsigned passwords_find(const struct passwords *p, struct span octets);

#endif
