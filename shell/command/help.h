/* help.h - what \h says of a name. */
#ifndef POP3SH_COMMAND_HELP_H
#define POP3SH_COMMAND_HELP_H

#include "net/base/buf.h"

/* Append everything that the name stands for, in words and with an example: a
 * command of POP3, a local command, a setting, a rule, a response code, a
 * mechanism, a capability, a term. Some are several of these (UIDL). Nothing
 * when it stands for nothing. */
void help_explain(struct buf *out, struct span name);

#endif
