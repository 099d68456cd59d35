/* mode.c - what every subcommand begins with: its options, or its help. */
#include <config.h>

#include "shell/mode/mode.h"

#include "shell/option/option.h"
#include "shell/shell.h"

#include <stdio.h>

bool mode_options(unsigned mode, int argc, char **argv, struct options *out,
                  int *status_out)
{
    struct error err = {0};
    struct buf text = {0};
    bool help = false;

    if (!options_read(mode, argc, argv, out, &help, &err)) {
        fprintf(stderr, "pop3sh: %s\n", err.what);
        *status_out = exit_of(err.code);
        return false;
    }
    if (!help)
        return true;
    options_help(mode, &text);
    fputs(buf_text(&text), stdout);
    buf_done(&text);
    options_done(out);
    *status_out = EXIT_DONE;
    return false;
}
