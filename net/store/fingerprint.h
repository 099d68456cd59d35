/* fingerprint.h - what tells a stored message from all others, for good.
 *
 * 128 bits of a SHA-256: nobody can send a message that takes the place of
 * another one. Header fields in which mailbox programs keep notes do not
 * count, so that reading a message elsewhere does not make it a new one. */
#ifndef POP3SH_STORE_FINGERPRINT_H
#define POP3SH_STORE_FINGERPRINT_H

#include "net/base/span.h"

enum { FINGERPRINT_OCTETS = 16, FINGERPRINT_TEXT = 33 };

struct fingerprint;

struct fingerprint *fingerprint_new(void);
void fingerprint_free(struct fingerprint *f); /* NULL is fine */

void fingerprint_start(struct fingerprint *f);
/* Octets that count, whatever they are. */
void fingerprint_add(struct fingerprint *f, struct span octets);
/* Octets of the message itself, in any split, from its first one on. */
void fingerprint_add_message(struct fingerprint *f, struct span octets);
/* Of all octets since fingerprint_start. */
void fingerprint_end(struct fingerprint *f,
                     unsigned char out[FINGERPRINT_OCTETS]);

/* In hexadecimal, with NUL: fit for a unique-id. */
void fingerprint_text(const unsigned char octets[FINGERPRINT_OCTETS],
                      char out[FINGERPRINT_TEXT]);

#endif
