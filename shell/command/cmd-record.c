/* cmd-record.c - \record FILE|off. */
#include <config.h>

#include "net/base/memory.h"
#include "shell/command/command.h"
#include "shell/session/recording.h"
#include <stdlib.h>

COMMAND_FUNCTION(record)
{
    const char *path = recording_path(sh->recording);
    bool ok;
    struct recording_wish wish = {.by = RECORD_BY_COMMAND,
                                  .force = args->force,
                                  .ask = sh->interactive,
                                  .host = session_target(sh->session)->host};
    char *name;

    if (!args->text.len && !path) {
        renderer_note(sh->renderer, "nothing is recorded");
        return true;
    }
    if (!args->text.len) {
        renderer_note(sh->renderer, "recording to %s", path);
        return true;
    }
    if (span_is(args->text, "off"))
        return shell_end_recording(sh, EXIT_DONE, err);
    wish.path = name = span_dup(args->text);
    ok = recording_may_begin(sh->recording, &wish, err) &&
         shell_end_recording(sh, EXIT_DONE, err) &&
         recording_begin(sh->recording, &wish, err);
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
