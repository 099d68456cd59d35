/* prompt-session.h - the prompt for the session as it stands. */
#ifndef POP3SH_REPL_PROMPT_SESSION_H
#define POP3SH_REPL_PROMPT_SESSION_H

#include "shell/command/command.h"

/* Append it, in colour or not, in the form that \set prompt says. */
void prompt_of_session(struct shell *sh, bool color, struct buf *out);

#endif
