/* plan-private.h - what the files that make a plan share. */
#ifndef POP3SH_TRANSCRIPT_PLAN_PRIVATE_H
#define POP3SH_TRANSCRIPT_PLAN_PRIVATE_H

#include "net/rules/check.h"
#include "net/transcript/plan.h"

enum { BATCH_MOST = 512 }; /* items that are fed at a stroke */

struct maker;

/* Lines of an item, fed with others. */
struct batch_row {
    uint32_t item, of; /* the first of its lines */
    uint32_t count;
    uint32_t len;   /* octets of each on the wire */
    uint32_t first; /* lines of the batch before them */
    uint32_t start; /* octets of the batch before them */
};

/* Lines of one side, each whole, that are fed at a stroke: which of them an
 * event is about shows in its offset. */
struct batch {
    bool on;
    enum side side;
    uint64_t base; /* octets of this side before them */
    struct batch_row rows[BATCH_MOST];
    size_t count;
    uint32_t lines, octets; /* of all rows */
    size_t at;              /* the row that the events have come to */
    uint32_t passed;        /* lines that they have passed */
    size_t kept_at;         /* the row of the first line that is not kept */
    uint32_t kept;          /* lines that are in plan.lines by now */
};

/* Equal commands, of one item. */
struct commands {
    uint32_t first; /* how many came before */
    uint32_t count;
    uint32_t item;
};

/* An "@ timeout" of a connection: its step, and how many commands wait. */
struct silence {
    size_t step;
    size_t waiting;
};

enum { SILENCES_MOST = 16 }; /* of a connection, whose end is looked at */

/* One connection while it is read. */
struct talker {
    struct dialogue *dialogue;
    struct check *check;
    struct answers *answers;
    struct maker *maker;
    uint16_t conn;
    bool open;
    bool closed;         /* it was open, and has ended */
    bool shaking;        /* "@ tls start" stood there, and not how that ended */
    uint32_t first_line; /* of the answer that is being read */
    struct commands *commands; /* of the exchanges; owned */
    size_t command_count, command_room;
    uint32_t item, of; /* the line that is being read */
    uint32_t body, allow;
    uint64_t within_ns;
    uint16_t set; /* the "@ set" that is open; 0: none */
    bool in_sasl; /* an "@ sasl" is open */
    bool deleted;
    bool feeding;    /* a line of the server, which is in plan.lines already */
    uint64_t fed[2]; /* octets by enum side */
    struct silence silences[SILENCES_MOST];
    size_t silence_count;
};

struct maker {
    struct plan *plan;
    const char *name;
    struct error *err;
    struct talker *talkers[ITEM_CONNECTIONS_MOST];
    uint16_t sets; /* how many there were */
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
void talker_close(struct talker *s, enum side by);
void talker_silence(struct talker *s, uint64_t ns);
void talker_feed(struct talker *s, enum chunk_kind kind, enum side by,
                 struct span octets);

/* plan-batch.c: lines at a stroke. Gather those that go together, from line of
 * of item on. Returns how many. */
uint32_t batch_gather(struct maker *m, size_t item, uint32_t of);
/* Feed what was gathered. */
void batch_feed(struct maker *m, struct talker *s);
/* The row that has this line of the batch, which events have come to. */
const struct batch_row *batch_row_of(const struct batch *b, uint32_t line);
/* Go on to the line that e is about, which becomes the talker's. */
void batch_follow(struct talker *s, const struct event *e);
/* Of the lines that events have passed, keep all but the last `but`. */
void batch_keep(struct talker *s, uint32_t but);
/* Keep the next line, for all that follow in its row, but for n at most.
 * Returns how many it stands for. */
uint32_t batch_keep_equal(struct talker *s, uint32_t n);

/* Add the nth line that line `of` of item makes; joins as in plan_line. */
void plan_add_line(struct talker *s, uint32_t item, uint32_t of, unsigned nth,
                   bool joins);

struct step *plan_add_step(struct maker *m, enum step_kind kind, uint16_t conn,
                           uint32_t item);

#endif
