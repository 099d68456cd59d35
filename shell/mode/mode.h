/* mode.h - the subcommands: each plugs a source of chunks, a source of
 * commands and a reader of events together.
 *
 * argv is what follows the subcommand's name on the command line (for
 * "pop3sh connect -v host": -v host), ready for options_read; argc counts it.
 * The result is an enum exit_status. A mode prints its own errors. */
#ifndef POP3SH_MODE_MODE_H
#define POP3SH_MODE_MODE_H

int mode_connect(int argc, char **argv);
int mode_lint(int argc, char **argv);
int mode_rules(int argc, char **argv);

#endif
