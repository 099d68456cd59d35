/* packets.c - runs tshark, and reads what it prints. */
#include <config.h>

#include "shell/mode/packets.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { AT_ONCE = 64 }; /* streams */

/* All that a program prints on standard output when it reads in. Its status,
 * or -1 and errno when it could not be run. */
static int run(char *const *argv, int in, struct buf *out)
{
    posix_spawn_file_actions_t actions;
    int ends[2], status = -1, failed;
    pid_t child;

    if (pipe(ends) != 0)
        return -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
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

/* Is number beyond the last stream of the capture? */
static bool is_beyond(struct span all, int number)
{
    const struct span nobody = SPAN("Node 0: :0\n");
    struct span stream = stream_of(all, number);

    return span_find_span(stream, nobody) < stream.len;
}

/* tshark -r - -q -z follow,tcp,raw,0 -z follow,tcp,raw,1 ...: many streams at a
 * stroke, because it takes its time to start. */
static int follow(int first, FILE *capture, struct buf *out)
{
    char words[AT_ONCE][32];
    const char *argv[4 + 2 * AT_ONCE + 1] = {"tshark", "-r", "-", "-q"};
    size_t n = 4;

    for (int i = 0; i < AT_ONCE; i++) {
        snprintf(words[i], sizeof words[i], "follow,tcp,raw,%d", first + i);
        argv[n++] = "-z";
        argv[n++] = words[i];
    }
    argv[n] = NULL;
    rewind(capture);
    return run((char *const *)argv, fileno(capture), out);
}

/* tshark prints them in an order of its own. */
static void keep_pop3(struct buf *out, struct span all, int first)
{
    for (int i = first; i < first + AT_ONCE; i++) {
        struct span stream = stream_of(all, i);

        if (!has_pop3(stream))
            continue;
        buf_add_text(out, "Follow: tcp,raw\n");
        buf_add(out, stream);
    }
}

static bool refuse(const char *name, int status, struct error *err)
{
    if (status < 0 || status == 127)
        return error_set(err, ERROR_INPUT,
                         "%s: tshark cannot be run (%s); install it, or import "
                         "what it printed elsewhere as tshark",
                         name, strerror(errno));
    return error_set(err, ERROR_INPUT,
                     "%s: tshark cannot read it (status %d); is it a capture "
                     "that tcpdump or Wireshark wrote?",
                     name, status);
}

static bool follow_all(struct buf *out, const char *name, FILE *capture,
                       struct error *err)
{
    struct buf all = {0};
    bool good = true, last = false;

    for (int first = 0; good && !last; first += AT_ONCE) {
        int status = follow(first, capture, &all);

        if (status != 0)
            good = refuse(name, status, err);
        keep_pop3(out, buf_span(&all), first);
        last = is_beyond(buf_span(&all), first + AT_ONCE - 1);
        if (good && (all.cut || out->cut))
            good = error_set(err, ERROR_INPUT,
                             "%s: there is more in it than 64 MiB of "
                             "hexadecimal digits; cut it with editcap(1)",
                             name);
        buf_wipe(&all);
    }
    return good;
}

/* A file that tshark can read, also of what came from a pipe. */
static FILE *temporary(struct span octets)
{
    FILE *file = tmpfile();

    if (file && (fwrite(octets.at, 1, octets.len, file) != octets.len ||
                 fflush(file) != 0)) {
        fclose(file);
        return NULL;
    }
    return file;
}

bool packets_follow(struct buf *out, const char *name, struct span octets,
                    struct error *err)
{
    FILE *capture = temporary(octets);
    bool good;

    if (!capture)
        return error_set(err, ERROR_INPUT,
                         "%s: no temporary file can be written for it (%s); "
                         "TMPDIR and the disk may tell why",
                         name, strerror(errno));
    good = follow_all(out, name, capture, err);
    fclose(capture);
    if (good && !out->len)
        good = error_set(err, ERROR_INPUT,
                         "%s: no stream in it has a POP3 server in clear; TLS "
                         "cannot be read from packets",
                         name);
    return good;
}
