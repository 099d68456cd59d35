/* named.h - finds the row of a table by its name. */
#ifndef POP3SH_BASE_NAMED_H
#define POP3SH_BASE_NAMED_H

#include "net/base/span.h"

/* The first of count rows, of size octets each, whose name is this in any case;
 * or NULL. `first` is the name of the first row. */
const void *named_find(const void *rows, size_t count, size_t size,
                       const char *const *first, struct span name);

/* The same for an array of rows that have their name in this member. */
#define NAMED_FIND(rows, count, member, name)                                  \
    named_find((rows), (count), sizeof *(rows), &(rows)->member, (name))

#endif
