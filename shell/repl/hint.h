/* hint.h - what is still to be typed, told while typing. */
#ifndef POP3SH_REPL_HINT_H
#define POP3SH_REPL_HINT_H

#include "shell/command/command.h"

/* Append what may follow line: the arguments that are missing, and a word of
 * warning where one is due (wrong state, deletion). Nothing for a line that
 * says nothing to us. Fit for a terminal, in one line. */
void hint_of_line(struct buf *out, struct shell *sh, struct span line);

#endif
