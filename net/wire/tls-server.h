/* tls-server.h - the server's side of TLS.
 *
 * One certificate, given or made at the start, for many connections; a
 * handshake never waits, so that one thread can have many of them. */
#ifndef POP3SH_WIRE_TLS_SERVER_H
#define POP3SH_WIRE_TLS_SERVER_H

#include "net/wire/stream.h"

struct tls_server;

/* cert and key are PEM files; a key of NULL is in the file of cert. A cert of
 * NULL: a key and a self-signed certificate are made, for localhost, 127.0.0.1
 * and ::1, valid for 90 days. look names what is to be wrong with it, or with
 * TLS (tls-look.c); NULL: nothing. NULL and *err (ERROR_INPUT). */
struct tls_server *tls_server_new(const char *cert, const char *key,
                                  const char *look, struct error *err);
void tls_server_free(struct tls_server *t); /* NULL is fine */

/* The certificate as PEM, for those who are to trust it; borrowed. */
struct span tls_server_certificate(const struct tls_server *t);

/* Put TLS over below, which is taken over. */
struct stream *tls_accept(struct stream *below, struct tls_server *server);

/* Go on with the handshake: STREAM_OK when it is done, STREAM_WAIT when it
 * waits for stream_poll_events, else it has failed: *err. */
enum stream_result tls_accept_step(struct stream *s, struct error *err);

#endif
