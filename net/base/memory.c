/* memory.c - allocation that cannot fail.
 *
 * Leaves the last words to memory_exhausted, which is elsewhere so that a
 * program can bring its own. */
#include <config.h>

#include "net/base/memory.h"
#include <stdlib.h>
#include <string.h>

void *xcalloc(size_t n, size_t size)
{
    if (!n || !size)
        n = size = 1;

    void *at = calloc(n, size);
    if (!at)
        memory_exhausted(n > SIZE_MAX / size ? SIZE_MAX : n * size);
    return at;
}

void *xrealloc(void *old, size_t octets)
{
    void *at = realloc(old, octets);

    if (!at)
        memory_exhausted(octets);
    return at;
}

char *xstrdup(const char *text)
{
    return span_dup(span_of(text));
}

char *span_dup(struct span s)
{
    char *copy = xrealloc(NULL, s.len + 1);

    if (s.len)
        memcpy(copy, s.at, s.len);
    copy[s.len] = '\0';
    return copy;
}
