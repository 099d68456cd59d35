/* password-command.c - runs --password-command and takes what it prints.
 *
 * The command has /bin/sh to read it, no standard input, our standard error
 * to complain on, and a time limit. It stays in our process group: Ctrl-C
 * reaches it, and it may ask on the terminal. */
#include <config.h>

#include "net/wire/clock.h"
#include "shell/login/password.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PLACE "--password-command"

/* Start command with its output going to fd. Signals are as a program expects
 * them when it starts, whatever we do with ours. */
static int start(const char *command, int fd, pid_t *pid_out)
{
    const char *const argv[] = {"sh", "-c", "--", command, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, defaults;

    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGINT);
    sigaddset(&defaults, SIGQUIT);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
                                     O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, fd, STDOUT_FILENO);

    int failure = posix_spawn(pid_out, "/bin/sh", &actions, &attributes,
                              (char *const *)argv, environ);

    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return failure;
}

/* Wait for pid until the deadline, and not much longer: what is still there
 * then is killed. */
static int reap(pid_t pid, uint64_t deadline_ns)
{
    const struct timespec pause = {.tv_nsec = 2000000};
    int status = 0;

    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (clock_ns() >= deadline_ns) {
            kill(pid, SIGKILL);
            waitpid(pid, &status, 0);
            break;
        }
        nanosleep(&pause, NULL);
    }
    return status;
}

/* Judge how the command ended. */
static bool check_status(int status, struct error *err)
{
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGINT)
        return error_set(err, ERROR_CANCELLED, PLACE ": interrupted");
    if (WIFSIGNALED(status))
        return error_set(err, ERROR_INPUT, PLACE " was ended by signal %d (%s)",
                         WTERMSIG(status), strsignal(WTERMSIG(status)));
    if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
        return error_set(err, ERROR_INPUT, PLACE " ended with status %d",
                         WEXITSTATUS(status));
    return true;
}

bool password_run(const char *command, unsigned limit_ms, struct secret *out,
                  struct error *err)
{
    uint64_t deadline_ns = clock_ns() + (uint64_t)limit_ms * 1000000;
    struct password_raw raw;
    int ends[2];
    pid_t pid;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_set(err, ERROR_INPUT, PLACE ": %s", strerror(errno));
    int failure = start(command, ends[1], &pid);

    close(ends[1]);
    if (failure != 0) {
        close(ends[0]);
        return error_set(err, ERROR_INPUT, PLACE " cannot be run: %s",
                         strerror(failure));
    }

    bool ok = password_slurp(ends[0], deadline_ns, PLACE, &raw, err);

    close(ends[0]);
    int status = reap(pid, ok ? deadline_ns : 0);

    ok = ok && check_status(status, err) &&
         password_accept((struct span){raw.at, raw.len}, PLACE, out, err);
    secret_wipe(&raw, sizeof raw);
    return ok;
}
