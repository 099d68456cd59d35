/* dial.c - name, race and socket options put together, and the sentence when
 * it does not work.
 *
 * Names are found in resolve.c, attempts are made in race.c. */
#include <config.h>

#include "net/wire/dial.h"

#include "net/base/buf.h"
#include "net/wire/race.h"
#include "net/wire/wait.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

/* --- why an attempt failed, in words --- */

struct reason {
    int failure;        /* errno */
    const char *fact;   /* goes before the addresses */
    const char *advice; /* ends the sentence */
};

static const struct reason reasons[] = {
    {ECONNREFUSED,  "connection refused by",
     "is the server running, and is this its port?"                                                        },
    {ETIMEDOUT,     "no answer from",
     "a firewall may drop the packets, or the host is down"                                                },
    {EHOSTUNREACH,  "no route to",                                 "is the host up, and the address right?"},
    {ENETUNREACH,   "this machine has no route to",
     "check the network, or try -4 or -6"                                                                  },
    {EADDRNOTAVAIL, "this machine has no address to reach",
     "check the network, or try -4 or -6"                                                                  },
    {EACCES,        "this machine does not allow a connection to",
     "check the firewall"                                                                                  },
    {EPERM,         "this machine does not allow a connection to",
     "check the firewall"                                                                                  },
    {0,             NULL,                                          NULL                                    },
};

static const struct reason *reason_of(int failure)
{
    const struct reason *r = reasons;

    while (r->fact != NULL && r->failure != failure)
        r++;
    return r;
}

/* A host with no route tells less than one that answered, if only by no. */
static bool is_weak(int failure)
{
    return failure == ENETUNREACH || failure == EADDRNOTAVAIL;
}

enum { NAMED_MOST = 3 }; /* addresses in the sentence */

/* Add "fact A, B and C" for all attempts that ended with failure. */
static void add_failed(struct buf *text, const struct addresses *addresses,
                       const struct race *race, int failure, size_t *named)
{
    const struct reason *reason = reason_of(failure);
    const char *joint = " ";

    buf_add_format(text, "%s%s", text->len > 0 ? ", " : "",
                   reason->fact != NULL ? reason->fact : strerror(failure));
    for (size_t i = 0; i < race->attempts; i++) {
        char literal[ADDRESS_TEXT];

        if (race->failures[i] != failure || *named == NAMED_MOST)
            continue;
        address_text(&addresses->list[i], literal);
        buf_add_format(text, "%s%s", joint, literal);
        joint = " and ";
        ++*named;
    }
}

static bool is_first_of_its_kind(const struct race *race, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (race->failures[k] == race->failures[i])
            return false;
    return true;
}

static bool explain_race(const struct dial_options *o,
                         const struct addresses *addresses,
                         const struct race *race, struct error *err)
{
    struct buf text = {0};
    const char *advice = NULL;
    size_t named = 0;

    if (race->cancelled)
        return error_set(err, ERROR_CANCELLED,
                         "stopped while connecting to %.255s port %u", o->host,
                         (unsigned)o->port);
    for (size_t i = 0; i < race->attempts && named < NAMED_MOST; i++) {
        int failure = race->failures[i];

        if (!is_first_of_its_kind(race, i))
            continue;
        add_failed(&text, addresses, race, failure, &named);
        if (advice == NULL || is_weak(race->failures[0]))
            advice = reason_of(failure)->advice;
    }
    if (race->attempts > named)
        buf_add_format(&text, " (and %zu more)", race->attempts - named);
    error_set(err, ERROR_NETWORK, "%.255s port %u: %s; %s", o->host,
              (unsigned)o->port, buf_text(&text),
              advice != NULL ? advice : "try again later");
    buf_done(&text);
    return false;
}

/* --- TCP --- */

static struct stream *dial_tcp(const struct dial_options *o,
                               struct dial_facts *facts, struct error *err)
{
    uint64_t deadline = deadline_in(o->timeout_ms), began;
    struct addresses addresses;
    struct race race;
    bool found;
    int fd;

    facts->port = o->port;
    found = resolve(o->host, o->port, o->family, deadline, o->cancel_fd,
                    &addresses, err);
    facts->dns_ns = addresses.dns_ns;
    if (!found)
        return NULL;
    began = clock_ns();
    fd = race_run(&addresses, deadline, o->cancel_fd, &race);
    facts->tcp_ns = clock_ns() - began;
    facts->attempts = (unsigned)race.attempts;
    if (fd < 0) {
        explain_race(o, &addresses, &race, err);
        return NULL;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &(int){1}, sizeof(int));
    address_text(&addresses.list[race.winner], facts->address);
    facts->loopback = address_is_loopback(&addresses.list[race.winner]);
    facts->private_address = address_is_private(&addresses.list[race.winner]);
    return stream_socket(fd);
}

/* --- Unix sockets --- */

enum { UNIX_RETRY_MS = 20 };

/* Connect fd. A full queue of the listener is EAGAIN here and has no event to
 * wait for, so it is asked again until the deadline. Returns 0 or an errno;
 * ECANCELED after a cancel. */
static int connect_unix(int fd, const struct sockaddr_un *at, int cancel_fd,
                        uint64_t deadline_ns)
{
    while (connect(fd, (const struct sockaddr *)at, sizeof *at) != 0) {
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN)
            return errno;
        if (clock_ns() >= deadline_ns)
            return ETIMEDOUT;
        if (wait_for(-1, 0, deadline_in(UNIX_RETRY_MS), cancel_fd) ==
            WAIT_CANCELLED)
            return ECANCELED;
    }
    return 0;
}

static bool explain_unix(const char *path, int failure, struct error *err)
{
    switch (failure) {
    case ECANCELED:
        return error_set(err, ERROR_CANCELLED,
                         "stopped while connecting to %.108s", path);
    case ECONNREFUSED:
        return error_set(err, ERROR_NETWORK,
                         "%.108s: nobody listens on this socket; is the "
                         "server running?",
                         path);
    case ETIMEDOUT:
        return error_set(err, ERROR_NETWORK,
                         "%.108s: the server does not take the connection; it "
                         "may be overloaded",
                         path);
    default:
        return error_set(err, ERROR_NETWORK,
                         "%.108s: %s; check the path and its permissions", path,
                         strerror(failure));
    }
}

static struct stream *dial_unix(const struct dial_options *o,
                                struct dial_facts *facts, struct error *err)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    const char *slash = strrchr(o->path, '/');
    uint64_t began = clock_ns();
    int fd, failure;

    facts->loopback = facts->local_path = true;
    facts->attempts = 1;
    snprintf(facts->address, sizeof facts->address, "%s",
             slash != NULL ? slash + 1 : o->path);
    if (strlen(o->path) >= sizeof at.sun_path) {
        error_set(err, ERROR_NETWORK,
                  "the path of a Unix socket has at most %zu octets, this one "
                  "%zu; use a shorter one",
                  sizeof at.sun_path - 1, strlen(o->path));
        return NULL;
    }
    memcpy(at.sun_path, o->path, strlen(o->path));
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    failure = fd < 0 ? errno
                     : connect_unix(fd, &at, o->cancel_fd,
                                    deadline_in(o->timeout_ms));
    facts->tcp_ns = clock_ns() - began;
    if (failure == 0)
        return stream_socket(fd);
    if (fd >= 0)
        close(fd);
    explain_unix(o->path, failure, err);
    return NULL;
}

struct stream *dial(const struct dial_options *options,
                    struct dial_facts *facts_out, struct error *err)
{
    *facts_out = (struct dial_facts){0};
    if (options->path != NULL)
        return dial_unix(options, facts_out, err);
    return dial_tcp(options, facts_out, err);
}
