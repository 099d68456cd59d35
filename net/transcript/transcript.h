/* transcript.h - a whole transcript in memory: its items in order.
 *
 * For those who look back and ahead; who can work line by line uses reader.h
 * and needs no memory for the items. */
#ifndef POP3SH_TRANSCRIPT_TRANSCRIPT_H
#define POP3SH_TRANSCRIPT_TRANSCRIPT_H

#include "net/transcript/reader.h"

struct transcript {
    struct item *items; /* owned; spans lie in the text that was read */
    size_t count, room;
    size_t session;        /* index of the first item behind the header */
    struct reader *reader; /* keeps a last line that lacked its LF */
    size_t taken;          /* while it is folded: octets of the text */
    size_t searched;       /* behind them, up to here, is no LF */
};

/* Read all of text, which must stay as long as *out. name begins errors. False
 * and *err (ERROR_INPUT) at the first thing that is wrong; *out then holds what
 * came before it. Release with transcript_done in any case. */
bool transcript_read(struct transcript *out, struct span text, const char *name,
                     struct error *err);
/* The same, but lines that say the same one after the other are one item, of
 * the first of them: its .repeats tells how many more there are. Most of what
 * repeats is cut out of text. */
bool transcript_read_folded(struct transcript *out, struct buf *text,
                            const char *name, struct error *err);
/* The same, while text grows piece by piece: begin, fold after each piece, and
 * end. Text must have room for it all when it begins, since items lie there. */
void transcript_begin(struct transcript *out, const char *name);
bool transcript_fold(struct transcript *t, struct buf *text, struct error *err);
bool transcript_fold_end(struct transcript *t, const struct buf *text,
                         struct error *err);
void transcript_done(struct transcript *t);

/* The value of a header field; the nth (from 0) of a repeatable one. False when
 * it is not there. */
bool transcript_field(const struct transcript *t, enum header_field_id id,
                      size_t nth, struct span *value_out);

/* True when the header has the field with this value. */
bool transcript_field_is(const struct transcript *t, enum header_field_id id,
                         const char *value);

#endif
