/* saslprep.h - user names and passwords in the one form they are compared in.
 *
 * SASLprep (RFC 4013), for SASL (RFC 4616, RFC 5802) and for USER, PASS and
 * APOP (RFC 6856 section 2.2). Unassigned code points pass. */
#ifndef POP3SH_POP3_SASLPREP_H
#define POP3SH_POP3_SASLPREP_H

#include "net/base/buf.h"

/* Append text as it is prepared; it may be a secret. False, and nothing is
 * appended, when it has what may not be there, or is no UTF-8. */
bool saslprep_add(struct buf *out, struct span text);

/* Is given, once prepared, that prepared text? What cannot be prepared is
 * compared as it is. Takes the same time wherever they differ. */
bool saslprep_is(struct span given, struct span prepared);

#endif
