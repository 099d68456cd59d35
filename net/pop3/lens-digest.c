/* lens-digest.c - the challenge and the response of DIGEST-MD5 (RFC 2831). */
#include <config.h>

#include "net/base/text.h"
#include "net/pop3/lens-private.h"

/* Cut name=value off *s: value is what stands between its quotes, or before
 * the next comma. */
static bool take_directive(struct span *s, struct span *name,
                           struct span *value)
{
    while (s->len && (s->at[0] == ',' || s->at[0] == ' '))
        *s = span_from(*s, 1);
    if (span_find(*s, '=') == s->len)
        return false; /* may be anything */
    *name = span_first(*s, span_find(*s, '='));
    *s = span_from(*s, name->len + 1);
    bool quoted = s->len && s->at[0] == '"';
    if (quoted)
        *s = span_from(*s, 1);
    *value = span_first(*s, span_find(*s, quoted ? '"' : ','));
    *s = span_from(*s, value->len + 1);
    return true;
}

static bool is_secret(enum side side, struct span name)
{
    return side == SIDE_CLIENT && span_is_case(name, "response");
}

void lens_digest_md5(struct buf *out, enum side side, unsigned number,
                     struct span message)
{
    struct span name, value;

    (void)number;
    while (take_directive(&message, &name, &value)) {
        struct buf shown = {0};

        text_escape_fit(&shown, name, TEXT_PLAIN, 30);
        lens_field(out, buf_text(&shown),
                   is_secret(side, name) ? SPAN(LENS_MASK) : value);
        buf_done(&shown);
    }
    if (side == SIDE_CLIENT && number)
        lens_words(out, "the server's answer was read");
}
