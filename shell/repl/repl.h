/* repl.h - the interactive shell on a terminal. */
#ifndef POP3SH_REPL_REPL_H
#define POP3SH_REPL_REPL_H

#include "shell/command/command.h"

/* Take over the terminal's keys and signals, once, before the session is
 * made. *input_fd_out becomes readable when the user types at the prompt,
 * *cancel_fd_out when a wait is to stop. False and *err on failure. */
bool repl_take_terminal(int *input_fd_out, int *cancel_fd_out,
                        struct error *err);

/* Run the start-up file, open the session to *target (taken over; NULL: none)
 * and read lines until the user leaves. Returns an enum exit_status. */
int repl_run(struct shell *sh, struct target *target);

#endif
