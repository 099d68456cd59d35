/* resolve.c - getaddrinfo in a thread of its own, so that it can be left.
 *
 * getaddrinfo can neither be given a deadline nor be stopped. The thread owns
 * a share of the lookup; when the caller leaves early, whoever is last
 * releases it. Connecting is left to race.c. */
#include <config.h>

#include "net/wire/resolve.h"

#include "net/base/memory.h"
#include "net/wire/wait.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* --- one lookup, shared by the caller and the thread --- */

struct lookup {
    char *host;
    char port[8];
    struct addrinfo hints;
    struct addrinfo *found; /* valid once done_fd is readable */
    int failure;            /* EAI_..., 0 for success */
    int system_errno;       /* with EAI_SYSTEM */
    int done_fd;            /* eventfd */
    atomic_int shares;
};

static struct lookup *lookup_new(const char *host, uint16_t port, int family)
{
    struct lookup *l = xcalloc(1, sizeof *l);

    l->host = xstrdup(host);
    snprintf(l->port, sizeof l->port, "%u", (unsigned)port);
    l->hints.ai_family = family;
    l->hints.ai_socktype = SOCK_STREAM;
    l->hints.ai_flags = AI_NUMERICSERV;
    l->done_fd = eventfd(0, EFD_CLOEXEC);
    atomic_init(&l->shares, 1);
    return l;
}

static void lookup_leave(struct lookup *l)
{
    if (atomic_fetch_sub(&l->shares, 1) > 1)
        return;
    if (l->found != NULL)
        freeaddrinfo(l->found);
    if (l->done_fd >= 0)
        close(l->done_fd);
    free(l->host);
    free(l);
}

static void lookup_run(struct lookup *l)
{
    l->failure = getaddrinfo(l->host, l->port, &l->hints, &l->found);
    l->system_errno = errno;
}

static void *lookup_thread(void *arg)
{
    struct lookup *l = arg;

    lookup_run(l);
    eventfd_write(l->done_fd, 1);
    lookup_leave(l);
    return NULL;
}

/* Start the thread, detached and deaf to signals: they are for the caller. */
static bool lookup_start(struct lookup *l)
{
    sigset_t all, before;
    pthread_attr_t detached;
    pthread_t thread;
    int failure;

    if (l->done_fd < 0)
        return false;
    atomic_fetch_add(&l->shares, 1);
    sigfillset(&all);
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    failure = pthread_create(&thread, &detached, lookup_thread, l);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&detached);
    if (failure != 0)
        atomic_fetch_sub(&l->shares, 1);
    return failure == 0;
}

/* --- what it found --- */

static bool is_known(const struct addresses *all, const struct addrinfo *info)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->list[i].len == info->ai_addrlen &&
            memcmp(&all->list[i].at, info->ai_addr, info->ai_addrlen) == 0)
            return true;
    return false;
}

static const struct addrinfo *next_of_family(const struct addrinfo *info,
                                             bool ipv6)
{
    while (info != NULL && (info->ai_family == AF_INET6) != ipv6)
        info = info->ai_next;
    return info;
}

/* Let the families take turns, each in the order of the resolver. */
static void interleave(const struct addrinfo *found, struct addresses *out)
{
    const struct addrinfo *next[2] = {next_of_family(found, true),
                                      next_of_family(found, false)};

    for (int turn = 0; next[0] != NULL || next[1] != NULL; turn = !turn) {
        const struct addrinfo *info = next[turn];

        if (info == NULL)
            continue;
        next[turn] = next_of_family(info->ai_next, turn == 0);
        if (out->count == ADDRESSES_MOST || is_known(out, info))
            continue;
        memcpy(&out->list[out->count].at, info->ai_addr, info->ai_addrlen);
        out->list[out->count++].len = info->ai_addrlen;
    }
}

static bool explain(const struct lookup *l, struct error *err)
{
    const char *family = l->hints.ai_family == AF_INET ? "IPv4" : "IPv6";

    switch (l->failure) {
    case EAI_ADDRFAMILY:
    case EAI_NODATA:
        if (l->hints.ai_family != AF_UNSPEC)
            return error_set(err, ERROR_NETWORK,
                             "\"%.255s\" has no %s address; leave out -4 or -6 "
                             "to try the other family",
                             l->host, family);
        return error_set(err, ERROR_NETWORK,
                         "\"%.255s\" has no address; a mail domain is not "
                         "always the name of its server",
                         l->host);
    case EAI_NONAME:
        if (l->hints.ai_family != AF_UNSPEC)
            return error_set(err, ERROR_NETWORK,
                             "\"%.255s\": no such host, or it has no %s "
                             "address; check the spelling, or leave out -4 or "
                             "-6",
                             l->host, family);
        return error_set(err, ERROR_NETWORK,
                         "\"%.255s\": no such host (name resolution failed); "
                         "check the spelling or /etc/resolv.conf",
                         l->host);
    case EAI_AGAIN:
        return error_set(err, ERROR_NETWORK,
                         "\"%.255s\": name resolution failed for now: no name "
                         "server answers; check /etc/resolv.conf",
                         l->host);
    default:
        return error_set(err, ERROR_NETWORK,
                         "\"%.255s\": name resolution failed: %s", l->host,
                         l->failure == EAI_SYSTEM ? strerror(l->system_errno)
                                                  : gai_strerror(l->failure));
    }
}

/* Wait for the thread of l. */
static bool lookup_wait(const struct lookup *l, uint64_t deadline_ns,
                        int cancel_fd, struct error *err)
{
    switch (wait_for(l->done_fd, POLLIN, deadline_ns, cancel_fd)) {
    case WAIT_READY:
        return l->failure == 0 || explain(l, err);
    case WAIT_TIMEOUT:
        return error_set(err, ERROR_NETWORK,
                         "\"%.255s\": no answer from the name servers in time; "
                         "check /etc/resolv.conf, or raise --connect-timeout",
                         l->host);
    case WAIT_CANCELLED:
        break;
    }
    return error_set(err, ERROR_CANCELLED,
                     "stopped while waiting for the address of \"%.255s\"",
                     l->host);
}

bool resolve(const char *host, uint16_t port, int family, uint64_t deadline_ns,
             int cancel_fd, struct addresses *out, struct error *err)
{
    struct lookup *l = lookup_new(host, port, family);
    uint64_t began;
    bool found;

    *out = (struct addresses){0};
    l->hints.ai_flags |= AI_NUMERICHOST;
    lookup_run(l);
    if (l->failure == EAI_NONAME) {
        l->hints.ai_flags &= ~AI_NUMERICHOST;
        began = clock_ns();
        if (lookup_start(l)) {
            found = lookup_wait(l, deadline_ns, cancel_fd, err);
        } else {
            lookup_run(l); /* no thread to be had: wait without a limit */
            found = l->failure == 0 || explain(l, err);
        }
        out->dns_ns = clock_ns() - began;
    } else {
        found = l->failure == 0 || explain(l, err);
    }
    if (found)
        interleave(l->found, out);
    lookup_leave(l);
    return found;
}

/* --- addresses --- */

void address_text(const struct address *address, char out[ADDRESS_TEXT])
{
    if (getnameinfo((const struct sockaddr *)&address->at, address->len, out,
                    ADDRESS_TEXT, NULL, 0, NI_NUMERICHOST) != 0)
        out[0] = '\0';
}

static bool is_private_v4(uint32_t at)
{
    return at >> 24 == 10 || at >> 20 == (172 << 4 | 1) ||
           at >> 16 == (192 << 8 | 168) || at >> 16 == (169 << 8 | 254);
}

bool address_is_private(const struct address *address)
{
    const struct sockaddr_in *v4 = (const void *)&address->at;
    const struct sockaddr_in6 *v6 = (const void *)&address->at;

    switch (address->at.ss_family) {
    case AF_INET:
        return is_private_v4(ntohl(v4->sin_addr.s_addr));
    case AF_INET6:
        return IN6_IS_ADDR_LINKLOCAL(&v6->sin6_addr) ||
               (v6->sin6_addr.s6_addr[0] & 0xFE) == 0xFC;
    default:
        return false;
    }
}

bool address_is_loopback(const struct address *address)
{
    const struct sockaddr_in *v4 = (const void *)&address->at;
    const struct sockaddr_in6 *v6 = (const void *)&address->at;

    switch (address->at.ss_family) {
    case AF_UNIX:
        return true;
    case AF_INET:
        return ntohl(v4->sin_addr.s_addr) >> 24 == 127;
    case AF_INET6:
        return IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr) ||
               (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr) &&
                v6->sin6_addr.s6_addr[12] == 127);
    default:
        return false;
    }
}
