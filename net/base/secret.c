/* secret.c - holds a password or token and wipes it.
 *
 * Leaves locked pages and core dump settings to the program. */
#include <config.h>

#include "net/base/memory.h"
#include "net/base/secret.h"
#include <stdlib.h>
#include <string.h>

void secret_set(struct secret *s, struct span octets)
{
    struct secret fresh = {span_dup(octets), octets.len};

    secret_done(s);
    *s = fresh;
}

void secret_done(struct secret *s)
{
    secret_wipe(s->at, s->len);
    free(s->at);
    *s = (struct secret){0};
}

struct span secret_span(const struct secret *s)
{
    return (struct span){s->at, s->len};
}

void secret_wipe(void *at, size_t n)
{
    if (n)
        explicit_bzero(at, n);
}
