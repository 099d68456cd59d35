/* memory.c - allocation that cannot fail.
 *
 * Leaves the last words to memory_exhausted, which is elsewhere so that a
 * program can bring its own. */
#include <config.h>

#include "net/base/memory.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h> /* madvise only */

enum { LARGE = 4 << 20, PAGE = 4096 };

/* What is known of a million messages is touched from end to end: in large
 * pages, where the system has them, that takes a fraction of the page faults.
 * Advice only; it may fail. */
static void *in_large_pages(void *at, size_t octets)
{
#ifdef MADV_HUGEPAGE
    size_t in_page = (uintptr_t)at % PAGE; /* whole: a part could not grow */

    if (octets >= LARGE)
        (void)madvise((char *)at - in_page, octets + in_page, MADV_HUGEPAGE);
#endif
    return at;
}

void *xcalloc(size_t n, size_t size)
{
    if (!n || !size)
        n = size = 1;

    void *at = calloc(n, size);
    if (!at)
        memory_exhausted(n > SIZE_MAX / size ? SIZE_MAX : n * size);
    return in_large_pages(at, n * size);
}

void *xrealloc(void *old, size_t octets)
{
    void *at = realloc(old, octets);

    if (!at)
        memory_exhausted(octets);
    return in_large_pages(at, octets);
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
