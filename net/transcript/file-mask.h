/* file-mask.h - a mask for what is told of a transcript.
 *
 * Knows the secrets that somebody wrote into the file as they are; those that
 * the file only names are for others to teach it. */
#ifndef POP3SH_TRANSCRIPT_FILE_MASK_H
#define POP3SH_TRANSCRIPT_FILE_MASK_H

#include "net/pop3/mask.h"

struct transcript; /* transcript.h */

/* Learn what the client lines of t show. Release with mask_free. */
struct mask *file_mask_new(const struct transcript *t);

/* Append the text of a client line with "****" where a secret belongs, and
 * where m (NULL: none) knows one. "\{!name}" stays: it shows none. */
void file_mask_client(const struct mask *m, struct span text, struct buf *out);

#endif
