/* cmd-record.c - \record FILE|off. */
#include <config.h>

#include "net/base/memory.h"
#include "shell/command/command.h"
#include "shell/session/recording.h"
#include <stdlib.h>

COMMAND_FUNCTION(record)
{
    const char *path = recording_path(sh->recording);
    char *name;
    bool ok;

    if (!args->text.len && !path) {
        renderer_note(sh->renderer, "nothing is recorded");
        return true;
    }
    if (!args->text.len) {
        renderer_note(sh->renderer, "recording to %s", path);
        return true;
    }
    if (!shell_end_recording(sh, EXIT_DONE, err))
        return false;
    if (span_is(args->text, "off"))
        return true;
    name = span_dup(args->text);
    ok = recording_begin(sh->recording, name, args->force, sh->interactive,
                         session_target(sh->session)->host, err);
    if (ok && session_is_open(sh->session))
        renderer_note(
            sh->renderer,
            recording_has_session(sh->recording)
                ? "%s has this session from its greeting on; of the messages "
                  "until now, their sizes"
                : "%s will begin with the next \\connect: a transcript starts "
                  "with the greeting, and of this session that is not kept any "
                  "more",
            name);
    free(name);
    return ok;
}
