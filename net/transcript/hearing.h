/* hearing.h - plays a transcript to a mask, with a dialogue for each connection
 * that the file has. */
#ifndef POP3SH_TRANSCRIPT_HEARING_H
#define POP3SH_TRANSCRIPT_HEARING_H

#include "net/pop3/mask.h"
#include "net/transcript/item.h"

struct hearing;

/* The mask is borrowed: its events come while items are heard. */
struct hearing *hearing_new(struct mask *mask);
void hearing_free(struct hearing *h); /* NULL is fine */

/* Play the next item. Octets are gathered until hearing_flush, an event, or a
 * line of the other side. */
void hearing_item(struct hearing *h, const struct item *item);
void hearing_flush(struct hearing *h);

/* The connection, from 1, of the event that the mask has just passed on. */
unsigned hearing_connection(const struct hearing *h);

#endif
