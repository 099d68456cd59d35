/* compare-assign.h - which recorded line each line that came stands for. */
#ifndef POP3SH_TRANSCRIPT_COMPARE_ASSIGN_H
#define POP3SH_TRANSCRIPT_COMPARE_ASSIGN_H

#include "net/transcript/compare-private.h"

enum {
    ASSIGN_LINES_MOST = 512,       /* recorded, and live */
    ASSIGN_PAIRS_MOST = 64 * 1024, /* of them */
    ASSIGN_NOBODY = UINT16_MAX,
};

/* Are these few enough? */
bool assign_fits(size_t count, size_t live_count);

/* Lines in any order. Each live line gets its recorded one, or ASSIGN_NOBODY:
 * so that all that must come have one, and then as many live ones as possible;
 * literal lines before masks. Binds what they catch. */
void assign_set(struct comparison *x, const struct wanted_line *lines,
                size_t count, const struct live_line *live, size_t live_count,
                uint16_t *slot_of);

/* Lines in order, some of which need not come: can the recorded lines from i on
 * be just the live ones from j on? Whatever they bind. */
struct assign_rest {
    size_t count, live_count;
    bool fits[ASSIGN_PAIRS_MOST];
};
void assign_rest(struct assign_rest *r, struct comparison *x,
                 const struct wanted_line *lines, size_t count,
                 const struct live_line *live, size_t live_count);
bool assign_rest_fits(const struct assign_rest *r, size_t i, size_t j);

#endif
