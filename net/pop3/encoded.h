/* encoded.h - the encoded-words of header fields (RFC 2047).
 *
 * Decodes for a person's eyes: what cannot be decoded stays as it was. */
#ifndef POP3SH_POP3_ENCODED_H
#define POP3SH_POP3_ENCODED_H

#include "net/base/buf.h"

/* Append text with its encoded-words decoded to UTF-8.
 *
 * Known are the charsets UTF-8, US-ASCII, ISO-8859-1, ISO-8859-15 and
 * windows-1252, in both encodings; white space between two encoded-words is
 * dropped (section 6.2). A word of another charset, or whose octets are not
 * valid in its own, is appended as it stands. The result may hold control
 * characters: escape it before it reaches a terminal. */
void encoded_decode(struct buf *out, struct span text);

#endif
