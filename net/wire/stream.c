/* stream.c - the calls every stream answers, and the stream over a socket.
 *
 * TLS over another stream is in tls.c. */
#include <config.h>

#include "net/wire/stream.h"

#include "net/base/memory.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* --- any stream --- */

enum stream_result stream_read(struct stream *s, char *at, size_t room,
                               size_t *n_out, struct error *err)
{
    return s->ops->read(s, at, room, n_out, err);
}

enum stream_result stream_write(struct stream *s, struct span octets,
                                size_t *n_out, struct error *err)
{
    return s->ops->write(s, octets, n_out, err);
}

int stream_fd(const struct stream *s)
{
    return s->fd;
}

short stream_poll_events(const struct stream *s)
{
    return s->events != 0 ? s->events : POLLIN;
}

size_t stream_pending(const struct stream *s)
{
    return s->ops->pending(s);
}

void stream_shutdown(struct stream *s)
{
    s->ops->shutdown(s);
}

void stream_prepare_reset(struct stream *s)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};

    setsockopt(s->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void stream_free(struct stream *s)
{
    if (s != NULL)
        s->ops->free(s);
}

/* --- a socket --- */

/* What errno says after a failed send or recv. */
static enum stream_result socket_failure(struct stream *s, short events,
                                         struct error *err)
{
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
        s->events = events;
        return STREAM_WAIT;
    }
    if (errno == ECONNRESET || errno == EPIPE)
        error_set(err, ERROR_NETWORK,
                  "the other side reset the connection; the server may have "
                  "crashed, or something in between has cut it");
    else if (errno == ETIMEDOUT)
        error_set(err, ERROR_NETWORK,
                  "the connection is lost: the other host no longer answers; "
                  "check the network");
    else
        error_set(err, ERROR_NETWORK, "the connection is lost: %s",
                  strerror(errno));
    return STREAM_RESET;
}

static enum stream_result socket_read(struct stream *s, char *at, size_t room,
                                      size_t *n_out, struct error *err)
{
    ssize_t n;

    do {
        n = recv(s->fd, at, room, MSG_DONTWAIT);
    } while (n < 0 && errno == EINTR);
    if (n < 0)
        return socket_failure(s, POLLIN, err);
    if (n == 0)
        return STREAM_END;
    *n_out = (size_t)n;
    return STREAM_OK;
}

static enum stream_result socket_write(struct stream *s, struct span octets,
                                       size_t *n_out, struct error *err)
{
    ssize_t n;

    do {
        n = send(s->fd, octets.at, octets.len, MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (n < 0 && errno == EINTR);
    if (n < 0)
        return socket_failure(s, POLLOUT, err);
    *n_out = (size_t)n;
    return STREAM_OK;
}

static size_t socket_pending(const struct stream *s)
{
    (void)s;
    return 0;
}

static void socket_shutdown(struct stream *s)
{
    shutdown(s->fd, SHUT_WR);
}

static void socket_free(struct stream *s)
{
    close(s->fd);
    free(s);
}

static const struct stream_ops socket_ops = {
    .read = socket_read,
    .write = socket_write,
    .pending = socket_pending,
    .shutdown = socket_shutdown,
    .free = socket_free,
};

struct stream *stream_socket(int fd)
{
    struct stream *s = xcalloc(1, sizeof *s);

    s->ops = &socket_ops;
    s->fd = fd;
    return s;
}
