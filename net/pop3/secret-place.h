/* secret-place.h - where in a line of the client a secret belongs.
 *
 * By the table of verbs alone, also where one is mistyped: whether the octets
 * are known as a secret is for mask.c. */
#ifndef POP3SH_POP3_SECRET_PLACE_H
#define POP3SH_POP3_SECRET_PLACE_H

#include "net/base/span.h"

/* The part of a line that is secret; empty: none. in_sasl: an AUTH exchange is
 * open. Lies in line. */
struct span secret_place(struct span line, bool in_sasl);

/* Is the secret of a command line a password as it is? */
bool secret_is_password(struct span line);

/* A SASL response that says nothing: empty, "=", or the cancel. */
bool secret_is_absent(struct span line);

/* Is the line base64 of something that a password could be in, and no keyword
 * in capitals, no word in small letters? */
bool secret_looks_packed(struct span line);

#endif
