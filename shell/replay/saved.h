/* saved.h - the files in which a replay saves a session as it was: whose they
 * are. */
#ifndef POP3SH_REPLAY_SAVED_H
#define POP3SH_REPLAY_SAVED_H

#include "net/base/buf.h"
#include "shell/option/option.h"

/* Append the text of a transcript with the mark. */
void saved_add(struct buf *out, struct span text);

/* May path be written: is there no file, or one that has the mark? */
bool saved_may_write(const char *path);

/* May it be written, as far as that is known in advance: is its folder, too,
 * one that takes files? */
bool saved_can_write(const char *path);

/* Take X.actual.pop3t out of the operands where X.pop3t is one of them and the
 * file has the mark, and say so. */
void saved_leave_out(struct options *o);

#endif
