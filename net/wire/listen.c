/* listen.c - from "ADDR:PORT" to a socket that accepts. */
#include <config.h>

#include "net/wire/listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BACKLOG = 1024, HOST_MOST = 256, PORT_MOST = 6 };

struct place {
    char host[HOST_MOST], port[PORT_MOST];
};

/* Where the port begins; where.len when there is none. */
static size_t find_port(struct span where)
{
    size_t close = span_find(where, ']'), last = where.len;
    size_t from = close < where.len ? close : 0;

    for (size_t i = from; i < where.len; i++)
        if (where.at[i] == ':') {
            if (!from && last < where.len)
                return where.len; /* an IPv6 address without brackets */
            last = i;
        }
    return last;
}

static bool read_place(const char *text, struct place *out)
{
    struct span where = span_of(text);
    size_t colon = find_port(where);
    struct span host = span_first(where, colon);
    struct span port = span_from(where, colon + 1);
    uint64_t number = 0;

    if (host.len > 1 && host.at[0] == '[' && host.at[host.len - 1] == ']')
        host = span_from(span_first(host, host.len - 1), 1);
    if (port.len && (!span_number(port, &number) || number > 65535))
        return false;
    if (host.len >= sizeof out->host || port.len >= sizeof out->port)
        return false;
    if (!host.len)
        host = SPAN("127.0.0.1");
    memcpy(out->host, host.at, host.len);
    out->host[host.len] = '\0';
    snprintf(out->port, sizeof out->port, "%u", (unsigned)number);
    return true;
}

static int open_socket(const struct addrinfo *ai)
{
    int one = 1;
    int fd =
        socket(ai->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, ai->ai_addr, ai->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

int listen_on(const char *where, const char *option, struct error *err)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    struct place place;
    int fd, failure;

    if (!read_place(where, &place)) {
        error_set(err, ERROR_USAGE, "%s: \"%.80s\" is not ADDR:PORT", option,
                  where);
        return -1;
    }
    failure = getaddrinfo(strcmp(place.host, "*") ? place.host : NULL,
                          place.port, &hints, &found);
    if (failure) {
        error_set(err, ERROR_NETWORK, "%s: %.80s: %s", option, place.host,
                  gai_strerror(failure));
        return -1;
    }
    fd = open_socket(found);
    if (fd < 0)
        error_set(err, ERROR_NETWORK, "%s: %.80s port %s: %s", option,
                  place.host, place.port, strerror(errno));
    freeaddrinfo(found);
    return fd;
}

static bool get_place(int fd, struct address *out)
{
    out->len = sizeof out->at;
    return getsockname(fd, (struct sockaddr *)&out->at, &out->len) == 0;
}

static unsigned port_of(const struct address *a)
{
    return ntohs(a->at.ss_family == AF_INET6
                     ? ((const struct sockaddr_in6 *)&a->at)->sin6_port
                     : ((const struct sockaddr_in *)&a->at)->sin_port);
}

void listen_place(int fd, struct buf *out)
{
    struct address here;
    char text[ADDRESS_TEXT];

    if (!get_place(fd, &here))
        return;
    address_text(&here, text);
    buf_add_format(out, here.at.ss_family == AF_INET6 ? "[%s]:%u" : "%s:%u",
                   text, port_of(&here));
}

bool listen_is_loopback(int fd)
{
    struct address here;

    return get_place(fd, &here) && address_is_loopback(&here);
}

int listen_accept(int fd, struct address *peer_out)
{
    int one = 1, guest;

    peer_out->len = sizeof peer_out->at;
    do {
        guest = accept4(fd, (struct sockaddr *)&peer_out->at, &peer_out->len,
                        SOCK_NONBLOCK | SOCK_CLOEXEC);
    } while (guest < 0 && (errno == EINTR || errno == ECONNABORTED));
    if (guest >= 0)
        setsockopt(guest, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return guest;
}
