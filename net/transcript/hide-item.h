/* hide-item.h - takes secrets out of an item of a transcript, whatever it is.
 *
 * What comes out is an item again, and can stand in the same place. */
#ifndef POP3SH_TRANSCRIPT_HIDE_ITEM_H
#define POP3SH_TRANSCRIPT_HIDE_ITEM_H

#include "net/pop3/mask.h"
#include "net/transcript/item.h"

/* Append the item as writer_item does, without the secrets that m knows or that
 * a comment quotes. */
void hide_item(const struct mask *m, const struct item *item, struct buf *out);

/* The same of a header field. What people wrote there has "****"; a variable
 * that is a password comes from where the password comes from. */
void hide_header(const struct mask *m, const struct item *item,
                 struct buf *out);

/* Has the event values that people, or a TLS library, wrote, or a host? */
bool hide_item_has_words(const struct item *event);

/* Append such an event; words appends each of its values without what shall not
 * be seen. */
void hide_item_words(const struct item *item,
                     void (*words)(void *ctx, struct span value,
                                   struct buf *out),
                     void *ctx, struct buf *out);

/* Append text, all of a transcript, item by item. False, and nothing is
 * appended, when it cannot be read. */
bool hide_transcript(const struct mask *m, struct span text, struct buf *out);

#endif
