/* cmd-disconnect.c - \disconnect. */
#include <config.h>

#include "shell/command/command.h"
#include "shell/command/leave.h"

COMMAND_FUNCTION(disconnect)
{
    (void)args;
    enum leave how = leave_choose(sh, LEAVE_DROP);

    return how == LEAVE_CANCEL || leave_session(sh, how, err);
}
