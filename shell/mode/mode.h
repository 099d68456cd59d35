/* mode.h - the subcommands: each plugs a source of chunks, a source of
 * commands and a reader of events together.
 *
 * argv is what follows the subcommand's name on the command line (for
 * "pop3sh connect -v host": -v host), ready for options_read; argc counts it.
 * The result is an enum exit_status. A mode prints its own errors. */
#ifndef POP3SH_MODE_MODE_H
#define POP3SH_MODE_MODE_H

#include "net/base/span.h"
#include <stdbool.h>

int mode_connect(int argc, char **argv);
int mode_fmt(int argc, char **argv);
int mode_redact(int argc, char **argv);
int mode_import(int argc, char **argv);
int mode_lint(int argc, char **argv);
int mode_demo(int argc, char **argv);
int mode_replay(int argc, char **argv);
int mode_rules(int argc, char **argv);
int mode_serve(int argc, char **argv);

/* --- for the modes --- */

struct options;
struct practice;
struct target;

/* Read the options of mode (a bit of enum option_modes). False when there is
 * nothing more to do: --help was shown, or what is wrong; *status_out is the
 * result then, and out needs no release. */
bool mode_options(unsigned mode, int argc, char **argv, struct options *out,
                  int *status_out);

/* --- connect.c, for modes that are the shell on another target --- */

/* Is a person at the keyboard, and nothing else says what to do? */
bool mode_is_interactive(const struct options *o);

/* Run the shell, interactive or a batch. target may be NULL; it is empty
 * afterwards. trust: a certificate (PEM) to be trusted instead of the
 * system's authorities, or empty. practice: for lessons, or NULL. */
int mode_shell(struct options *o, struct target *target, struct span trust,
               const struct practice *practice);

#endif
