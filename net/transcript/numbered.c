/* numbered.c - the first of a family bears no number. */
#include <config.h>

#include "net/transcript/numbered.h"

#include "net/transcript/writer.h"

void numbered_add(struct buf *out, const char *family, unsigned number)
{
    buf_add_text(out, family);
    if (number > 1)
        buf_add_format(out, "%u", number);
}

unsigned numbered_read(struct span name, const char *family)
{
    struct span first = span_of(family);
    uint64_t number = 0;

    if (span_equal(name, first))
        return 1;
    if (!span_starts(name, first) ||
        !span_number(span_from(name, first.len), &number) || number < 2 ||
        number > NUMBERED_MOST)
        return 0;
    return (unsigned)number;
}

void numbered_password(unsigned number, struct buf *out)
{
    numbered_add(out, "pass", number);
}

void numbered_password_header(unsigned number, struct buf *out)
{
    struct buf value = {0};

    numbered_password(number, &value);
    numbered_add(&value, "=env:POP3SH_PASSWORD", number);
    writer_header(out, header_fields[HEADER_SECRET].name, buf_span(&value));
    buf_done(&value);
}
