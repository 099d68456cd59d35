/* base64.h - the strict base64 of RFC 4648 section 4, both ways.
 *
 * Ours, not OpenSSL's: the decoder must say which octet is wrong and notice
 * non-zero pad bits (RFC 4648 section 3.5), and lines are never broken. */
#ifndef POP3SH_BASE_BASE64_H
#define POP3SH_BASE_BASE64_H

#include "net/base/buf.h"

enum base64_result {
    BASE64_OK,
    BASE64_NONCANONICAL, /* decodable, but unused bits are not zero */
    BASE64_BAD,          /* octet outside the alphabet, '=' not at the end, or
                            a length that is no multiple of four */
};

void base64_encode(struct buf *out, struct span octets);

/* Decode text into out. On BASE64_BAD out holds what came before, and
 * *bad_out (may be NULL) the offset of the first octet at fault: the first
 * that no base64 could have there, or the length when some are missing. */
enum base64_result base64_decode(struct buf *out, struct span text,
                                 size_t *bad_out);

#endif
