/* dial.h - from a name to a connected socket.
 *
 * Addresses are tried in the order and with the staggered parallel attempts
 * of RFC 8305 (IPv6 first, 250 ms between attempts, at once after a refusal);
 * name resolution obeys the deadline and a cancel too. */
#ifndef POP3SH_WIRE_DIAL_H
#define POP3SH_WIRE_DIAL_H

#include "net/wire/stream.h"

struct dial_options {
    const char *host; /* name or literal, no brackets; IDNA A-label */
    uint16_t port;
    const char *path;    /* a Unix socket; then host and port are unused */
    int family;          /* AF_UNSPEC, AF_INET or AF_INET6 */
    unsigned timeout_ms; /* for everything together */
    int cancel_fd;       /* readable: stop and return ERROR_CANCELLED; -1 */
};

struct dial_facts {
    char address[64]; /* the literal connected to, or the path's last part */
    uint16_t port;
    bool loopback;        /* 127/8, ::1, ::ffff:127/8 or a Unix socket */
    bool private_address; /* RFC 1918, link-local, unique local */
    bool local_path;      /* a Unix socket */
    uint64_t dns_ns;      /* name resolution; 0 for literals */
    uint64_t tcp_ns;      /* from the first attempt to the connection */
    unsigned attempts;    /* addresses tried */
};

/* Connect. *facts_out is filled as far as known, also on failure.
 *
 * Returns the stream, owned by the caller, or NULL with *err: ERROR_NETWORK
 * (the sentence names the host, what was tried and the system's reason, one
 * address each up to three) or ERROR_CANCELLED. */
struct stream *dial(const struct dial_options *options,
                    struct dial_facts *facts_out, struct error *err);

#endif
