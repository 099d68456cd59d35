/* cmd-commands.c - \?. */
#include <config.h>

#include "shell/command/command.h"
#include "shell/command/print.h"
#include <string.h>

enum { NAME_COLUMNS = 24 };

COMMAND_FUNCTION(commands)
{
    struct buf out = {0}, left = {0};

    (void)args;
    (void)err;
    for (size_t i = 0; i < commands_count; i++) {
        const struct command *c = &commands[i];
        if (i == 0 || strcmp(c->group, c[-1].group) != 0)
            buf_add_format(&out, "%s%s\n", i ? "\n" : "", c->group);
        buf_clear(&left);
        buf_add_format(&left, "  \\%s %s", c->name, c->args);
        buf_add_format(&out, "%-*s %s\n", NAME_COLUMNS, buf_text(&left),
                       c->help);
    }
    buf_add_text(&out, "\nAnything else is sent to the server as typed. "
                       "\\h explains the commands of POP3.\n");
    print_text(sh, &out);
    buf_done(&out);
    buf_done(&left);
    return true;
}
