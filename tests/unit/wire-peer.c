/* wire-peer.c - a server of one connection for tests of net/wire. */
#include <config.h>

#include "tests/unit/wire-peer.h"

#include "net/wire/clock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <unistd.h>

static void must(bool good, const char *what)
{
    if (good)
        return;
    perror(what);
    abort();
}

static void *peer_thread(void *arg)
{
    struct peer *p = arg;
    int fd = accept(p->listener, NULL, NULL);

    if (fd < 0)
        return NULL;
    if (p->serve != NULL)
        p->serve(fd, p->ctx);
    close(fd);
    return NULL;
}

static void begin(struct peer *p, peer_fn *serve, void *ctx)
{
    p->serve = serve;
    p->ctx = ctx;
    must(listen(p->listener, 8) == 0, "listen");
    must(pthread_create(&p->thread, NULL, peer_thread, p) == 0, "thread");
}

static int bound_socket(uint16_t *port_out)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    must(bind(fd, (struct sockaddr *)&at, sizeof at) == 0, "bind");
    must(getsockname(fd, (struct sockaddr *)&at, &len) == 0, "getsockname");
    *port_out = ntohs(at.sin_port);
    return fd;
}

void peer_start(struct peer *p, peer_fn *serve, void *ctx)
{
    p->listener = bound_socket(&p->port);
    begin(p, serve, ctx);
}

void peer_start_unix(struct peer *p, const char *path, peer_fn *serve,
                     void *ctx)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};

    snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
    p->port = 0;
    p->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(bind(p->listener, (struct sockaddr *)&at, sizeof at) == 0, "bind");
    begin(p, serve, ctx);
}

void peer_join(struct peer *p)
{
    pthread_join(p->thread, NULL);
    close(p->listener);
}

uint16_t free_port(void)
{
    uint16_t port;

    close(bound_socket(&port));
    return port;
}

void say_octets(int fd, const void *at, size_t n)
{
    const char *from = at;

    while (n > 0) {
        ssize_t sent = send(fd, from, n, MSG_NOSIGNAL);

        if (sent < 0)
            return; /* the client has left */
        from += sent;
        n -= (size_t)sent;
    }
}

void say(int fd, const char *text)
{
    say_octets(fd, text, strlen(text));
}

bool hear_line(int fd, char *out, size_t room)
{
    size_t n = 0;

    while (n + 1 < room && recv(fd, out + n, 1, 0) == 1)
        if (out[n++] == '\n')
            break;
    out[n] = '\0';
    return n > 0 && out[n - 1] == '\n';
}

void hear_out(int fd)
{
    char waste[65536];

    while (recv(fd, waste, sizeof waste, 0) > 0)
        continue;
}

void reset_on_close(int fd)
{
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0},
               sizeof(struct linger));
}

int cancelled_fd(void)
{
    return cancelled_fd_in(0);
}

int cancelled_fd_in(unsigned ms)
{
    struct itimerspec when = {
        .it_value = {.tv_sec = ms / 1000,
                     .tv_nsec = (long)(ms % 1000) * 1000000 + 1}
    };
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);

    must(timerfd_settime(fd, 0, &when, NULL) == 0, "timer");
    if (ms == 0)
        usleep(1000);
    return fd;
}

uint64_t now_ms(void)
{
    return clock_ns() / 1000000;
}
