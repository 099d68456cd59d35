/* played.h - what a transcript gives when it is played, as text to compare. */
#ifndef POP3SH_TEST_PLAYED_H
#define POP3SH_TEST_PLAYED_H

#include "net/base/buf.h"

/* How the file is read. */
struct played_how {
    size_t part; /* octets that are fed at once */
    bool runs;   /* by feed_run where it can be */
};

/* Append to *out: each chunk, but octets of one side at one time as one; from
 * which line of the file each octet came, in steps of `step`; and the error
 * that ended it. False when there was one. *run_out (NULL is fine) gets how
 * many octets of the file feed_run took. */
bool played(struct span text, const struct played_how *how, size_t step,
            struct buf *out, size_t *run_out);

#endif
