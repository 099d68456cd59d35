/* secret.h - a password or token, kept away from everything else.
 *
 * Lives on pages that are locked and left out of core dumps where the system
 * allows it (shell does that part), and is wiped by secret_done. Never put a
 * secret in a buf, a format or an error. */
#ifndef POP3SH_BASE_SECRET_H
#define POP3SH_BASE_SECRET_H

#include "net/base/span.h"

struct secret {
    char *at;   /* owned; NULL when unset */
    size_t len; /* octets, no NUL counted */
};

/* Take a copy of octets; a former value is wiped. */
void secret_set(struct secret *s, struct span octets);
void secret_done(struct secret *s); /* wipe and release; usable after it */
struct span secret_span(const struct secret *s); /* borrowed */

/* Overwrite n octets so that the compiler cannot leave it out. */
void secret_wipe(void *at, size_t n);

#endif
