/* race.c - several connect(2) under way at once; the first one wins. */
#include <config.h>

#include "net/wire/race.h"

#include "net/wire/wait.h"

#include <errno.h>
#include <unistd.h>

enum { STAGGER_NS = RACE_STAGGER_MS * 1000000 };

/* The runners: fds[i] belongs to address i, fds[count] is the cancel. */
struct track {
    const struct addresses *addresses;
    struct race *race;
    struct pollfd fds[ADDRESSES_MOST + 1];
    size_t running;
    int connected; /* the winner's socket, or -1 */
};

static void attempt_end(struct track *t, size_t i, int failure)
{
    if (t->fds[i].fd >= 0) {
        close(t->fds[i].fd);
        t->fds[i].fd = -1;
        t->running--;
    }
    t->race->failures[i] = failure;
}

static void attempt_win(struct track *t, size_t i)
{
    t->connected = t->fds[i].fd;
    t->race->winner = i;
    t->fds[i].fd = -1;
    t->running--;
}

static void attempt_begin(struct track *t)
{
    size_t i = t->race->attempts++;
    const struct address *a = &t->addresses->list[i];
    int fd =
        socket(a->at.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0) {
        t->race->failures[i] = errno;
        return;
    }
    t->fds[i].fd = fd;
    t->running++;
    if (connect(fd, (const struct sockaddr *)&a->at, a->len) == 0)
        attempt_win(t, i);
    else if (errno != EINPROGRESS && errno != EINTR)
        attempt_end(t, i, errno);
}

/* See which of the runners have arrived or fallen. */
static void attempts_check(struct track *t)
{
    for (size_t i = 0; i < t->race->attempts && t->connected < 0; i++) {
        int failure = 0;
        socklen_t len = sizeof failure;

        if (t->fds[i].fd < 0 || t->fds[i].revents == 0)
            continue;
        if (getsockopt(t->fds[i].fd, SOL_SOCKET, SO_ERROR, &failure, &len) != 0)
            failure = errno;
        if (failure == 0)
            attempt_win(t, i);
        else
            attempt_end(t, i, failure);
    }
}

/* Wait for something to happen to a runner, or for the time of the next
 * start. False when the race is over for lack of time or by a cancel. */
static bool race_wait(struct track *t, uint64_t start_ns, uint64_t deadline_ns)
{
    size_t count = t->addresses->count;
    uint64_t until = start_ns < deadline_ns ? start_ns : deadline_ns;

    if (wait_poll(t->fds, count + 1, until) == 0)
        return clock_ns() < deadline_ns;
    t->race->cancelled = t->fds[count].revents != 0;
    return !t->race->cancelled;
}

int race_run(const struct addresses *addresses, uint64_t deadline_ns,
             int cancel_fd, struct race *out)
{
    struct track t = {.addresses = addresses, .race = out, .connected = -1};
    size_t count = addresses->count;
    uint64_t start_ns = DEADLINE_NEVER;

    *out = (struct race){0};
    for (size_t i = 0; i < count; i++)
        t.fds[i] = (struct pollfd){.fd = -1, .events = POLLOUT};
    t.fds[count] = (struct pollfd){.fd = cancel_fd, .events = POLLIN};

    while (t.connected < 0) {
        size_t running = t.running;

        if (out->attempts < count && (running == 0 || clock_ns() >= start_ns)) {
            attempt_begin(&t);
            start_ns = clock_ns() + STAGGER_NS;
            continue;
        }
        if (running == 0)
            break;
        if (!race_wait(&t, out->attempts < count ? start_ns : DEADLINE_NEVER,
                       deadline_ns))
            break;
        attempts_check(&t);
        if (t.running < running)
            start_ns = 0; /* one has failed: the next may start at once */
    }
    for (size_t i = 0; i < out->attempts; i++)
        if (t.fds[i].fd >= 0)
            attempt_end(&t, i, ETIMEDOUT);
    return t.connected;
}
