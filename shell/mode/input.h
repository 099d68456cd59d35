/* input.h - what one typed line does, wherever it was typed.
 *
 * A line that begins with a backslash is a local command; any other goes to
 * the server as it is. The prompt, scripts and the start-up file share this;
 * they decide what to do after a failure. */
#ifndef POP3SH_INPUT_H
#define POP3SH_INPUT_H

#include "shell/command/command.h"

/* True when line is for the program and not for the server. */
bool input_is_local(struct span line);

/* True when nothing comes of line: it is empty, and the server waits for no
 * response. */
bool input_is_nothing(const struct shell *sh, struct span line);

/* May line be a SASL response, or have been meant as one before AUTH was
 * refused? */
bool input_may_be_response(const struct shell *sh, struct span line);

/* Behind a refused AUTH, is line a response that was meant for it? It holds a
 * secret, perhaps, and is no command to be sent. */
bool input_is_late_response(const struct shell *sh, struct span line);

/* True for a line of a script that is not to be run. */
bool input_is_comment(const struct shell *sh, struct span line);

/* Do what line says and wait for what comes of it. True when it could be done
 * and the server answered, however. False and *err when not: ERROR_CANCELLED
 * when the user stopped the wait, ERROR_NETWORK also when the time limit
 * passed (the connection then still stands). */
bool input_run(struct shell *sh, struct span line, struct error *err);

/* As input_run for a line of a script: its variables are replaced first. */
bool input_run_script_line(struct shell *sh, struct span line,
                           struct error *err);

/* Wait until everything sent is answered; as input_run. */
bool input_wait(struct shell *sh, struct error *err);

/* Run the lines of the file path ("-": standard input) one by one; '#' begins
 * a comment. False and *err at the first that fails. */
bool input_script(struct shell *sh, const char *path, struct error *err);

#endif
