/* serve-guest.h - one client of the loop. Private to serve*.c. */
#ifndef POP3SH_WIRE_SERVE_GUEST_H
#define POP3SH_WIRE_SERVE_GUEST_H

#include "net/wire/serve.h"
#include "net/wire/wait.h"

#define MS(n) ((uint64_t)(n)*UINT64_C(1000000))

enum { INPUT_ROOM = 4096 };

enum phase {
    PHASE_HANDSHAKE,
    PHASE_TALK,
    PHASE_LINGER, /* we have ended; the client's end is awaited */
    PHASE_GONE,
};

struct guest {
    void *answers; /* what .open returned; NULL for one that is turned away */
    struct stream *stream;
    enum phase phase;
    bool ended;        /* the client sends no more */
    bool waits;        /* for the time of its answer: SERVE_WAITS */
    bool busy;         /* its turn was cut short */
    short events;      /* what its next step waits for; 0: for time only */
    uint64_t until_ns; /* HANDSHAKE, LINGER, .ended and .waits: no longer */
    size_t input_len;
    char input[INPUT_ROOM];
};

struct serve {
    const struct serve_options *options;
    struct guest **guests; /* owned */
    size_t count, room;
    struct pollfd *fds; /* room + FD_GUESTS */
    unsigned long long accepted;
    uint64_t accepts_ns; /* nobody is let in before */
    uint64_t now_ns;
};

/* TLS begins; the steps of the handshake are turns. */
void guest_begin_handshake(struct serve *s, struct guest *g);
/* Do what can be done now; .events tells what to wait for. */
void guest_turn(struct serve *s, struct guest *g);
/* When its next turn comes even if nothing happens, at s->now_ns. */
uint64_t guest_alarm(const struct serve *s, const struct guest *g);
/* Close it, because of why (NULL: in order). */
void guest_end(struct serve *s, struct guest *g, const struct error *why);

#endif
