/* check-private.h - what the files of the rules share.
 *
 * A family of rules is a file check-<family>.c: watchers, small functions
 * that look at one kind of event and report, and the family's own memory (a
 * struct in check-<family>.h, embedded in struct check). A watcher runs before
 * the shared book has taken in the event: the book tells what was known
 * before it. */
#ifndef POP3SH_RULES_CHECK_PRIVATE_H
#define POP3SH_RULES_CHECK_PRIVATE_H

#include "net/rules/book.h"
#include "net/rules/check.h"
#include "net/rules/families.h"
#include "net/rules/formed.h"
#include "net/rules/memory.h"

/* Bits for the kinds of events that a watcher wants to see. */
#define ON(kind) (1u << EVENT_##kind)
/* Bits for the verbs that a watcher is about. */
#define ABOUT(verb) (UINT32_C(1) << VERB_##verb)

/* The watchers of a family, in the order of the catalogue. */
struct watch_family {
    const struct watch *watches;
    const size_t *count;
};

extern const struct watch_family watch_families[];
extern const size_t watch_families_count;

enum {
    CHECK_PENDING_MOST = 32, /* findings of one event */
    CHECK_FIRED_MOST = 64,   /* findings remembered for precedence */
};
#define CHECK_HELD_NS UINT64_C(300000000) /* a listing follows that soon */

/* Watchers to be called one after the other. */
struct watch_list {
    unsigned count;
    const struct watch **at; /* owned */
};

/* A finding on its way: reported while an event is looked at, told when all
 * watchers have, unless a more specific one stands on the same line. */
struct pending {
    enum rule_id id;
    enum severity severity;
    enum side side;
    uint32_t exchange;
    uint64_t offset, line_offset; /* of the octet; of its line */
    uint32_t column;
    uint64_t message_number; /* cross-reply rules: the message; 0: none */
    bool doubtful;
    size_t excerpt_from, excerpt_len;
    char excerpt[160], message[240];
};

/* How often a rule was broken in one reply; it is told once. */
struct told {
    bool ever;
    uint32_t exchange; /* in which it was told last */
    uint64_t count;    /* of that exchange */
};

struct check {
    event_fn *emit;
    void *ctx;
    const struct dialogue *dialogue;
    bool strict;
    bool muted[RULE_COUNT];
    struct check_peer peer;
    struct host_memory *host; /* of earlier sessions; NULL: none */

    /* the watchers of each kind of event and verb (the last: no verb) */
    struct watch_list watchers[EVENT_FINDING][VERB_COUNT + 1];

    struct book book;     /* what several families ask for */
    struct memory memory; /* each family's own */

    unsigned loud; /* bits, ON(kind): at the last event of that kind something
                      was reported */
    size_t pending_count;
    size_t fired_next, fired_count;
    struct told told[RULE_COUNT];
    bool repeats;           /* some count of told is above 1 */
    uint64_t held_until_ns; /* 0: none is held */

    /* The last members, not even cleared before they are set, so that a
     * session without findings touches none of these pages. */
    struct pending held; /* what lines behind its reply may still explain */
    struct pending pending[CHECK_PENDING_MOST];
    struct pending fired[CHECK_FIRED_MOST]; /* a ring, for precedence */
    struct pending told_last[RULE_COUNT];   /* set with told: as it was told */
};

/* --- tell.c, for the engine --- */

/* Turn what was reported at an event into findings. */
void tell_settle(struct check *c, const struct event *at);
/* Tell what waited for the lines behind a reply, if e decides that none come
 * any more. To be called before e is judged. */
void tell_release(struct check *c, const struct event *e);
/* The reply is over: tell how often what was told once came in all. */
void tell_repeats(struct check *c, const struct event *e);

/* --- reporting, for watchers --- */

/* Where a finding points. */
struct place {
    enum side side;
    uint32_t exchange;
    uint64_t line_offset; /* of the line in its stream */
    struct span line;     /* its octets, end included or not; may be empty */
    size_t index;         /* of the octet at fault in line */
    uint64_t message_number;
};

/* The line of e, at octet `index` of e->raw. */
struct place place_at(const struct event *e, size_t index);
/* The line of e at the octet where part (a span within e->raw) begins. */
struct place place_of(const struct event *e, struct span part);
/* A line of the server kept from before, at its first octet. */
struct place place_line(const struct kept_line *k, uint32_t exchange);
/* A cross-reply finding about message n, told at event e. */
struct place place_message(const struct event *e, uint64_t n);

/* Report that rule id is broken, with its own severity. The message is made
 * from the format: what is wrong here, in words and numbers, no full stop. */
void report(struct check *c, enum rule_id id, struct place place,
            const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The same with a severity that a sub-case asks for (never above the row's). */
void report_as(struct check *c, enum rule_id id, enum severity severity,
               struct place place, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Has rule id been told (or reported for this event) in this session? */
bool has_fired(const struct check *c, enum rule_id id);

/* --- helpers on events --- */

/* The verb of the request that e answers; NULL when unknown or none. */
static inline bool answers(const struct event *e, enum verb_id id)
{
    return e->request && e->request->verb && e->request->verb->id == id;
}
/* Is the reply to e's request, a login, positive and complete? */
bool is_login(const struct request *r);   /* PASS, APOP, AUTH mech */
bool has_sys_code(const struct event *e); /* [SYS/TEMP], [SYS/PERM], [SYS] */
bool code_is(const struct event *e, const char *code); /* any case */

#endif
