/* grammar.h - the columns of verbs[] in words, for \h and \explain. */
#ifndef POP3SH_COMMAND_GRAMMAR_H
#define POP3SH_COMMAND_GRAMMAR_H

#include "net/base/buf.h"
#include "net/pop3/verb.h"

/* What a reply of this shape looks like; no final dot. */
const char *grammar_shape(enum shape shape);

/* Append "AUTHORIZATION, TRANSACTION". */
void grammar_states(struct buf *out, unsigned allowed);

/* Append an example ("C: ...\nS: ...\n"), each line set in. */
void grammar_example(struct buf *out, const char *example);

#endif
