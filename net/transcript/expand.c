/* expand.c - wire text with its variables filled in. */
#include <config.h>

#include "net/transcript/expand.h"

#include "net/transcript/escape.h"
#include "net/transcript/wire-text.h"

/* Something of each type. A challenge reads as the secret that it is. */
static const char *const examples[WIRE_TYPE_COUNT] = {
    [WIRE_ANY] = "text",
    [WIRE_WORD] = "word",
    [WIRE_NUM] = "1",
    [WIRE_OCTETS] = "1",
    [WIRE_MSGNO] = "1",
    [WIRE_UID] = "uid",
    [WIRE_STAMP] = "<1896.697170952@dbc.mtview.ca.us>",
    [WIRE_B64] = "****",
    [WIRE_HEX] = "00",
    [WIRE_DATE] = "25 Nov 2026 20:42:46 +0000",
    [WIRE_HOST] = "host.example",
    [WIRE_RE] = "text",
};

static unsigned guess_of(enum wire_type type)
{
    return type == WIRE_NUM || type == WIRE_OCTETS || type == WIRE_MSGNO
               ? EXPAND_NUMBER
               : EXPAND_TEXT;
}

static bool is_number(struct span s)
{
    uint64_t ignored;

    return span_number(s, &ignored);
}

static unsigned add_variable(struct buf *out, struct span name,
                             const struct variables *v)
{
    struct span value;
    bool guessed = false;

    if (!variables_get(v, name, &value, &guessed)) {
        buf_add(out, name);
        return EXPAND_TEXT;
    }
    buf_add(out, value);
    if (!guessed)
        return 0;
    return is_number(value) ? EXPAND_NUMBER : EXPAND_TEXT;
}

static unsigned add_capture(struct buf *out, const struct wire_piece *p,
                            struct variables *v)
{
    struct span value;
    size_t from = out->len;
    bool bound = p->name.len && variables_get(v, p->name, &value, NULL);

    if (p->has_value)
        escape_decode(out, p->value);
    else if (bound)
        return add_variable(out, p->name, v);
    else
        buf_add_text(out, examples[p->type]);
    if (p->name.len)
        variables_set(v, p->name, span_from(buf_span(out), from),
                      !p->has_value);
    return p->has_value ? 0 : guess_of(p->type);
}

unsigned expand_wire(struct buf *out, struct span text, struct variables *v)
{
    struct wire_piece p;
    unsigned guesses = 0;
    bool end = true;

    while (wire_next(&text, &p, NULL, NULL) > 0) {
        switch (p.kind) {
        case WIRE_LITERAL:
            buf_add(out, p.octets);
            break;
        case WIRE_ESCAPE:
            buf_add_char(out, p.octet);
            break;
        case WIRE_USE:
            guesses |= add_variable(out, p.name, v);
            break;
        case WIRE_CAPTURE:
            guesses |= add_capture(out, &p, v);
            break;
        case WIRE_SECRET:
            buf_add(out, SPAN("****"));
            break;
        case WIRE_NO_END:
            end = false;
            break;
        }
    }
    if (end)
        buf_add(out, SPAN("\r\n"));
    return guesses;
}
