/* packets.c - runs tshark, and reads what it prints. */
#include <config.h>

#include "shell/mode/packets.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* What tshark printed of a stream, from its "Filter:" line up to the next
 * stream; empty when there is none. */
static struct span stream_of(struct span all, int number)
{
    char filter[40];
    struct span rest;

    snprintf(filter, sizeof filter, "Filter: tcp.stream eq %d\n", number);
    rest = span_from(all, span_find_span(all, span_of(filter)));
    return span_first(rest, span_find_span(rest, SPAN("Follow:")));
}

/* tshark -r PATH -q -z follow,tcp,raw,0 -z follow,tcp,raw,1 ...: all streams at
 * a stroke, because it takes its time to start. */
static int follow_all(const char *path, struct buf *out)
{
    char follow[STREAMS_MOST][24];
    const char *argv[4 + 2 * STREAMS_MOST + 1] = {"tshark", "-r", path, "-q"};
    size_t n = 4;

    for (int i = 0; i < STREAMS_MOST; i++) {
        snprintf(follow[i], sizeof follow[i], "follow,tcp,raw,%d", i);
        argv[n++] = "-z";
        argv[n++] = follow[i];
    }
    argv[n] = NULL;
    return run((char *const *)argv, out);
}

bool packets_follow(struct buf *out, const char *path, struct error *err)
{
    struct buf all = {0};
    int status = follow_all(path, &all);

    if (status < 0 || status == 127)
        error_set(err, ERROR_INPUT,
                  "%s: tshark cannot be run (%s); install it, or import what "
                  "it printed elsewhere as tshark",
                  path, strerror(errno));
    else if (status != 0)
        error_set(err, ERROR_INPUT, "%s: tshark cannot read it (status %d)",
                  path, status);
    /* it prints them in an order of its own */
    for (int i = 0; status == 0 && i < STREAMS_MOST; i++) {
        struct span stream = stream_of(buf_span(&all), i);

        if (!has_pop3(stream))
            continue;
        buf_add_text(out, "Follow: tcp,raw\n");
        buf_add(out, stream);
    }
    buf_wipe(&all);
    if (status == 0 && !out->len)
        error_set(err, ERROR_INPUT,
                  "%s: no stream in it has a POP3 server in clear; TLS cannot "
                  "be read from packets",
                  path);
    return out->len > 0;
}
