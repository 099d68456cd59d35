/* extend.h - plays a recording to the server, so that it can go on.
 *
 * Sends what stands in the file before its QUIT, and sees that the server says
 * +OK and -ERR where it did then; more is for replay. */
#ifndef POP3SH_EXTEND_H
#define POP3SH_EXTEND_H

#include "shell/option/target.h"
#include "shell/replay/script.h"
#include "shell/session/session.h"

struct extend;

/* Read the file. NULL and *err (ERROR_INPUT) when it cannot be played, or holds
 * no session that can go on: one connection, left by the client. */
struct extend *extend_new(const char *path, struct value_sources *sources,
                          struct error *err);
void extend_free(struct extend *x); /* NULL is fine */

/* The user whom the file names, or empty; borrowed. */
struct span extend_user(const struct extend *x);

/* The passwords that its header names as a recorder does: 1 << number. */
uint32_t extend_named(const struct extend *x);

/* Append the file up to its QUIT; what people wrote, without secrets. */
void extend_text(const struct extend *x, struct buf *out);

/* What the file does itself, the session is not to do on the way: STLS. */
void extend_target(const struct extend *x, struct target *target);

/* Play it in the session, which is open and has its greeting. False and *err:
 * ERROR_CHECK when the server says something else; a session where QUIT would
 * delete something then is closed, unless allow_delete. */
bool extend_play(struct extend *x, struct session *s, bool allow_delete,
                 struct error *err);

/* Did it mark messages, which are to be unmarked before QUIT? */
bool extend_marks(const struct extend *x);

/* An event_fn, for the time of extend_play; ctx is the struct extend. */
void extend_see(void *ctx, const struct event *e);

#endif
