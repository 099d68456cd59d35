/* outline.c - runs mime-outline and talks to it through a pipe each way. */
#include <config.h>

#include "shell/command/outline.h"

#include "net/wire/wait.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TEXT_MOST = 4 << 20, SECONDS_MOST = 10 };

/* Beside the program, where it was built, or where it was installed. */
static bool find(struct buf *path)
{
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

    while (n > 0 && self[n - 1] != '/')
        n--;
    if (n > 0) {
        buf_add(path, (struct span){self, (size_t)n});
        buf_add_text(path, "mime-outline");
        if (access(buf_text(path), X_OK) == 0)
            return true;
    }
    buf_clear(path);
    buf_add_text(path, PKGLIBEXECDIR "/mime-outline");
    return access(buf_text(path), X_OK) == 0;
}

static _Noreturn void become(const char *path, int in, int out)
{
    signal(SIGPIPE, SIG_DFL);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    execl(path, "mime-outline", (char *)NULL);
    _exit(127);
}

/* Give it the message and take its lines, whichever it is ready for. */
static void exchange(int to, int from, struct span message, struct buf *out)
{
    uint64_t deadline = deadline_in(SECONDS_MOST * 1000);

    while (from >= 0) {
        struct pollfd fds[] = {
            {.fd = to,   .events = POLLOUT},
            {.fd = from, .events = POLLIN },
        };
        if (wait_poll(fds, 2, deadline) == 0)
            break;
        if (fds[0].revents) {
            ssize_t n = write(to, message.at, message.len);
            message = span_from(message, n > 0 ? (size_t)n : 0);
            if (n < 0 && errno != EAGAIN)
                message.len = 0;
            if (!message.len) {
                close(to);
                to = -1;
            }
        }
        if (fds[1].revents) {
            char octets[4096];
            ssize_t n = read(from, octets, sizeof octets);
            if (n <= 0)
                break;
            buf_add(out, (struct span){octets, (size_t)n});
        }
    }
    if (to >= 0)
        close(to);
    close(from);
}

static bool run(const char *path, struct span message, struct buf *out,
                struct error *err)
{
    int in[2], from[2], status = 0;
    pid_t pid;

    if (pipe2(in, O_CLOEXEC) != 0)
        return error_set(err, ERROR_INPUT, "%s", strerror(errno));
    if (pipe2(from, O_CLOEXEC) != 0) {
        close(in[0]);
        close(in[1]);
        return error_set(err, ERROR_INPUT, "%s", strerror(errno));
    }
    fcntl(in[1], F_SETFL, O_NONBLOCK);
    pid = fork();
    if (pid == 0)
        become(path, in[0], from[1]);
    close(in[0]);
    close(from[1]);
    exchange(in[1], from[0], message, out);
    if (pid < 0)
        return error_set(err, ERROR_INPUT, "%s", strerror(errno));
    while (waitpid(pid, &status, WNOHANG) == 0) {
        kill(pid, SIGTERM); /* it has closed its output, or takes too long */
        wait_for(-1, 0, deadline_in(10), -1);
    }
    if (out->len)
        return true;
    return error_set(err, ERROR_INPUT, "mime-outline told nothing");
}

/* The lines up to the first empty one, and what is behind it. */
static void divide(struct span told, struct outline *out)
{
    size_t end = span_find_span(told, SPAN("\n\n"));

    out->parts = span_first(told, end + 1);
    out->text = span_from(told, end + 2);
}

bool outline_make(struct outline *out, struct span message, struct error *err)
{
    struct buf path = {0};
    bool ok;

    buf_init(&out->told, TEXT_MOST);
    if (find(&path))
        ok = run(buf_text(&path), message, &out->told, err);
    else
        ok = error_set(err, ERROR_INPUT,
                       "the helper mime-outline is not installed; it is built "
                       "where GMime 3 is");
    buf_done(&path);
    divide(buf_span(&out->told), out);
    return ok;
}

void outline_done(struct outline *out)
{
    buf_done(&out->told);
}
