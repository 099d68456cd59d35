/* pipe.c - forks /bin/sh and writes to it. */
#include <config.h>

#include "shell/command/pipe.h"

#include "net/base/memory.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STATUS_NOT_FOUND = 127 };

/* In the child: the signals and files that a program expects. */
static _Noreturn void become(const char *program, int from)
{
    signal(SIGPIPE, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    signal(SIGQUIT, SIG_DFL);
    signal(SIGTSTP, SIG_DFL);
    dup2(from, STDIN_FILENO);
    execl("/bin/sh", "sh", "-c", program, (char *)NULL);
    _exit(STATUS_NOT_FOUND);
}

bool pipe_open(struct pipe_end *p, const char *program, struct error *err)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_set(err, ERROR_INPUT, "| %s: %s", program,
                         strerror(errno));
    p->pid = fork();
    if (p->pid == 0)
        become(program, ends[0]);
    close(ends[0]);
    p->to = p->pid < 0 ? NULL : fdopen(ends[1], "w");
    if (p->to)
        return true;
    close(ends[1]);
    return error_set(err, ERROR_INPUT, "| %s: %s", program, strerror(errno));
}

bool pipe_close(struct pipe_end *p, const char *program, struct error *err)
{
    int status = 0;

    fclose(p->to); /* a program that has seen enough is no failure */
    while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != STATUS_NOT_FOUND)
        return true;
    return error_set(err, ERROR_INPUT, "| %s: it cannot be run", program);
}

bool pipe_run(struct shell *sh, struct span program,
              const struct command *command, const struct command_args *args,
              struct error *err)
{
    char *words = span_dup(program);
    struct pipe_end end = {0};
    bool ok;

    renderer_flush(sh->renderer);
    ok = pipe_open(&end, words, err);
    if (ok) {
        struct error own = {0};

        sh->pipe = end.to;
        ok = command->run(sh, args, err);
        sh->pipe = NULL;
        if (!pipe_close(&end, words, &own) && ok) {
            ok = false;
            *err = own;
        }
    }
    free(words);
    return ok;
}
