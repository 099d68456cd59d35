/* hide-text.c - reads text as octets, and knows where each of them stands. */
#include <config.h>

#include "net/transcript/hide-text.h"

#include "net/base/memory.h"
#include "net/transcript/escape.h"
#include <stdlib.h>

#define HIDDEN SPAN("****")

/* What a text stands for. */
struct plain {
    struct buf octets;
    struct place {
        size_t from, to; /* in the text */
    } * at;              /* of each octet; owned */
};

static void add(struct plain *p, char octet, size_t from, size_t to)
{
    p->at[p->octets.len] = (struct place){from, to};
    buf_add_char(&p->octets, octet);
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

static void read_plain(struct plain *p, struct span text)
{
    bool in_mask = false, divides;
    char octet;

    p->at = xcalloc(text.len + 1, sizeof *p->at);
    for (size_t at = 0, n; at < text.len; at += n) {
        struct span rest = span_from(text, at);

        n = skip(rest, &in_mask, &divides);
        if (divides)
            add(p, '\0', at, at + n);
        if (n)
            continue;
        n = escape_read(rest, &octet);
        if (n)
            add(p, octet, at, at + n);
        else
            add(p, rest.at[0], at, at + (n = 1));
    }
}

static void plain_done(struct plain *p)
{
    buf_wipe(&p->octets);
    free(p->at);
}

static bool hide_behind(const struct mask *m, struct span text, struct buf *out)
{
    struct plain p = {0};
    struct span rest, secret;
    size_t written = 0;

    read_plain(&p, text);
    rest = buf_span(&p.octets);
    while ((secret = mask_find(m, rest)).len) {
        size_t first = (size_t)(secret.at - buf_span(&p.octets).at);

        buf_add(out, span_from(span_first(text, p.at[first].from), written));
        buf_add(out, HIDDEN);
        written = p.at[first + secret.len - 1].to;
        rest = span_from(buf_span(&p.octets), first + secret.len);
    }
    buf_add(out, span_from(text, written));
    plain_done(&p);
    return written > 0;
}

bool hide_text(const struct mask *m, struct span text, struct buf *out)
{
    struct buf open = {0};
    bool found;

    if (span_find(text, '\\') == text.len)
        return mask_hide(m, text, out);
    found = mask_hide(m, text, &open);
    found = hide_behind(m, buf_span(&open), out) || found;
    buf_wipe(&open);
    return found;
}

bool hide_text_finds(const struct mask *m, struct span text)
{
    struct buf ignored = {0};
    bool found = mask_finds(m, text) || (span_find(text, '\\') < text.len &&
                                         hide_behind(m, text, &ignored));

    buf_wipe(&ignored);
    return found;
}
