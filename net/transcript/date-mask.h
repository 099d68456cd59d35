/* date-mask.h - finds dates in text. */
#ifndef POP3SH_TRANSCRIPT_DATE_MASK_H
#define POP3SH_TRANSCRIPT_DATE_MASK_H

#include "net/base/span.h"

/* Octets of the date at the front of s, in the form of RFC 5322 section 3.3 or
 * of ISO 8601 (RFC 3339), with its time and zone where they follow; else 0. */
size_t date_match(struct span s);

#endif
