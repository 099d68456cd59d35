/* start-file.c - finds the start-up file and has it run. */
#include <config.h>

#include "shell/repl/start-file.h"

#include "shell/input.h"
#include <stdlib.h>
#include <unistd.h>

bool start_file_run(struct shell *sh, struct error *err)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    struct buf path = {0};
    bool ok;

    if (config && *config == '/')
        buf_add_format(&path, "%s/pop3sh/rc", config);
    else if (home && *home == '/')
        buf_add_format(&path, "%s/.config/pop3sh/rc", home);
    ok = !path.len || access(buf_text(&path), F_OK) != 0 ||
         input_script(sh, buf_text(&path), err);
    buf_done(&path);
    return ok;
}
