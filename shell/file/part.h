/* part.h - PATH.part, what a file is called until it is whole.
 *
 * Its writer holds a lock on it, which goes with the writer, however that ends:
 * one that nobody has locked is what a crash left. */
#ifndef POP3SH_PART_H
#define POP3SH_PART_H

#include <stdbool.h>
#include <sys/types.h>

/* Put away what a crash left at part. It is not empty, and locked for this
 * call. False and errno when that cannot be. */
typedef bool part_put_away_fn(void *ctx, const char *part);

/* Make the file part: a new one, never through a link, locked until the
 * descriptor is closed. mode as for open(2). -1 and errno when that cannot be:
 * EWOULDBLOCK another run is writing it, ELOOP it is a symbolic link, EINVAL
 * it is no plain file. */
int part_create(const char *part, mode_t mode, part_put_away_fn *put_away,
                void *ctx);

/* A part_put_away_fn for what nobody misses. */
bool part_remove(void *ctx, const char *part);

/* Is the open file fd still the one of that name? */
bool part_is_there(int fd, const char *part);

#endif
