/* cmd-include.c - \i FILE. */
#include <config.h>

#include "net/base/memory.h"
#include "shell/command/command.h"
#include "shell/mode/input.h"
#include <stdlib.h>

COMMAND_FUNCTION(include)
{
    char *path = span_dup(args->text);
    bool ok = input_script(sh, path, err);

    free(path);
    return ok;
}
