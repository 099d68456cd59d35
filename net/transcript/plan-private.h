/* plan-private.h - what the files that make a plan share. */
#ifndef POP3SH_TRANSCRIPT_PLAN_PRIVATE_H
#define POP3SH_TRANSCRIPT_PLAN_PRIVATE_H

#include "net/rules/check.h"
#include "net/transcript/plan.h"

enum { BATCH_MOST = 4096 }; /* lines that are fed at a stroke */

struct maker;

/* Lines of one side, an item each, that are fed at a stroke: which of them an
 * event is about shows in its offset. */
struct batch {
    bool on;
    enum side side;
    uint32_t item, line; /* the first; .line: of plan.lines */
    uint64_t base;       /* octets of this side before them */
    uint32_t ends[BATCH_MOST];
    size_t count, at; /* .at: how many the events have passed */
};

/* One connection while it is read. */
struct talker {
    struct dialogue *dialogue;
    struct check *check;
    struct answers *answers;
    struct maker *maker;
    uint16_t conn;
    bool open;
    uint32_t first_line; /* of the answer that is being read */
    uint32_t *commands;  /* item of each exchange; owned */
    size_t command_count, command_room;
    uint32_t item; /* that is being read */
    uint32_t body, allow;
    uint64_t within_ns;
    bool deleted;
    bool feeding;    /* a line of the server, which is in plan.lines already */
    uint64_t fed[2]; /* octets by enum side */
};

struct maker {
    struct plan *plan;
    const char *name;
    struct error *err;
    struct talker *talkers[ITEM_CONNECTIONS_MOST];
    uint16_t set, sets; /* the one that is open; how many there were */
    bool in_sasl;
    int level;
    bool failed;
    struct variables variables; /* as recorded */
    struct buf octets;
    struct batch batch;
};

/* plan-talk.c: a connection, and the steps and answers that its events tell. */
struct talker *talker_new(struct maker *m, uint16_t conn);
void talker_free(struct talker *s); /* NULL is fine */
void talker_open(struct talker *s, bool tls);
void talker_feed(struct talker *s, enum chunk_kind kind, enum side by,
                 struct span octets);

struct step *plan_add_step(struct maker *m, enum step_kind kind, uint16_t conn,
                           uint32_t item);

#endif
