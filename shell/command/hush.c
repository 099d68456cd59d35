/* hush.c - switches the showing of replies off and on. */
#include <config.h>

#include "shell/command/hush.h"

void hush_begin(struct shell *sh)
{
    renderer_options(sh->renderer)->hush = true;
}

void hush_end(struct shell *sh)
{
    renderer_options(sh->renderer)->hush = false;
}

bool hush_ask(struct shell *sh, const char *line, enum status *status_out,
              struct error *err)
{
    bool ok;

    hush_begin(sh);
    ok = session_ask(sh->session, line, status_out, err);
    hush_end(sh);
    return ok;
}
