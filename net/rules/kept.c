/* kept.c - copies the beginning of a line. */
#include <config.h>

#include "net/rules/kept.h"

#include <string.h>

void kept_take(struct kept_line *k, uint64_t offset, struct span line)
{
    k->offset = offset;
    k->len = line.len < sizeof k->octets ? line.len : sizeof k->octets;
    if (k->len)
        memcpy(k->octets, line.at, k->len);
}

struct span kept_line_span(const struct kept_line *k)
{
    return (struct span){k->octets, k->len};
}
