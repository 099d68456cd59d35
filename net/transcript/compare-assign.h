/* compare-assign.h - which recorded line each line that came stands for, where
 * they come in any order and several would do. */
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

/* Each live line gets its recorded one, or ASSIGN_NOBODY:
 * so that all that must come have one, and then as many live ones as possible;
 * literal lines before masks. Binds what they catch. */
void assign_set(struct comparison *x, const struct wanted_line *lines,
                size_t count, const struct live_line *live, size_t live_count,
                uint16_t *slot_of);

#endif
