/* scram.h - the messages of SCRAM taken apart (RFC 5802 section 7). */
#ifndef POP3SH_POP3_SCRAM_H
#define POP3SH_POP3_SCRAM_H

#include "net/base/span.h"

enum { SCRAM_ITERATIONS_LEAST = 4096 }; /* RFC 5802 section 5.1 */

/* Cut the next attribute "x=value" and the comma behind it off *s: true, and
 * the value, when it bears letter. Nothing is cut otherwise. */
bool scram_take(struct span *s, char letter, struct span *value_out);

struct scram_first {
    struct span nonce, salt; /* r= and s= (base64), borrowed */
    uint64_t iterations;     /* i= */
};

/* Read server-first. NULL, and *out, when it is in order; else what is wrong,
 * in words behind "the server's first message ". */
const char *scram_read_first(struct span message, struct scram_first *out);

#endif
