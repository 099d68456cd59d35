/* pattern.c - the pieces of wire text as parts of a match. */
#include <config.h>

#include "net/transcript/pattern.h"

#include "net/base/memory.h"
#include "net/transcript/escape.h"

#include <stdlib.h>

void pattern_done(struct pattern *p)
{
    buf_done(&p->octets);
    free(p->parts);
    *p = (struct pattern){0};
}

static void add_part(struct pattern *p, struct part part)
{
    if (p->count == p->room) {
        p->room = p->room ? 2 * p->room : 16;
        p->parts = xrealloc(p->parts, p->room * sizeof *p->parts);
    }
    p->parts[p->count++] = part;
}

static struct part mask_of(struct pattern *p, const struct wire_piece *piece)
{
    struct part part = {
        .kind = PART_MASK, .type = piece->type, .name = piece->name};
    size_t from = p->octets.len;

    if (piece->type == WIRE_RE) {
        escape_decode(&p->octets, piece->regex);
        part.octets = span_from(buf_span(&p->octets), from);
    }
    return part;
}

/* A variable without a value, from the environment say, and a secret stand for
 * whatever comes. */
static struct part part_of(struct pattern *p, const struct wire_piece *piece,
                           const struct variables *v)
{
    struct part any = {.kind = PART_MASK, .type = WIRE_ANY};
    size_t from = p->octets.len;
    struct span value;

    switch (piece->kind) {
    case WIRE_LITERAL:
        return (struct part){.kind = PART_LITERAL, .octets = piece->octets};
    case WIRE_ESCAPE:
        buf_add_char(&p->octets, piece->octet);
        return (struct part){.kind = PART_LITERAL,
                             .octets = span_from(buf_span(&p->octets), from)};
    case WIRE_USE:
        if (variables_get(v, piece->name, &value, NULL))
            return (struct part){.kind = PART_USE, .name = piece->name};
        return any;
    case WIRE_CAPTURE:
        return mask_of(p, piece);
    case WIRE_SECRET:
    case WIRE_NO_END:
        break;
    }
    return any;
}

void pattern_read(struct pattern *p, struct span text,
                  const struct variables *v)
{
    struct wire_piece piece;

    p->count = 0;
    buf_clear(&p->octets);
    buf_room(&p->octets, text.len + 1); /* so that its memory stays in place */
    while (wire_next(&text, &piece, NULL, NULL) > 0)
        if (piece.kind != WIRE_NO_END)
            add_part(p, part_of(p, &piece, v));
}
