/* session-private.h - what the files of the session family share. */
#ifndef POP3SH_SESSION_PRIVATE_H
#define POP3SH_SESSION_PRIVATE_H

#include "net/pop3/lens.h"
#include "net/pop3/mask.h"
#include "net/rules/check.h"
#include "net/rules/host.h"
#include "net/wire/pump.h"
#include "shell/session/session-login.h"
#include "shell/session/verdict.h"

struct session_reader {
    event_fn *see;
    void *ctx;
    bool runs; /* it takes them */
};

struct session {
    struct session_setup setup;
    struct dialogue *dialogue;
    struct check *check;
    struct verdict *verdict;
    struct mask *mask;
    struct lens *lens;
    struct pump *pump;
    struct session_reader readers[SESSION_READERS_MOST];
    size_t readers_count;
    session_refused_fn *tell_refused; /* NULL: nobody wants to know */
    void *refused_ctx;
    struct buf line; /* what is being sent; wiped after a secret */

    /* of this connection */
    unsigned number; /* from 1 */
    struct target target;
    struct dial_facts dial;
    struct tls_facts tls;
    bool has_tls, stopped;
    bool tls_refused;         /* by the other end, at the first handshake */
    const char *binding_type; /* of the channel; NULL: none */
    unsigned char binding[64];
    size_t binding_len;
    bool summed; /* what was found has been told; true before the first one */
    uint64_t opened_ns; /* of the clock */

    /* what earlier sessions left (session-memory.c) */
    struct host_memory memory;
    char *memory_path; /* owned; NULL: nothing is to be put back */
    bool memory_complained;

    /* what the server said last, before the mask; wiped */
    struct buf answer;
    enum status answer_status;
    struct buf capa[CAPA_WHENS];
    bool capa_due; /* a reply is over and not in there yet */

    /* what the events told */
    uint64_t commands, refused;
    enum status status;  /* of the last status line */
    struct buf text;     /* that line, fit for a terminal */
    struct buf greeting; /* its octets, secrets taken out */
    enum status greeting_status;
    uint64_t sent_ns;      /* clock_ns when a command was sent last */
    unsigned keepalive_ms; /* 0: off */
    bool quit_sent;
    bool overflow_told;    /* that a listing is too large to be compared */
    bool auth_refused;     /* the last command answered was an AUTH, with -ERR,
                              and only lines that are none were sent since */
    bool lost;             /* the server ended the connection, unasked */
    struct buf unanswered; /* what the connection ended before; empty: nothing
                              was missing */
};

/* session.c: the connection is gone; do what remains to be done, once. */
void session_end_now(struct session *s);

/* session-explain.c: make *err say what to try; peer is session_peer's. Where
 * they return, false is a failure that *err explains. */
/* The target's name did not lead to an address. */
void session_explain_unresolved(const struct session *s, struct error *err);
/* Nothing came. A server that waits for a ClientHello does just that. */
bool session_explain_silence(const struct session *s, const char *peer,
                             struct error *err);
/* The server left before its greeting was complete. */
bool session_explain_hangup(const struct session *s, const char *peer,
                            struct error *err);
/* The greeting came: is this POP3, and are we welcome? Then true. */
bool session_explain_greeting(const struct session *s, const char *peer,
                              struct error *err);

/* session-tls.c: wrap below in TLS for mode; takes it over. NULL and *err
 * when that fails. */
struct stream *session_start_tls(struct session *s, struct stream *below,
                                 struct error *err);
/* The name that the certificate must bear. A Unix socket's peer is this
 * host. */
bool session_tls_name(const struct session *s, char name[256],
                      struct error *err);
/* Was it the other end that made the handshake end so, and not a person or a
 * file of ours? */
bool session_tls_is_theirs(const struct error *why);

/* session-memory.c: fetch what is remembered of the target's server, before
 * its session begins; put it back when the session has ended (again is fine).
 */
void session_memory_begin(struct session *s);
void session_memory_end(struct session *s);

/* session-hear.c: hears the events before the mask, and passes them to it; an
 * event_fn. */
void session_hear(void *ctx, const struct event *event);
void session_hear_reset(struct session *s);
/* What the lens says. */
void session_say_reading(void *ctx, const char *words);

/* session-watch.c: the session's own reader, an event_fn. */
void session_watch(void *ctx, const struct event *event);
/* Forget the former connection. */
void session_watch_reset(struct session *s);

#endif
