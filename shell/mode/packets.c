/* packets.c - runs tshark, and reads what it prints. */
#include <config.h>

#include "shell/mode/packets.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { STREAMS_MOST = 64 };

/* All that a program prints on standard output. Its status, or -1 and errno
 * when it could not be run. */
static int run(char *const *argv, struct buf *out)
{
    posix_spawn_file_actions_t actions;
    int ends[2], status = -1, failed;
    pid_t child;

    if (pipe(ends) != 0)
        return -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", 0, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", 1,
                                     0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    failed = posix_spawnp(&child, argv[0], &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    while (!failed) {
        char part[65536];
        ssize_t n = read(ends[0], part, sizeof part);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        buf_add(out, (struct span){part, (size_t)n});
    }
    close(ends[0]);
    errno = failed;
    if (failed)
        return -1;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* A line of hexadecimal digits that begins with "+OK" or "-ERR". */
static bool has_pop3(struct span text)
{
    while (text.len) {
        size_t end = span_find(text, '\n');
        struct span line = span_trim(span_first(text, end));

        if (span_starts_case(line, SPAN("2b4f4b")) ||
            span_starts_case(line, SPAN("2d455252")))
            return true;
        text = span_from(text, end + 1);
    }
    return false;
}

bool packets_follow(struct buf *out, const char *path, struct error *err)
{
    for (int i = 0; i < STREAMS_MOST; i++) {
        char follow[40];
        const char *argv[] = {"tshark", "-r", path, "-q", "-z", follow, NULL};
        int status;

        snprintf(follow, sizeof follow, "follow,tcp,raw,%d", i);
        buf_clear(out);
        status = run((char *const *)argv, out);
        if (status < 0 || status == 127)
            return error_set(err, ERROR_INPUT,
                             "%s: tshark cannot be run (%s); install it, or "
                             "import what it printed elsewhere as tshark",
                             path, strerror(errno));
        if (status != 0)
            return error_set(err, ERROR_INPUT,
                             "%s: tshark cannot read it (status %d)", path,
                             status);
        if (has_pop3(buf_span(out)))
            return true;
    }
    return error_set(err, ERROR_INPUT,
                     "%s: no stream in it has a POP3 server in clear; TLS "
                     "cannot be read from packets",
                     path);
}
