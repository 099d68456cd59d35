/* text-octets.c - reads escapes and masks; what is neither stands for itself.
 */
#include <config.h>

#include "net/transcript/text-octets.h"

#include "net/base/memory.h"
#include "net/transcript/escape.h"
#include <stdlib.h>

static void add(struct text_octets *t, char octet, size_t from, size_t to)
{
    t->at[t->octets.len] = (struct text_place){from, to};
    buf_add_char(&t->octets, octet);
}

/* Octets of text at its front that stand for none: "\;", and what encloses the
 * octets of a mask. One without octets, which may be any, divides: *divides_out
 * is true then. */
static size_t skip(struct span text, bool *in_mask, bool *divides_out)
{
    size_t end, value;

    *divides_out = false;
    if (*in_mask && text.at[0] == '}') {
        *in_mask = false;
        return 1;
    }
    if (span_starts(text, SPAN("\\;")))
        return 2;
    if (!span_starts(text, SPAN("\\{")))
        return 0;
    end = span_find(text, '}');
    value = span_find(text, '=');
    if (end == text.len)
        return 0;
    *in_mask = value < end;
    *divides_out = !*in_mask;
    return (*in_mask ? value : end) + 1;
}

void text_octets_read(struct text_octets *t, struct span text)
{
    bool in_mask = false, divides;
    char octet;

    *t = (struct text_octets){.text = text};
    t->at = xcalloc(text.len + 1, sizeof *t->at);
    for (size_t at = 0, n; at < text.len; at += n) {
        struct span rest = span_from(text, at);

        n = skip(rest, &in_mask, &divides);
        if (divides)
            add(t, '\0', at, at + n);
        if (n)
            continue;
        n = escape_read(rest, &octet);
        if (n)
            add(t, octet, at, at + n);
        else
            add(t, rest.at[0], at, at + (n = 1));
    }
}

void text_octets_copy(struct text_octets *t, struct span text)
{
    *t = (struct text_octets){.text = text};
    t->at = xcalloc(text.len + 1, sizeof *t->at);
    for (size_t i = 0; i < text.len; i++)
        add(t, text.at[i], i, i + 1);
}

void text_octets_done(struct text_octets *t)
{
    buf_wipe(&t->octets);
    free(t->at);
}

void text_octets_replace(const struct text_octets *t, size_t *written,
                         struct span octets, struct span by, struct buf *out)
{
    size_t first = (size_t)(octets.at - buf_span(&t->octets).at);
    struct span before = span_first(t->text, t->at[first].from);

    buf_add(out, span_from(before, *written));
    buf_add(out, by);
    *written = t->at[first + octets.len - 1].to;
}
