/* script-line.c - is this what the client said then? */
#include <config.h>

#include "net/server/script-private.h"

#include "net/base/memory.h"
#include "net/transcript/escape.h"
#include "net/transcript/match.h"

#include <stdlib.h>

/* --- the recorded line as a pattern --- */

struct pattern {
    struct part *parts;
    size_t count, room;
    struct buf octets; /* decoded escapes; never grows beyond the text */
};

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

static void read_pattern(struct pattern *p, struct span text,
                         const struct variables *v)
{
    struct wire_piece piece;

    buf_room(&p->octets, text.len + 1); /* so that its memory stays in place */
    while (wire_next(&text, &piece, NULL, NULL) > 0)
        if (piece.kind != WIRE_NO_END)
            add_part(p, part_of(p, &piece, v));
}

static struct span first_word(struct span s)
{
    return span_take_word(&s);
}

/* Keywords are case-insensitive (RFC 1939 section 3): let the client's be
 * written as the recorded one. */
static void adopt_case(struct buf *line, struct span text)
{
    struct span got = first_word(buf_span(line)), want = first_word(text);

    if (got.len && got.at == line->at && span_equal_case(got, want))
        for (size_t i = 0; i < want.len; i++)
            line->at[i] = want.at[i];
}

static bool matches_pattern(struct script_session *s, struct span text,
                            struct span line)
{
    struct pattern p = {0};
    struct buf copy = {0};
    bool yes;

    read_pattern(&p, text, &s->variables);
    buf_add(&copy, line);
    adopt_case(&copy, text);
    yes = match_line(p.parts, p.count, buf_span(&copy), &s->variables, NULL,
                     NULL) == MATCH_YES;
    buf_wipe(&copy);
    buf_done(&copy);
    buf_done(&p.octets);
    free(p.parts);
    return yes;
}

/* AUTH and the mechanism; an initial response is part of the exchange. */
static bool matches_auth(struct span text, struct span line)
{
    for (int i = 0; i < 2; i++)
        if (!span_equal_case(span_take_word(&text), span_take_word(&line)))
            return false;
    return true;
}

bool script_line_matches(struct script_session *s,
                         const struct script_exchange *x, struct span line)
{
    struct span text = script_item(s->script, x->client)->text;

    if (s->script->settings.match == SCRIPT_MATCH_ANY || x->in_sasl)
        return true;
    if (s->too_long)
        return false;
    if (s->script->settings.match == SCRIPT_MATCH_VERB)
        return span_equal_case(first_word(text), first_word(line));
    if (x->opens_sasl)
        return matches_auth(text, line);
    return matches_pattern(s, text, line);
}
