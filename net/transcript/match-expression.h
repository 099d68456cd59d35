/* match-expression.h - the regular expressions of a line that is matched.
 *
 * Compiled when first tried. Private to match*.c. */
#ifndef POP3SH_TRANSCRIPT_MATCH_EXPRESSION_H
#define POP3SH_TRANSCRIPT_MATCH_EXPRESSION_H

#include "net/transcript/match.h"
#include <regex.h>

enum { EXPRESSIONS_MOST = 16 }; /* of a line */

/* By the index of their part; {0} is empty. */
struct expressions {
    struct {
        size_t part;
        regex_t compiled;
    } at[EXPRESSIONS_MOST];
    size_t count;
};

void expressions_done(struct expressions *x);

/* That of part i; NULL when there are too many, or it is none. */
regex_t *expression_of(struct expressions *x, const struct part *parts,
                       size_t i);
/* Does it take s as a whole? */
bool expression_takes(const regex_t *compiled, struct span s);

#endif
