/* outline.h - the parts of a message, told by a helper program.
 *
 * GMime stays outside this process: it costs start-up time, and it repairs
 * what we want to see broken. The helper mime-outline reads the message and
 * writes a line for each part. */
#ifndef POP3SH_COMMAND_OUTLINE_H
#define POP3SH_COMMAND_OUTLINE_H

#include "net/base/buf.h"
#include "net/base/error.h"

/* Append the helper's lines for message. False and *err when there is no
 * helper, or it fails. */
bool outline_make(struct buf *out, struct span message, struct error *err);

#endif
