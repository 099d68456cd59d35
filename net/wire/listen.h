/* listen.h - sockets that wait for clients. */
#ifndef POP3SH_WIRE_LISTEN_H
#define POP3SH_WIRE_LISTEN_H

#include "net/base/buf.h"
#include "net/base/error.h"
#include "net/wire/resolve.h"

/* Listen on "ADDR:PORT", "[ADDR]:PORT", "ADDR" or ":PORT"; an ADDR that is
 * missing is 127.0.0.1, "*" is every one; a PORT that is missing or 0 is a
 * free one. Returns the socket, non-blocking and close-on-exec, or -1 and
 * *err: ERROR_USAGE for what is no address, ERROR_NETWORK. option names the
 * option in errors. */
int listen_on(const char *where, const char *option, struct error *err);

/* Append where it listens: "127.0.0.1:1110", "[::1]:1110". */
void listen_place(int fd, struct buf *out);

/* Does it listen on loopback only? */
bool listen_is_loopback(int fd);

/* Take the next connection, non-blocking and close-on-exec, with its peer's
 * address; -1 and errno when there is none: EAGAIN when nobody came. */
int listen_accept(int fd, struct address *peer_out);

#endif
