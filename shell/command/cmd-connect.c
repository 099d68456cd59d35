/* cmd-connect.c - \connect TARGET. */
#include <config.h>

#include "net/base/memory.h"
#include "shell/command/bookmarks.h"
#include "shell/command/command.h"
#include "shell/command/leave.h"
#include "shell/session/recording.h"
#include <stdlib.h>

COMMAND_FUNCTION(connect)
{
    struct target target;
    char *text = span_dup(args->text);
    bool ok = bookmarks_target(text, &target, err);

    free(text);
    if (!ok)
        return false;

    enum leave how = leave_choose(sh, LEAVE_QUIT);
    if (how == LEAVE_CANCEL) {
        target_done(&target);
        return true;
    }
    if (!leave_session(sh, how, err))
        renderer_error(sh->renderer, err);
    return shell_open(sh, &target, err);
}
