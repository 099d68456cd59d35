/* cmd-save.c - \save FILE. */
#include <config.h>

#include "shell/command/command.h"
#include "shell/command/file.h"

COMMAND_FUNCTION(save)
{
    bool cut = false;
    struct span octets = renderer_past(sh->renderer, 0, true, &cut);

    if (!octets.len)
        return error_set(err, ERROR_USAGE, "\\save: there is no reply yet");
    if (cut)
        return error_set(err, ERROR_INPUT,
                         "\\save: the reply was too large to be kept; "
                         "--output raw writes one of any size");

    FILE *file = file_create("save", args->text, args->force, err);
    if (!file)
        return false;
    fwrite(octets.at, 1, octets.len, file);
    if (!file_close("save", file, err))
        return false;
    renderer_note(sh->renderer, "saved %zu octets", octets.len);
    return true;
}
