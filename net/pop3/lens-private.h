/* lens-private.h - what the readers of the lens share. */
#ifndef POP3SH_POP3_LENS_PRIVATE_H
#define POP3SH_POP3_LENS_PRIVATE_H

#include "net/pop3/lens.h"

#define LENS_MASK "****"

/* Append ", " unless out is at the front of its list, then "name value" with
 * the value escaped and shortened. */
void lens_field(struct buf *out, const char *name, struct span value);
/* The same with octets as hexadecimal digits. */
void lens_octets(struct buf *out, const char *name, struct span value);
/* The same with ready words. */
void lens_words(struct buf *out, const char *words);

/* Readers: append the fields of message number `number` of side. */
typedef void lens_reader(struct buf *out, enum side side, unsigned number,
                         struct span message);
lens_reader lens_scram, lens_ntlm, lens_gssapi, lens_digest_md5;

#endif
