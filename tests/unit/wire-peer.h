/* wire-peer.h - the other side for tests of net/wire: a listener on loopback
 * whose one connection is served by a function in a thread. */
#ifndef POP3SH_TESTS_WIRE_PEER_H
#define POP3SH_TESTS_WIRE_PEER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Serve the accepted, blocking socket; it is closed afterwards. */
typedef void peer_fn(int fd, void *ctx);

struct peer {
    int listener;
    uint16_t port;
    peer_fn *serve;
    void *ctx;
    pthread_t thread;
};

/* Listen on a free port of 127.0.0.1 and serve the first connection. */
void peer_start(struct peer *p, peer_fn *serve, void *ctx);

/* The same on a Unix socket. */
void peer_start_unix(struct peer *p, const char *path, peer_fn *serve,
                     void *ctx);

/* Wait until it was served, and stop listening. */
void peer_join(struct peer *p);

/* A port of 127.0.0.1 where nobody listens. */
uint16_t free_port(void);

/* for peer functions */
void say(int fd, const char *text);
void say_octets(int fd, const void *at, size_t n);
/* Read up to a LF or the end; false at the end. out is NUL-terminated. */
bool hear_line(int fd, char *out, size_t room);
/* Read until the end and forget it. */
void hear_out(int fd);
/* Make the coming close a reset. */
void reset_on_close(int fd);

/* A descriptor that is readable (a cancel that was given), and one that will
 * be after some milliseconds. */
int cancelled_fd(void);
int cancelled_fd_in(unsigned ms);

/* Milliseconds since some moment. */
uint64_t now_ms(void);

#endif
