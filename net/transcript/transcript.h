/* transcript.h - a whole transcript in memory: its items in order.
 *
 * For those who look back and ahead; who can work line by line uses reader.h
 * and needs no memory for the items. */
#ifndef POP3SH_TRANSCRIPT_TRANSCRIPT_H
#define POP3SH_TRANSCRIPT_TRANSCRIPT_H

#include "net/transcript/reader.h"

struct transcript {
    struct item *items; /* owned; spans lie in the text that was read */
    size_t count;
    size_t session;        /* index of the first item behind the header */
    struct reader *reader; /* keeps a last line that lacked its LF */
};

/* Read all of text, which must stay as long as *out. name begins errors. False
 * and *err (ERROR_INPUT) at the first thing that is wrong; *out then holds what
 * came before it. Release with transcript_done in any case. */
bool transcript_read(struct transcript *out, struct span text, const char *name,
                     struct error *err);
/* The same, but lines that say the same one after the other are one item, of
 * the first of them: its .repeats tells how many more there are. */
bool transcript_read_folded(struct transcript *out, struct span text,
                            const char *name, struct error *err);
void transcript_done(struct transcript *t);

/* The value of a header field; the nth (from 0) of a repeatable one. False when
 * it is not there. */
bool transcript_field(const struct transcript *t, enum header_field_id id,
                      size_t nth, struct span *value_out);

/* True when the header has the field with this value. */
bool transcript_field_is(const struct transcript *t, enum header_field_id id,
                         const char *value);

#endif
