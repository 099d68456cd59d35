/* cmd-commands.c - \?. */
#include <config.h>

#include "shell/command/command.h"
#include "shell/command/page.h"
#include <string.h>

COMMAND_FUNCTION(commands)
{
    struct buf out = {0}, left = {0};
    bool ok;

    (void)args;
    for (size_t i = 0; i < commands_count; i++) {
        const struct command *c = &commands[i];
        if (i == 0 || strcmp(c->group, c[-1].group) != 0)
            buf_add_format(&out, "%s%s\n", i ? "\n" : "", c->group);
        buf_clear(&left);
        buf_add_format(&left, "\\%s %s", c->name, c->args);
        page_row(&out, buf_text(&left), c->help, page_columns(sh));
    }
    buf_add_text(&out, "\nAnything else is sent to the server as typed. "
                       "\\h explains the commands of POP3.\n");
    ok = page_text(sh, &out, err);
    buf_done(&out);
    buf_done(&left);
    return ok;
}
