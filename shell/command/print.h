/* print.h - how a local command writes what it was asked for. */
#ifndef POP3SH_COMMAND_PRINT_H
#define POP3SH_COMMAND_PRINT_H

#include "shell/command/command.h"

/* Write text (whole lines, fit for a terminal) where replies go, so that it
 * fits the output's form: as it is, as notes in JSON, and beside the data
 * when that is raw. */
void print_text(struct shell *sh, const struct buf *text);

#endif
