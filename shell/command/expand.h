/* expand.h - the variables in lines of scripts: \{NAME} stands for a text.
 *
 * The same form and the same variables as in transcripts. A name that was
 * never set is looked for in the environment. */
#ifndef POP3SH_COMMAND_EXPAND_H
#define POP3SH_COMMAND_EXPAND_H

#include "net/base/error.h"
#include "net/transcript/variable.h"

/* Give a variable its text; makes *v for the first one. False and *err
 * (ERROR_USAGE) when name cannot be one, or there are too many of them. */
bool expand_set(struct variables **v, struct span name, struct span text,
                struct error *err);

/* Append line with its variables replaced; v may be NULL. What is no \{NAME}
 * stays as it is. False and *err (ERROR_INPUT) when one has no value. */
bool expand_line(const struct variables *v, struct buf *out, struct span line,
                 struct error *err);

#endif
