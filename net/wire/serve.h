/* serve.h - many clients of a server in one loop.
 *
 * Moves octets between sockets and whoever answers, does TLS, keeps time, and
 * ends connections in order. Decides nothing about POP3: what a client gets
 * comes from a table of functions. Memory is bounded for each client. */
#ifndef POP3SH_WIRE_SERVE_H
#define POP3SH_WIRE_SERVE_H

#include "net/wire/listen.h"
#include "net/wire/tls-server.h"

enum serve_want {
    SERVE_GOES_ON,
    SERVE_WAITS, /* .output will have something at .alarm */
    SERVE_TLS,
    SERVE_CLOSE,
};

enum serve_end {
    SERVE_END_NOTIFY, /* in order, with close_notify where there is TLS */
    SERVE_END_FIN,    /* TLS without close_notify */
    SERVE_END_RESET,  /* TCP RST */
};

struct serve_peer {
    char address[ADDRESS_TEXT];
    bool loopback;
    bool tls;                  /* from the start */
    unsigned long long number; /* of the connection, from 1 */
};

struct serve_binding {
    struct span exporter, unique; /* of TLS, or empty */
};

/* What answers; guest is what .open returned. Times are of clock_ns(). See
 * net/server/session.h for what they mean. */
struct serve_ops {
    void *(*open)(void *ctx, const struct serve_peer *peer, uint64_t now_ns);
    size_t (*take)(void *guest, uint64_t now_ns, struct span octets);
    struct span (*output)(void *guest, uint64_t now_ns);
    void (*sent)(void *guest, uint64_t now_ns, size_t n);
    enum serve_want (*want)(const void *guest);
    void (*tls)(void *guest, uint64_t now_ns,
                const struct serve_binding *binding);
    uint64_t (*alarm)(const void *guest);
    /* Octets that came in clear behind STLS are kept: a fault. */
    bool (*keeps_input)(const void *guest);
    /* How our end of the connection is to be closed. */
    enum serve_end (*end)(const void *guest);
    /* The connection has ended; why is NULL when that was in order. Frees
     * guest. */
    void (*close)(void *guest, const struct error *why);
};

enum { SERVE_LISTENERS_MOST = 2 };

struct serve_options {
    const struct serve_ops *ops;
    void *ctx; /* for .open */
    struct {
        int fd;   /* borrowed; -1: none */
        bool tls; /* from the start */
    } listeners[SERVE_LISTENERS_MOST];
    struct tls_server *tls; /* borrowed; NULL: none */
    const char *refusal;    /* line for those above most, without CRLF */
    size_t most;            /* connections at once */
    unsigned last;          /* end with this connection; 0: never */
    int stop_fd;            /* readable: end */
};

/* Serve until stop_fd is readable, or the last connection is over. Ends all
 * that are left. False and *err when the loop itself cannot go on. */
bool serve_run(const struct serve_options *options, struct error *err);

#endif
