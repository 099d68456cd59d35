/* actual.c - keeps what repeats once. */
#include <config.h>

#include "shell/replay/actual.h"

#include "net/base/memory.h"
#include <stdlib.h>

void actual_repeat(struct actual *a, size_t from, size_t n)
{
    if (n < 2 || from == a->text.len)
        return;
    if (a->count == a->room) {
        a->room = a->room ? 2 * a->room : 16;
        a->repeats = xrealloc(a->repeats, a->room * sizeof *a->repeats);
    }
    a->repeats[a->count++] =
        (struct actual_repeat){from, a->text.len - from, n - 1};
}

void actual_write(const struct actual *a, struct buf *out)
{
    struct span text = buf_span(&a->text);
    size_t at = 0;

    for (size_t i = 0; i < a->count; i++) {
        const struct actual_repeat *r = &a->repeats[i];
        struct span part = span_first(span_from(text, r->from), r->len);

        buf_add(out, span_first(span_from(text, at), r->from + r->len - at));
        buf_add_repeats(out, part, r->more);
        at = r->from + r->len;
    }
    buf_add(out, span_from(text, at));
}

void actual_done(struct actual *a)
{
    buf_done(&a->text);
    free(a->repeats);
    *a = (struct actual){0};
}
