/* session.h - one client of the server, as a pure function: its octets in,
 * ours out.
 *
 * Has no socket, clock, file or TLS in it. Whoever owns those offers what
 * arrived, sends what there is to be sent, and is told when TLS is to begin
 * and when the connection is to end. Memory does not depend on what a client
 * sends or on the size of messages: commands are taken one by one, and only
 * while there is room for their reply; messages are read while they are
 * sent. RFC 1939, 2449, 2595, 3206, 5034, 6856. */
#ifndef POP3SH_SERVER_SESSION_H
#define POP3SH_SERVER_SESSION_H

#include "net/server/server.h"

struct server_session;

struct server_peer {
    bool tls;          /* TLS is there from the start */
    bool cleartext;    /* passwords may come without TLS (loopback) */
    const char *stamp; /* what makes the timestamp unique: "17.1732567" */
};

/* A client has connected at now_ns; the greeting is ready to be sent. All
 * times are of one monotonic clock. Release with server_session_free, which
 * removes no message (RFC 1939 section 6). */
struct server_session *server_session_new(struct server *server,
                                          const struct server_peer *peer,
                                          uint64_t now_ns);
void server_session_free(struct server_session *s); /* NULL is fine */

/* Offer octets that the client sent. Returns how many were taken, from the
 * front; the rest is to be offered again when output has been sent, or at
 * server_session_alarm. */
size_t server_session_take(struct server_session *s, uint64_t now_ns,
                           struct span octets);

/* What is to be sent next, borrowed until the next call; empty: nothing now.
 * To be asked after every other call. */
struct span server_session_output(struct server_session *s, uint64_t now_ns);
/* The first n octets of it were sent. */
void server_session_sent(struct server_session *s, uint64_t now_ns, size_t n);

enum server_want {
    SERVER_GOES_ON,
    SERVER_WAITS, /* there will be output at server_session_alarm */
    SERVER_TLS,   /* begin TLS; drop client octets that were not taken */
    SERVER_CLOSE, /* end the connection */
};
/* What else is to be done, now that all output has been sent. */
enum server_want server_session_want(const struct server_session *s);

/* Channel bindings of a TLS connection; empty where there are none. */
struct server_binding {
    struct span exporter, unique;
};
/* TLS stands: from the start or after SERVER_TLS. */
void server_session_tls(struct server_session *s, uint64_t now_ns,
                        const struct server_binding *binding);

/* When to call server_session_output again although nothing happened; 0:
 * never. */
uint64_t server_session_alarm(const struct server_session *s);

/* The duties that a fault makes whoever owns the connection forget. */
bool server_session_lapses(const struct server_session *s, unsigned lapses);

/* Why a maildrop failed, for the operator; ERROR_NONE when none did. */
const struct error *server_session_error(const struct server_session *s);

#endif
