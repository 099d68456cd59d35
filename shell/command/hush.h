/* hush.h - commands that the program sends to read their replies itself. */
#ifndef POP3SH_COMMAND_HUSH_H
#define POP3SH_COMMAND_HUSH_H

#include "shell/command/command.h"

/* As session_ask, showing only replies that are no +OK. */
bool hush_ask(struct shell *sh, const char *line, enum status *status_out,
              struct error *err);

/* Begin and end a stretch in which replies are not shown. */
void hush_begin(struct shell *sh);
void hush_end(struct shell *sh);

#endif
