/* question.h - what is asked before something cannot be taken back. */
#ifndef POP3SH_REPL_QUESTION_H
#define POP3SH_REPL_QUESTION_H

#include "shell/command/command.h"

/* Explain what UPDATE is and ask on the terminal. No answer to be had means
 * LEAVE_DROP, which deletes nothing; Ctrl-C means LEAVE_CANCEL. */
enum leave question_leave(struct shell *sh, size_t marked);

/* Say what speaks against sending a line and ask whether to send it all the
 * same; only a yes is a yes. */
bool question_send(struct shell *sh, const struct rule *rule);

#endif
