/* wait.c - poll(2) against an absolute deadline. */
#include <config.h>

#include "net/wire/wait.h"

#include <errno.h>
#include <time.h>

uint64_t deadline_in(unsigned timeout_ms)
{
    if (timeout_ms == 0)
        return DEADLINE_NEVER;
    return clock_ns() + (uint64_t)timeout_ms * 1000000;
}

/* One ppoll for what is left until the deadline. */
static int poll_once(struct pollfd *fds, size_t count, uint64_t deadline_ns)
{
    struct timespec left = {0, 0};
    uint64_t now;

    if (deadline_ns == DEADLINE_NEVER)
        return ppoll(fds, count, NULL, NULL);
    if (deadline_ns != 0 && (now = clock_ns()) < deadline_ns) {
        left.tv_sec = (time_t)((deadline_ns - now) / 1000000000);
        left.tv_nsec = (long)((deadline_ns - now) % 1000000000);
    }
    return ppoll(fds, count, &left, NULL);
}

int wait_poll(struct pollfd *fds, size_t count, uint64_t deadline_ns)
{
    int ready;

    do {
        ready = poll_once(fds, count, deadline_ns);
    } while (ready < 0 && (errno == EINTR || errno == EAGAIN));
    return ready < 0 ? 0 : ready;
}

enum wait_end wait_for(int fd, short events, uint64_t deadline_ns,
                       int cancel_fd)
{
    struct pollfd fds[2] = {
        {.fd = fd,        .events = events},
        {.fd = cancel_fd, .events = POLLIN}
    };

    if (wait_poll(fds, 2, deadline_ns) == 0)
        return WAIT_TIMEOUT;
    return fds[1].revents != 0 ? WAIT_CANCELLED : WAIT_READY;
}
