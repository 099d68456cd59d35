/* sasl-secret.h - where in the responses of a SASL exchange a secret is.
 *
 * Also of responses that are not quite what the mechanism asks for: whoever
 * packs one by hand forgets a NUL, or packs the line end too. */
#ifndef POP3SH_POP3_SASL_SECRET_H
#define POP3SH_POP3_SASL_SECRET_H

#include "net/base/span.h"

/* Do the responses of a mechanism (upper case) have the password itself? */
bool sasl_shows_password(struct span mechanism);

/* The secret inside a decoded response: the last part of PLAIN, the second
 * answer of LOGIN, the token of the OAuth mechanisms, the proof or digest of
 * the others (a guess at the password can be tried against it). Without line
 * ends behind it; empty: there is none. count: the how-manieth response it is,
 * from 1. Lies in plain. */
struct span sasl_secret(struct span mechanism, unsigned count,
                        struct span plain);

/* The user whom the first response names. Of a response in its exact form:
 * else what stands there may be a secret. Lies in plain. */
struct span sasl_user(struct span mechanism, struct span plain);

/* The same of whom it asks to be taken for: PLAIN (RFC 4616), and mechanisms
 * with a GS2 header (RFC 5801 section 4). */
struct span sasl_as(struct span mechanism, struct span plain);

#endif
