/* start-file.h - the lines that every interactive session begins with. */
#ifndef POP3SH_REPL_START_FILE_H
#define POP3SH_REPL_START_FILE_H

#include "shell/command/command.h"

/* Run what \set --save wrote, and then $XDG_CONFIG_HOME/pop3sh/rc, or
 * ~/.config/pop3sh/rc, if it is there. False and *err at the first line that
 * fails. */
bool start_file_run(struct shell *sh, struct error *err);

#endif
