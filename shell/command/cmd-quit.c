/* cmd-quit.c - \q. */
#include <config.h>

#include "shell/command/command.h"
#include "shell/command/leave.h"

COMMAND_FUNCTION(quit)
{
    (void)args;
    enum leave how = leave_choose(sh, LEAVE_QUIT);

    if (how == LEAVE_CANCEL)
        return true;
    sh->leaving = true;
    return leave_session(sh, how, err);
}
