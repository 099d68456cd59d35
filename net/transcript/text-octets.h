/* text-octets.h - the octets that a text of a transcript stands for, and where
 * in it each of them stands.
 *
 * For text that people may have written: all of it can be read. */
#ifndef POP3SH_TRANSCRIPT_TEXT_OCTETS_H
#define POP3SH_TRANSCRIPT_TEXT_OCTETS_H

#include "net/base/buf.h"

struct text_octets {
    struct span text;  /* borrowed */
    struct buf octets; /* a mask without octets is one NUL */
    struct text_place {
        size_t from, to; /* in the text */
    } * at;              /* of each octet */
};

void text_octets_read(struct text_octets *t, struct span text);
/* The same of text that has no escapes and no masks. */
void text_octets_copy(struct text_octets *t, struct span text);
void text_octets_done(struct text_octets *t); /* wipes */

/* Append the text from *written on, with `by` in the place of octets, which lie
 * in .octets and are not empty; *written is then where to go on. */
void text_octets_replace(const struct text_octets *t, size_t *written,
                         struct span octets, struct span by, struct buf *out);

#endif
