/* slurp.h - a whole file in memory. */
#ifndef POP3SH_SLURP_H
#define POP3SH_SLURP_H

#include "net/base/error.h"
#include "net/base/span.h"

struct slurp {
    char *at; /* owned */
    size_t len, room;
};

/* Read path ("-": standard input), at most `most` octets and one more, by which
 * a larger file shows. False and *err (ERROR_INPUT) when it cannot be read.
 * Release with slurp_done in any case. */
bool slurp_file(struct slurp *out, const char *path, size_t most,
                struct error *err);
void slurp_done(struct slurp *s);

#endif
