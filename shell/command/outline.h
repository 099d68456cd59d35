/* outline.h - the parts of a message and its text, told by a helper program.
 *
 * GMime stays outside this process: it costs start-up time, and it repairs
 * what we want to see broken. The helper mime-outline reads the message and
 * writes a line for each part, then what there is to read. */
#ifndef POP3SH_COMMAND_OUTLINE_H
#define POP3SH_COMMAND_OUTLINE_H

#include "net/base/buf.h"
#include "net/base/error.h"

/* Spans lie in told. Nothing of it is escaped. */
struct outline {
    struct buf told;   /* by the helper; bounded: told.cut */
    struct span parts; /* a line for each part */
    struct span text;  /* the text parts, decoded, in UTF-8; a line in brackets
                          for each other part */
};

/* Ask the helper about message. False and *err when there is no helper, or it
 * fails. out is overwritten; release it in any case. */
bool outline_make(struct outline *out, struct span message, struct error *err);
void outline_done(struct outline *out);

#endif
