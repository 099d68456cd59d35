/* nearest.h - the known name that a mistyped one probably meant.
 *
 *     struct nearest n = {.typed = typed};
 *     for (each known name)
 *         nearest_try(&n, name);
 *     if (n.name) ... "did you mean n.name?" */
#ifndef POP3SH_NEAREST_H
#define POP3SH_NEAREST_H

#include "net/base/span.h"

struct nearest {
    struct span typed;
    const char *name; /* best so far; NULL: none is near */
    size_t distance;  /* of name */
};

/* Compare one more name: near is what typed begins, or what a few slips of
 * the finger (drop, add, change, swap) turn it into. */
void nearest_try(struct nearest *n, const char *name);

#endif
