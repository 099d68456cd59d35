/* start-file.c - finds the start-up file and has it run. */
#include <config.h>

#include "shell/repl/start-file.h"

#include "shell/file/home.h"
#include "shell/mode/input.h"
#include <stdlib.h>
#include <unistd.h>

static bool run(struct shell *sh, const char *name, struct error *err)
{
    char *path = home_path(HOME_CONFIG, name);
    bool ok = !path || access(path, F_OK) != 0 || input_script(sh, path, err);

    free(path);
    return ok;
}

bool start_file_run(struct shell *sh, struct error *err)
{
    return run(sh, "settings", err) && run(sh, "rc", err);
}
