/* resolve.h - from a host name to the addresses to try, in order.
 *
 * Literals need no name server. The order is that of RFC 8305 section 4:
 * families take turns, IPv6 first. */
#ifndef POP3SH_WIRE_RESOLVE_H
#define POP3SH_WIRE_RESOLVE_H

#include "net/base/error.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

enum { ADDRESSES_MOST = 16, ADDRESS_TEXT = 64 };

struct address {
    struct sockaddr_storage at;
    socklen_t len;
};

struct addresses {
    struct address list[ADDRESSES_MOST];
    size_t count;
    uint64_t dns_ns; /* time the name took; 0 for a literal */
};

/* Find the addresses of host, a name or a literal, for a family (AF_UNSPEC:
 * both). Stops at deadline_ns and when cancel_fd (-1: none) is readable.
 *
 * False and *err: ERROR_NETWORK or ERROR_CANCELLED; then only dns_ns of *out
 * is set. */
bool resolve(const char *host, uint16_t port, int family, uint64_t deadline_ns,
             int cancel_fd, struct addresses *out, struct error *err);

/* The literal form of an address, without its port; "" when it has none. */
void address_text(const struct address *address, char out[ADDRESS_TEXT]);

/* True for 127/8, ::1, ::ffff:127/8 and Unix sockets. */
bool address_is_loopback(const struct address *address);
/* True for the ranges of RFC 1918, link-local and unique local addresses. */
bool address_is_private(const struct address *address);

#endif
