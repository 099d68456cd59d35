/* pipe.h - what a local command prints, given to a program of the user's. */
#ifndef POP3SH_COMMAND_PIPE_H
#define POP3SH_COMMAND_PIPE_H

#include "shell/command/command.h"
#include <sys/types.h>

/* A program that reads what is written to .to. */
struct pipe_end {
    FILE *to;
    pid_t pid;
};

/* Start /bin/sh -c program; only the user's own words reach the command line,
 * what a server said goes through the pipe. False and *err on failure. */
bool pipe_open(struct pipe_end *p, const char *program, struct error *err);

/* Close it and wait for the program's end. It may end before everything is
 * written. False and *err when it could not be run. */
bool pipe_close(struct pipe_end *p, const char *program, struct error *err);

/* Run a command whose output goes to program. */
bool pipe_run(struct shell *sh, struct span program,
              const struct command *command, const struct command_args *args,
              struct error *err);

#endif
