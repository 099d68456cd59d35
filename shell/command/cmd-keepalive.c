/* cmd-keepalive.c - \keepalive SECS|off. */
#include <config.h>

#include "shell/command/command.h"

COMMAND_FUNCTION(keepalive)
{
    const struct setting *row = setting_find(SPAN("keepalive"));
    struct span value = args->text;

    if (span_is_case(value, "off"))
        value = SPAN("0");
    if (!setting_set(&sh->settings, row, value, err))
        return false;
    command_apply_settings(sh);
    if (sh->settings.keepalive_ms)
        renderer_note(sh->renderer, "NOOP is sent after %g s without a command",
                      sh->settings.keepalive_ms / 1000.0);
    else
        renderer_note(sh->renderer, "keepalive is off");
    return true;
}
