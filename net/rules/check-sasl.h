/* check-sasl.h - memory of the rules about AUTH exchanges, server side (section
 * 6), and what their files share.
 *
 * What the client sent is kept no longer than its exchange, and wiped. */
#ifndef POP3SH_RULES_CHECK_SASL_H
#define POP3SH_RULES_CHECK_SASL_H

#include "net/base/buf.h"
#include "net/pop3/event.h"

struct check;

enum scram_stage {
    SCRAM_NOTHING,      /* no client-first was sent */
    SCRAM_CLIENT_FIRST, /* server-first is due */
    SCRAM_SERVER_FIRST, /* client-final is due */
    SCRAM_CLIENT_FINAL, /* server-final is due */
    SCRAM_PROVED,       /* server-final came with v= */
    SCRAM_FAILED,       /* server-final came with e= */
};

struct scram_exchange {
    enum scram_stage stage;
    struct buf nonce;    /* of client-first; empty: unknown */
    struct buf verifier; /* v= of server-final, in base64 */
    struct buf expected; /* the same as we computed it */
    uint64_t verifier_offset;
};

struct oauth_exchange {
    bool token_sent;
    bool error_seen; /* a challenge that tells of a failure */
    bool dummy_sent; /* and the client's answer to it */
};

/* The open AUTH exchange; all zero when there is none. */
struct sasl_exchange {
    uint32_t number;     /* of the AUTH command */
    unsigned challenges; /* so far */
    unsigned responses;  /* SASL lines of the client so far */
    unsigned cancelled;  /* which of them was "*", from 1; 0: none */
    bool empty_first;    /* the first challenge was empty */
    bool resent;         /* and the initial response came again after it */
    bool opaque;         /* a challenge could not be read */
    bool initial_clear;  /* the initial response could be read */
    uint16_t mark;       /* fingerprint of the first response */
    struct scram_exchange scram;
    struct oauth_exchange oauth;
};

struct sasl_memory {
    struct sasl_exchange exchange;
    bool client_certificate; /* one was asked for and sent */
    /* the last AUTH that was refused with its initial response; the 16 bits
     * tell equal data from other data, and nothing of a password */
    char refused_mechanism[24];
    uint16_t refused_mark;
};

void sasl_memory_done(struct sasl_memory *m);

/* How many challenges the exchange of e has had; 0 when e is of none. */
unsigned sasl_challenges(const struct check *c, const struct event *e);

/* --- between check-sasl.c, check-sasl-list.c, check-scram.c, check-oauth.c */

/* The lines that name mechanisms: CAPA's SASL, and those of a bare AUTH. */
void sasl_judge_list(struct check *c, const struct event *e);
/* A complete CAPA reply. */
void sasl_judge_capa(struct check *c, const struct event *e);

/* Is the mechanism SCRAM, of any hash? */
bool is_scram(struct span mechanism);
/* The client sent data (decoded; "?" when it could not be). */
void scram_sent(struct scram_exchange *x, struct span data);
/* The challenge e holds data (decoded). */
void scram_judge_challenge(struct check *c, const struct event *e,
                           struct span data);
/* AUTH had +OK. */
void scram_judge_success(struct check *c, const struct event *e);
void scram_done(struct scram_exchange *x);

bool is_oauth(struct span mechanism);
void oauth_sent(struct oauth_exchange *x, struct span data);
void oauth_judge_challenge(struct check *c, const struct event *e,
                           struct span data);
/* AUTH had +OK or -ERR. */
void oauth_judge_result(struct check *c, const struct event *e);

#endif
