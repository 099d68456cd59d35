/* compare-walk.h - a way along the lines of two answers. */
#ifndef POP3SH_TRANSCRIPT_COMPARE_WALK_H
#define POP3SH_TRANSCRIPT_COMPARE_WALK_H

#include "net/transcript/compare-rest.h"

struct walk {
    struct comparison *x;
    struct line_reader live;
    struct live_line now;    /* the next one that came */
    bool more;               /* there is one */
    size_t at;               /* its number among those that came */
    const struct rest *rest; /* where lines need not come; or NULL */
    const char *count; /* entries are only counted, and this is why one too many
                          or too few is told; or NULL */
    size_t told;
    size_t left_out;
};

void walk_advance(struct walk *k);

/* How many lines that came are left, the present one among them. */
size_t walk_left(const struct walk *k);

/* Is the answer a listing, whose lines are entries with a first word each? */
bool walk_has_keys(const struct walk *k);

/* Does the line match? Binds what it catches. */
bool compare_fits(struct comparison *x, const struct wanted_line *line,
                  const struct live_line *got);

/* Tell a difference of the answer, unless too many were told. */
void walk_tell(struct walk *k, struct difference *d);
/* instead: what came in its place, or NULL. */
void walk_tell_missing(struct walk *k, const struct wanted_line *line,
                       const struct live_line *instead);
/* The present line. line: of the file; due: what was expected in its place, or
 * NULL; beside: the number of that line, or of the one behind which it came. */
void walk_tell_extra(struct walk *k, uint32_t line,
                     const struct wanted_line *due, size_t beside);
/* The present line came for this one. at, name: of compare_match, which said
 * how. */
void walk_tell_pair(struct walk *k, const struct wanted_line *line,
                    enum match_result how, size_t at, struct span name);
/* How many differences were too many to be told. */
void walk_tell_rest(struct walk *k);

/* compare-order.c: line i was expected and another came, in an answer with
 * lines that need not come. Returns the next line to expect. */
size_t walk_settle(struct walk *k, size_t i, enum match_result how, size_t at,
                   struct span name);
/* Line i may come any number of times, or not at all. */
void walk_skim(struct walk *k, size_t i);

/* compare-align.c: all lines of the answer must come, in their order; compare
 * those from i on with those that are left. */
void walk_align(struct walk *k, size_t i);

/* compare-set.c: the lines of one "@ set", which begins at i. Returns what
 * follows it. */
size_t walk_set(struct walk *k, size_t i);

#endif
