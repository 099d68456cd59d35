/* pump-fixture.h - a session between a pump and a scripted server. */
#ifndef POP3SH_TESTS_PUMP_FIXTURE_H
#define POP3SH_TESTS_PUMP_FIXTURE_H

#include "net/wire/pump.h"
#include "tests/unit/wire-peer.h"

struct session {
    struct peer peer;
    struct dialogue *dialogue;
    struct pump *pump;
    struct error err;
    /* what was seen */
    struct buf chunks; /* a letter a chunk, and its octets */
    unsigned events[EVENT_FINDING + 1];
    enum close_how how;
    enum side closed_by;
    uint64_t last_ns;
};

/* Three seconds, no keyboard, no cancel. */
struct pump_options plain_options(void);

/* Connect to a peer that does what serve says, and open a session. */
void begin(struct session *s, peer_fn *serve, void *ctx);
void begin_with(struct session *s, peer_fn *serve, void *ctx,
                const struct pump_options *options);
/* Open a session over any stream; the peer is not touched. */
void begin_over(struct session *s, struct stream *stream,
                const struct pump_options *options);
void finish(struct session *s);      /* and wait for the peer */
void finish_over(struct session *s); /* of begin_over */

/* Run, asserting how that ends; with ask, send a line before. */
void expect_run(struct session *s, bool wait, enum pump_end want);
void ask(struct session *s, const char *line, enum pump_end want);

/* peer functions: answer every line, QUIT with an end; never say a word */
void serve_plainly(int fd, void *ctx);
void only_hear(int fd, void *ctx);

#endif
