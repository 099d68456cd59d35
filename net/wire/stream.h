/* stream.h - a connection, whatever carries it: TCP, a Unix socket, TLS.
 *
 * One interface, so that what is above never asks which one it talks to.
 * Streams are non-blocking; whoever waits, waits in pump.c (or, before there
 * is a session, in dial.c and tls.c, which keep their own deadlines). */
#ifndef POP3SH_WIRE_STREAM_H
#define POP3SH_WIRE_STREAM_H

#include "net/base/error.h"
#include "net/base/span.h"

struct stream;

enum stream_result {
    STREAM_OK,     /* *n_out octets were moved, at least one */
    STREAM_WAIT,   /* nothing now: poll for stream_poll_events, then retry */
    STREAM_END,    /* the peer ended it in order (FIN) */
    STREAM_NOTIFY, /* the peer ended it in order with a TLS close_notify */
    STREAM_RESET,  /* reset or another network error: see err */
    STREAM_BROKEN, /* the TLS layer failed (alert, bad record): see err */
};

/* Read at most room octets into at. */
enum stream_result stream_read(struct stream *s, char *at, size_t room,
                               size_t *n_out, struct error *err);

/* Write from octets; may write less than all. */
enum stream_result stream_write(struct stream *s, struct span octets,
                                size_t *n_out, struct error *err);

/* The descriptor to poll, and for which of POLLIN and POLLOUT after the last
 * STREAM_WAIT (TLS may have to write in order to read). Before any
 * STREAM_WAIT: POLLIN. */
int stream_fd(const struct stream *s);
short stream_poll_events(const struct stream *s);

/* Octets that can be read without waiting although the descriptor may not
 * be readable (a TLS record that is decrypted already). */
size_t stream_pending(const struct stream *s);

/* Let the peer know that we send no more: close_notify under TLS, then FIN.
 * Never blocks. */
void stream_shutdown(struct stream *s);

/* Let stream_free end the connection with a TCP reset, which also drops what
 * was not sent yet. */
void stream_prepare_reset(struct stream *s);

/* Close and release, the streams below included; NULL is fine. */
void stream_free(struct stream *s);

/* --- for those who implement a stream --- */

struct stream_ops {
    enum stream_result (*read)(struct stream *, char *, size_t, size_t *,
                               struct error *);
    enum stream_result (*write)(struct stream *, struct span, size_t *,
                                struct error *);
    size_t (*pending)(const struct stream *);
    void (*shutdown)(struct stream *);
    void (*free)(struct stream *);
};

/* First member of every implementation. */
struct stream {
    const struct stream_ops *ops;
    int fd;
    short events; /* for stream_poll_events */
};

/* A stream over a connected, non-blocking socket. Takes fd over. */
struct stream *stream_socket(int fd);

#endif
