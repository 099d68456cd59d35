/* check-tls.h - memory of the rules about TLS posture (section 18), and what
 * their files share. */
#ifndef POP3SH_RULES_CHECK_TLS_H
#define POP3SH_RULES_CHECK_TLS_H

#include "net/pop3/event.h"

struct check;
struct place;

struct tls_memory {
    bool offered_told; /* tls/plaintext-login-offered was told */
};

void tls_memory_done(struct tls_memory *m);

/* --- between check-tls.c and check-certificate.c --- */

/* Where the handshake of e stands in the server's stream. */
struct place tls_place(const struct check *c, const struct event *e);

#endif
