/* slurp.h - a whole file in memory. */
#ifndef POP3SH_SLURP_H
#define POP3SH_SLURP_H

#include "net/base/buf.h"
#include "net/base/error.h"

/* Add what is left of an open file to out, as far as out's limit lets it in: a
 * file that fills it may be longer. False and errno when it cannot be read. */
bool slurp_fd(int fd, struct buf *out);

/* False, with what errno says about path, and a way out of it. */
bool slurp_error(const char *path, int number, struct error *err);

/* Read path ("-": standard input), at most `most` octets and one more, by which
 * a larger file shows. False and *err (ERROR_INPUT) when it cannot be read.
 * Release with buf_done in any case. */
bool slurp_file(struct buf *out, const char *path, size_t most,
                struct error *err);

#endif
