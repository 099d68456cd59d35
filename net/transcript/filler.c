/* filler.c - lines of x. */
#include <config.h>

#include "net/transcript/filler.h"

#include <string.h>

enum { LINE = 78 }; /* octets of a line where any number of them will do */

static uint64_t next_length(const struct filler *f)
{
    uint64_t length = f->lines > 1    ? f->octets / f->lines
                      : f->lines == 1 ? f->octets
                                      : LINE;

    if (length < 2)
        length = 2;
    if (length > FILLER_MOST)
        length = FILLER_MOST;
    if (length > f->octets)
        length = f->octets;
    if (f->octets - length < 2 && f->octets < FILLER_MOST * UINT64_C(2))
        length = f->octets;
    return length;
}

bool filler_line(struct filler *f, struct buf *out)
{
    size_t length;
    char *at;

    if (f->octets < 2)
        return false;
    length = (size_t)next_length(f);
    at = buf_room(out, length);
    memset(at, 'x', length - 2);
    memcpy(at + length - 2, "\r\n", 2);
    buf_grow(out, length);
    f->octets -= length;
    f->lines -= f->lines > 1;
    return true;
}
