/* named.c - one loop over the rows, for all tables. */
#include <config.h>

#include "net/base/named.h"

const void *named_find(const void *rows, size_t count, size_t size,
                       const char *const *first, struct span name)
{
    size_t at = (size_t)((const char *)first - (const char *)rows);
    const char *row = rows;

    for (size_t i = 0; i < count; i++, row += size)
        if (span_is_case(name, *(const char *const *)(const void *)(row + at)))
            return row;
    return NULL;
}
