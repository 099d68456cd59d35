/* failing-malloc.c - lets one allocation of a program fail.
 *
 * To be preloaded. FAIL_AT=N: the Nth call of malloc, calloc or realloc
 * returns NULL with ENOMEM, all others work. FAIL_AT=0: none fails, and the
 * number of calls is written to descriptor FAIL_COUNT_FD at the end. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

static atomic_ulong calls;
static unsigned long fail_at = UINT32_MAX;

__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("FAIL_AT");

    calls = 0; /* those of the loader are not the program's */
    fail_at = at ? strtoul(at, NULL, 10) : 0;
}

__attribute__((destructor)) static void end(void)
{
    const char *fd = getenv("FAIL_COUNT_FD");

    if (fd)
        dprintf(atoi(fd), "%lu\n", (unsigned long)calls);
}

static int fails(void)
{
    if (++calls != fail_at)
        return 0;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t n)
{
    return fails() ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
    return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t n)
{
    return fails() ? NULL : __libc_realloc(old, n);
}
