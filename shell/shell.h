/* shell.h - what the parts of the shell share. */
#ifndef POP3SH_SHELL_H
#define POP3SH_SHELL_H

#include "net/base/error.h"
#include <stdbool.h>

/* Exit status: the contract with scripts. */
enum exit_status {
    EXIT_DONE = 0,
    EXIT_CHECK = 1, /* findings, differences, failed cases */
    EXIT_USAGE = 2,
    EXIT_INPUT = 3, /* a script, transcript, variable or secret is missing */
    EXIT_NETWORK = 4,
    EXIT_TLS = 5,
    EXIT_AUTH = 6,    /* authentication refused */
    EXIT_REFUSED = 7, /* a batch command got -ERR */
    EXIT_BUG = 70,
};

/* The status for an error. */
enum exit_status exit_of(enum error_code code);

/* A code for which exit_of gives status; of those the first. */
enum error_code error_of(enum exit_status status);

/* The more important of two, in the order 70 2 3 4 5 6 1 7 0. */
enum exit_status exit_worse(enum exit_status a, enum exit_status b);

#endif
