/* lens.h - tells what the messages of an AUTH exchange hold, in words.
 *
 * Looks at the events before the mask, decodes each challenge and response,
 * and says its fields without what is secret in them. Judges nothing. */
#ifndef POP3SH_POP3_LENS_H
#define POP3SH_POP3_LENS_H

#include "net/base/buf.h"
#include "net/pop3/event.h"

struct lens;

/* say gets one line for each message, fit for a terminal, without its line
 * end; borrowed for the call. */
typedef void lens_say_fn(void *ctx, const char *words);

struct lens *lens_new(lens_say_fn *say, void *ctx);
void lens_free(struct lens *l); /* NULL is fine */

/* An event_fn; ctx is the struct lens. To be called behind whoever shows the
 * line itself. */
void lens_see(void *ctx, const struct event *event);

/* Append what one decoded message says. number counts those of its side in
 * the exchange from 0. Nothing is appended when there is nothing to say. */
void lens_read(struct buf *out, struct span mechanism, enum side side,
               unsigned number, struct span message);

#endif
