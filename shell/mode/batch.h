/* batch.h - runs commands that nobody types: -c, -f, standard input.
 *
 * One by one, or pipelined; judges how each ended and keeps the worst as the
 * exit status. Ends the session with QUIT unless told otherwise. */
#ifndef POP3SH_BATCH_H
#define POP3SH_BATCH_H

#include "shell/command/command.h"
#include "shell/shell.h"

/* Open the session to *target (taken over) and run everything. */
enum exit_status batch_run(struct shell *sh, struct target *target);

#endif
