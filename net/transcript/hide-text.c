/* hide-text.c - looks for secrets in text as it is, and behind its escapes. */
#include <config.h>

#include "net/transcript/hide-text.h"

#include "net/transcript/text-octets.h"

#define HIDDEN SPAN("****")

static bool hide_behind(const struct mask *m, struct span text, struct buf *out)
{
    struct text_octets t;
    struct span rest, secret;
    size_t written = 0;

    text_octets_read(&t, text);
    rest = buf_span(&t.octets);
    while ((secret = mask_find(m, rest)).len) {
        text_octets_replace(&t, &written, secret, HIDDEN, out);
        rest = span_from(rest, (size_t)(secret.at - rest.at) + secret.len);
    }
    buf_add(out, span_from(text, written));
    text_octets_done(&t);
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
