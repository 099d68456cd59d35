/* shell-completion.h - completion of our command line for bash, zsh, fish.
 *
 * Made from options[] and the subcommands, so that a new row is completed
 * without another word. */
#ifndef POP3SH_SHELL_COMPLETION_H
#define POP3SH_SHELL_COMPLETION_H

#include "net/base/buf.h"

/* A subcommand as the scripts need it. */
struct completion_command {
    const char *name;
    unsigned mode; /* enum option_modes */
    const char *help;
};

/* Append the script for shell ("bash", "zsh", "fish"). The first command is
 * the one that needs not be named. False when shell is none of the three. */
bool shell_completion(struct buf *out, const char *shell,
                      const struct completion_command *commands, size_t count);

#endif
