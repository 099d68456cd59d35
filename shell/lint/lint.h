/* lint.h - the rules over a transcript, and what they find there.
 *
 * Plays the file to dialogue and rules as a live session would be, and ties
 * each finding to its line. Leaves showing it to others. */
#ifndef POP3SH_LINT_H
#define POP3SH_LINT_H

#include "net/pop3/mask.h"
#include "net/rules/finding.h"
#include "shell/option/option.h"

enum lint_weight {
    LINT_COUNTS,
    LINT_ALLOWED, /* by "@ allow" */
    LINT_UNKNOWN, /* cannot be told from the file; rule may be NULL */
};

struct lint_finding {
    enum lint_weight weight;
    const struct rule *rule;
    enum severity severity;
    uint32_t line; /* of the file */
    uint32_t connection, exchange, column, excerpt_from;
    enum side side;
    uint64_t offset, count;
    char *message; /* owned */
    char *excerpt; /* owned; octets */
    size_t excerpt_len;
};

struct lint {
    struct lint_finding *at; /* owned; in the order of lines */
    size_t count, room;
    uint64_t counts[SEVERITY_ERROR + 1]; /* of LINT_COUNTS, by severity */
    uint64_t allowed, unknown;
    uint64_t left_out;                        /* found, counted, and not kept */
    uint64_t commands, octets_in, octets_out; /* of the session */
    struct mask *mask; /* owned: the secrets that the file shows, and one that
                          was given; no finding has them */
};

enum { LINT_KEPT = 100000 };

/* Judge a file: begin, feed its octets in any split, finish. *out is
 * overwritten; name begins errors; secret is not to be told, empty: none is
 * known. feed and finish: false and *err
 * (ERROR_INPUT) when it is no transcript, and then nothing more is to be fed;
 * what was found before is in *out. finish releases the linter in any case. */
struct linter;
struct linter *lint_begin(struct lint *out, const char *name,
                          const struct options *o, struct span secret);
bool lint_feed(struct linter *l, struct span octets, struct error *err);
bool lint_finish(struct linter *l, struct error *err);
void lint_done(struct lint *l); /* releases what was found */

#endif
