/* cmd-output.c - \o [FILE]. */
#include <config.h>

#include "shell/command/command.h"
#include "shell/command/file.h"

COMMAND_FUNCTION(output)
{
    FILE *file = NULL, *old = sh->file;

    if (args->text.len) {
        file = file_create("o", args->text, args->force, err);
        if (!file)
            return false;
    }
    renderer_flush(sh->renderer);
    renderer_options(sh->renderer)->out = file ? file : sh->screen;
    sh->file = file;
    return !old || file_close("o", old, err);
}
