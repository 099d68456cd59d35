/* pump.h - moves octets between a stream and a dialogue; the only loop.
 *
 * Writes what was queued, feeds the dialogue what was written and what
 * arrived, gives it clock chunks when it asked for them, and watches one more
 * descriptor (the keyboard) meanwhile. Decides nothing about POP3. */
#ifndef POP3SH_WIRE_PUMP_H
#define POP3SH_WIRE_PUMP_H

#include "net/pop3/dialogue.h"
#include "net/wire/stream.h"

struct pump;

enum pump_end {
    PUMP_READY,     /* all is written and the dialogue needs nothing, or what
                       it needs only the caller can give (handshake, SASL) */
    PUMP_INPUT,     /* the watched descriptor is readable */
    PUMP_TIMEOUT,   /* the time limit of a wait has passed */
    PUMP_CLOSED,    /* the connection has ended; CHUNK_CLOSE was fed */
    PUMP_CANCELLED, /* the cancel descriptor is readable */
    PUMP_AWAKE,     /* the time of pump_wake has come */
};

/* When ctx wants the session's time told although nothing happens: ns since
 * pump_open, 0: never. */
typedef uint64_t alarm_fn(const void *ctx);

struct pump_options {
    unsigned timeout_ms; /* for a whole status line, and for every silence
                            inside data; 0: none */
    int input_fd;        /* watched; -1: none */
    int cancel_fd;       /* readable: stop waiting; -1: none */
    size_t ahead;        /* most unanswered commands on the wire */
};

typedef void chunk_fn(void *ctx, const struct chunk *chunk);

struct pump *pump_new(struct dialogue *d, const struct pump_options *options);
void pump_free(struct pump *p); /* frees its stream, not the dialogue */

/* One more who wants to be told the time, besides the dialogue (the rules). */
void pump_alarm(struct pump *p, alarm_fn *alarm, const void *ctx);

/* tap sees every chunk before the dialogue does (the recorder). */
void pump_tap(struct pump *p, chunk_fn *tap, void *ctx);

/* Begin a session over stream, which is taken over. tls is TLS_NONE or
 * TLS_IMPLICIT; facts (NULL: unknown) go with the event. Time 0 of the session
 * is now. */
void pump_open(struct pump *p, struct stream *stream, enum tls_mode tls,
               const struct tls_facts *facts);

/* The stream under the session, to be wrapped in TLS: the caller owns it
 * until pump_tls_done gives the new one back (NULL: the handshake failed and
 * why; the session is then closed). */
struct stream *pump_take_stream(struct pump *p);
void pump_tls_done(struct pump *p, struct stream *stream, struct span why,
                   const struct tls_facts *facts);

/* Queue octets to be sent exactly so. automatic: sent unasked. */
void pump_send(struct pump *p, struct span octets, bool automatic);
/* The same n times, not automatic; they take no more memory than a few. */
void pump_send_repeats(struct pump *p, struct span octets, uint64_t n);

/* Let pump_run return PUMP_AWAKE once, at at_ns of clock_ns(); 0: never.
 * alone: with wait false, watch no keyboard until then and return for nothing
 * less than the time, the end or a cancel. */
void pump_wake(struct pump *p, uint64_t at_ns, bool alone);

/* Octets queued and not yet written. */
size_t pump_queued(const struct pump *p);

/* Run until there is something for the caller. wait: go on waiting while the
 * dialogue needs a reply; without it return PUMP_READY as soon as nothing is
 * left to be written and nothing can be read at once (with input_fd set: run
 * until PUMP_INPUT whatever the dialogue needs).
 * On PUMP_CLOSED by a fault *err has the sentence. */
enum pump_end pump_run(struct pump *p, bool wait, struct error *err);

/* Run until something has happened: octets came, time that somebody wanted
 * told has passed, or the session ended (the dialogue needs nothing more, or a
 * handshake, does not end it, but for the latter). The time limit is for what
 * the dialogue waits for; where that is nothing it begins with a call that is
 * fresh. PUMP_READY, _TIMEOUT, _CLOSED or _CANCELLED. */
enum pump_end pump_step(struct pump *p, bool fresh, struct error *err);

/* End the session from our side. */
void pump_close(struct pump *p);

bool pump_is_open(const struct pump *p);
uint64_t pump_now(const struct pump *p); /* ns since pump_open */
void pump_set_timeout(struct pump *p, unsigned timeout_ms);

/* Octets moved so far, over all sessions of this pump. */
uint64_t pump_octets_in(const struct pump *p);
uint64_t pump_octets_out(const struct pump *p);

#endif
