/* pump-private.h - what the life of a pump and its turns share. */
#ifndef POP3SH_WIRE_PUMP_PRIVATE_H
#define POP3SH_WIRE_PUMP_PRIVATE_H

#include "net/wire/outbox.h"
#include "net/wire/pump.h"

enum { PUMP_READ_OCTETS = 128 * 1024 };

struct pump {
    struct dialogue *dialogue;
    struct pump_options options;
    chunk_fn *tap;
    void *tap_ctx;

    struct stream *stream; /* owned; NULL: none, or lent */
    bool lent;             /* between pump_take_stream and pump_tls_done */
    struct outbox outbox;
    char *buffer; /* PUMP_READ_OCTETS, made for the first session */

    uint64_t origin_ns;    /* clock_ns() of time 0 */
    uint64_t moved_ns;     /* when octets last moved, either way */
    uint64_t timed_out_ns; /* beginning of the wait that timed out, + 1 */
    uint64_t octets_in, octets_out;

    unsigned full;      /* reads in a row that left no room */
    short read_events;  /* what a read waits for */
    short write_events; /* what a write waits for; 0: it may be tried */
    size_t tried;       /* octets of a write that must be repeated (TLS) */
    bool deaf;          /* a write failed: only reading is left */
    struct error fault; /* and why */
    bool stepping;      /* within pump_step */
    uint64_t step_ns;   /* when a fresh one began */
    uint64_t rung_ns;   /* up to when alarms have been served */
    alarm_fn *alarm;    /* NULL: none */
    const void *alarm_ctx;
    uint64_t wake_ns; /* see pump_wake; 0: never */
    bool alone;
};

/* Tell tap and dialogue what happens now. */
void pump_feed_octets(struct pump *p, enum side side, struct span octets,
                      bool automatic);
void pump_feed_kind(struct pump *p, enum chunk_kind kind);
/* The session is over: tell it and let the stream go. */
void pump_feed_close(struct pump *p, enum side side, enum close_how how);

#endif
