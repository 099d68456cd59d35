/* compare-rest.h - lines in order, some of which need not come: can the
 * recorded ones from here on be just those that are left?
 *
 * Whatever they bind. Knows no more than the pairs of lines that a way to the
 * end goes through, which in most answers are few. */
#ifndef POP3SH_TRANSCRIPT_COMPARE_REST_H
#define POP3SH_TRANSCRIPT_COMPARE_REST_H

#include "net/transcript/compare-private.h"

/* {0} is empty, and of no use. */
struct rest {
    size_t live_count;
    size_t *first; /* owned: in at, by how many live lines are left */
    uint32_t *at;  /* owned: the recorded lines that fit there, descending */
    size_t used, room;
};

/* The first count recorded lines, and the lines of the answer that came. False
 * when there are too many ways, and r is of no use. Release in any case. */
bool rest_init(struct rest *r, struct comparison *x, size_t count);
void rest_done(struct rest *r);

/* Can recorded lines i to the last be the live ones j to the last? */
bool rest_fits(const struct rest *r, size_t i, size_t j);

#endif
