/* cmd-timing.c - \timing [on|off]. */
#include <config.h>

#include "shell/command/command.h"

COMMAND_FUNCTION(timing)
{
    const struct setting *row = setting_find(SPAN("timing"));
    struct span value = sh->settings.timing ? SPAN("off") : SPAN("on");

    if (args->text.len)
        value = args->text;
    if (!setting_set(&sh->settings, row, value, err))
        return false;
    command_apply_settings(sh);
    renderer_note(sh->renderer, "timing is %s",
                  sh->settings.timing ? "on" : "off");
    return true;
}
