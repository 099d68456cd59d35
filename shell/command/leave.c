/* leave.c - QUIT or drop, and the question before it. */
#include <config.h>

#include "shell/command/leave.h"

enum leave leave_choose(struct shell *sh, enum leave wanted)
{
    size_t marked = session_marked(sh->session);

    if (!marked || !sh->ask_leave || !sh->settings.confirm)
        return wanted;
    return sh->ask_leave(sh, marked);
}

bool leave_session(struct shell *sh, enum leave how, struct error *err)
{
    if (how == LEAVE_QUIT && !sh->options->no_quit)
        return session_quit(sh->session, LEAVE_WAIT_MS, err);
    session_drop(sh->session);
    return true;
}
