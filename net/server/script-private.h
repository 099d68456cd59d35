/* script-private.h - for script.c and its parts only. */
#ifndef POP3SH_SERVER_SCRIPT_PRIVATE_H
#define POP3SH_SERVER_SCRIPT_PRIVATE_H

#include "net/server/script.h"
#include "net/transcript/filler.h"
#include "net/transcript/variable.h"

#define SCRIPT_NONE UINT32_MAX

/* A command and what answers it: the items from .from to before .to, but for
 * those of other connections and of clients. */
struct script_exchange {
    uint32_t client; /* item; SCRIPT_NONE: the connection itself */
    uint32_t from, to;
    bool opens_sasl; /* the AUTH of an "@ sasl" block */
    bool in_sasl;    /* a later line of one */
};

/* A recorded connection. */
struct script_run {
    unsigned conn;
    bool implicit;
    size_t first, count; /* in .exchanges; the first is the greeting */
};

struct script_message {
    uint32_t item;   /* of its "@ body" */
    struct buf wire; /* stuffed */
};

struct script {
    const struct transcript *transcript; /* borrowed */
    struct script_settings settings;
    struct script_exchange *exchanges;
    size_t exchange_count, exchange_room;
    struct script_run *runs;
    size_t run_count, run_room;
    struct script_message *messages;
    size_t message_count, message_room;
};

enum { SCRIPT_LINE_MOST = 64 << 10 };
#define SCRIPT_IDLE_NS UINT64_C(600000000000) /* RFC 1939 section 3 */

struct script_session {
    struct script *script;
    const struct script_run *run;
    size_t next;     /* exchange of the run that is awaited */
    uint32_t at, to; /* items that are being played */
    bool aside;      /* out of turn: server lines only */
    struct variables variables;
    struct buf line; /* of the client, so far */
    bool too_long;   /* it is, and was cut */
    struct buf out;
    struct filler filler;
    struct span message; /* what is left of a file */
    uint64_t chunk;      /* octets of a segment; 0: any */
    uint64_t until_ns;   /* a pause; 0: none */
    uint64_t idle_ns;    /* the connection ends when nothing came by then */
    bool tls, tls_due, close_due;
    struct span how;

    /* for faults (script-spoil.c) */
    int place;            /* enum verb_id or fault_place of this answer */
    unsigned when;        /* enum fault_when of it */
    bool first_due;       /* its first line was not played yet */
    bool delayed;         /* it was waited for */
    bool muted;           /* the rest of it is left out */
    uint64_t sent_octets; /* on this connection */
};

static inline const struct item *script_item(const struct script *s, uint32_t i)
{
    return &s->transcript->items[i];
}

/* Does the client's line (without its end) go with this exchange? What masks
 * catch is bound. */
bool script_line_matches(struct script_session *s,
                         const struct script_exchange *x, struct span line);

/* Put into .out what comes next of the items being played. */
void script_play(struct script_session *s, uint64_t now_ns);

/* --- script-spoil.c --- */

/* The answer to line (a response of SASL: sasl) is what is played next. */
void script_spoil_next(struct script_session *s, struct span line, bool sasl);
/* Before the first line of an answer: true when it is to wait, .until_ns. */
bool script_spoil_delay(struct script_session *s, uint64_t now_ns);
/* A server line was put into .out, where it begins at from. */
void script_spoil_first(struct script_session *s, size_t from);

#endif
