/* memory.h - allocation that cannot fail.
 *
 * Out of memory is not an error that a caller could handle usefully here: the
 * program ends with a sentence. Which sentence, and where it goes, is the
 * program's business: it may define memory_exhausted itself, else the core's
 * own one aborts. */
#ifndef POP3SH_BASE_MEMORY_H
#define POP3SH_BASE_MEMORY_H

#include "net/base/span.h"

/* Zeroed memory for n things of size octets each; owned by the caller. */
void *xcalloc(size_t n, size_t size);

/* As realloc; the new part is not zeroed. octets must not be 0. */
void *xrealloc(void *old, size_t octets);

/* A NUL-terminated copy; owned by the caller. */
char *xstrdup(const char *text);
char *span_dup(struct span s);

/* Called when the system has no memory left. Does not return. */
_Noreturn void memory_exhausted(size_t wanted_octets);

#endif
