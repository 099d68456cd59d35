/* redactor.h - takes out of an old transcript what others shall not see.
 *
 * Lines in which there is nothing to take out stay as they are. Secrets are
 * known once they have passed: learn all items first, then write them. */
#ifndef POP3SH_TRANSCRIPT_REDACTOR_H
#define POP3SH_TRANSCRIPT_REDACTOR_H

#include "net/transcript/item.h"
#include "net/transcript/redact.h"

struct redactor;

/* what: enum redact_what. */
struct redactor *redactor_new(unsigned what);
void redactor_free(struct redactor *r); /* wipes; NULL is fine */

/* Find the secrets, the user and the host that the item shows. */
void redactor_learn(struct redactor *r, const struct item *item);

/* False and *err (ERROR_INPUT) when there is more in what was learned than can
 * be taken out. */
bool redactor_can(const struct redactor *r, struct error *err);

/* Why what is written cannot be played as the file can, in a sentence; NULL: it
 * can. */
const char *redactor_missing(const struct redactor *r);

/* Append the next item without them, from the first one on; one that is a part
 * of a line, when the line has ended. */
void redactor_item(struct redactor *r, struct buf *out,
                   const struct item *item);
/* Append what waits behind the last item. */
void redactor_end(struct redactor *r, struct buf *out);

#endif
