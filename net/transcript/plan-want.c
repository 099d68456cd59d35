/* plan-want.c - takes the lines of one recorded answer apart.
 *
 * Octets behind escapes are decoded into one buffer, which is made large
 * enough before anything points into it. */
#include <config.h>

#include "net/transcript/plan.h"

#include "net/base/memory.h"
#include "net/transcript/escape.h"
#include <stdlib.h>
#include <string.h>

void plan_scratch_done(struct plan_scratch *s)
{
    free(s->lines);
    free(s->parts);
    buf_done(&s->octets);
    buf_done(&s->sha256);
    buf_done(&s->code);
    *s = (struct plan_scratch){0};
}

/* --- room --- */

static void make_room(const struct plan *p, const struct plan_answer *a,
                      struct plan_scratch *s)
{
    size_t octets = 0, parts = 0;

    for (uint32_t i = 0; i < a->line_count; i++) {
        const struct plan_line *line = &p->lines[a->first_line + i];
        const struct item *item = &p->transcript->items[line->item];

        octets += 2 * item->text.len + 64;
        parts += 1;
        for (size_t k = 0; !item->plain && k < item->text.len; k++)
            parts += 2 * (item->text.at[k] == '\\');
    }
    if (a->line_count > s->line_room) {
        s->line_room = a->line_count;
        s->lines = xrealloc(s->lines, s->line_room * sizeof *s->lines);
    }
    if (parts > s->part_room) {
        s->part_room = parts;
        s->parts = xrealloc(s->parts, s->part_room * sizeof *s->parts);
    }
    buf_clear(&s->octets);
    s->octets.most = SIZE_MAX / 2;
    buf_room(&s->octets, octets + 1);
}

/* --- one line --- */

struct taker {
    struct plan_scratch *s;
    struct part *parts; /* of the line, from here on in s->parts */
    size_t count;
    bool masked;
    struct span end;
};

static struct span keep(struct plan_scratch *s, struct span octets)
{
    size_t from = s->octets.len;

    buf_add(&s->octets, octets);
    return (struct span){s->octets.at ? s->octets.at + from : "", octets.len};
}

/* Literals side by side become one. */
static void take_literal(struct taker *t, struct span octets)
{
    struct part *last = t->count ? &t->parts[t->count - 1] : NULL;

    if (!octets.len)
        return;
    if (last && last->kind == PART_LITERAL) {
        if (last->octets.at + last->octets.len != octets.at) {
            bool ours =
                t->s->octets.at && last->octets.at + last->octets.len ==
                                       t->s->octets.at + t->s->octets.len;

            if (!ours)
                last->octets = keep(t->s, last->octets);
            keep(t->s, octets);
        }
        last->octets.len += octets.len;
        return;
    }
    t->parts[t->count++] =
        (struct part){.kind = PART_LITERAL, .octets = octets};
}

static void take_mask(struct taker *t, const struct wire_piece *piece)
{
    struct part *to = &t->parts[t->count++];
    size_t from = t->s->octets.len;

    t->masked = true;
    *to = (struct part){.kind = piece->kind == WIRE_USE ? PART_USE : PART_MASK,
                        .type = piece->type,
                        .name = piece->name};
    if (piece->kind == WIRE_CAPTURE && piece->type == WIRE_RE) {
        escape_decode(&t->s->octets, piece->regex);
        to->octets =
            (struct span){t->s->octets.at + from, t->s->octets.len - from};
        from = t->s->octets.len;
    }
    if (piece->has_value) {
        escape_decode(&t->s->octets, piece->value);
        to->recorded =
            (struct span){t->s->octets.at + from, t->s->octets.len - from};
    }
}

/* Add the nth line of text. */
static void take_text(struct taker *t, struct span text, unsigned nth)
{
    struct wire_piece piece;
    bool end = true;

    while (wire_next(&text, &piece, NULL, NULL) > 0) {
        if (piece.kind == WIRE_NO_END) {
            end = false;
        } else if (piece.kind == WIRE_ESCAPE && piece.octet == '\n') {
            if (nth-- == 0) {
                t->end = SPAN("\n");
                return;
            }
        } else if (nth) {
            continue;
        } else if (piece.kind == WIRE_LITERAL) {
            take_literal(t, piece.octets);
        } else if (piece.kind == WIRE_ESCAPE) {
            take_literal(t, keep(t->s, (struct span){&piece.octet, 1}));
        } else {
            take_mask(t, &piece);
        }
    }
    if (end)
        t->end = SPAN("\r\n");
}

/* A CR before an LF that is written out belongs to the line end. */
static void split_end(struct taker *t)
{
    struct part *last = t->count ? &t->parts[t->count - 1] : NULL;

    if (t->end.len != 1 || !last || last->kind != PART_LITERAL ||
        last->octets.at[last->octets.len - 1] != '\r')
        return;
    t->end = SPAN("\r\n");
    if (!--last->octets.len)
        t->count--;
}

/* The octets that were recorded. */
static struct span recorded(struct taker *t)
{
    struct plan_scratch *s = t->s;
    size_t from = s->octets.len;

    if (t->count == 1 && t->parts->kind == PART_LITERAL)
        return t->parts->octets;
    for (size_t i = 0; i < t->count; i++) {
        const struct part *part = &t->parts[i];

        buf_add(&s->octets,
                part->kind == PART_LITERAL ? part->octets : part->recorded);
    }
    return (struct span){s->octets.at ? s->octets.at + from : "",
                         s->octets.len - from};
}

/* --- the answer --- */

static size_t take_lines(const struct plan *p, const struct plan_answer *a,
                         uint32_t nth, struct plan_scratch *s)
{
    const struct plan_line *lines = &p->lines[a->first_line];
    struct part *parts = s->parts;
    size_t count = 0;

    for (uint32_t i = 0; i < a->line_count; count++) {
        const struct plan_line *first = &lines[i];
        const struct item *item = &p->transcript->items[first->item];
        struct taker t = {.s = s, .parts = parts};

        do
            take_text(&t, p->transcript->items[lines[i].item].text,
                      lines[i].nth);
        while (lines[i++].joins && i < a->line_count);
        split_end(&t);
        s->lines[count] = (struct wanted_line){
            .parts = parts,
            .count = t.count,
            .masked = t.masked,
            .octets = recorded(&t),
            .end = t.end,
            .quantity = item->quantity,
            .set = first->set,
            .line = item->line + first->of + nth,
            .text = item->text,
        };
        parts += t.count;
    }
    return count;
}

static void take_body(const struct plan *p, const struct plan_answer *a,
                      struct plan_scratch *s, struct wanted *out)
{
    struct span text = p->transcript->items[a->body].text;

    out->body = true;
    out->body_line = plan_file_line(p, a->body, 0);
    param_number(text, "octets", &out->body_octets);
    param_number(text, "lines", &out->body_lines);
    buf_clear(&s->sha256);
    if (param_value(text, "sha256", &s->sha256))
        out->body_sha256 = buf_span(&s->sha256);
}

/* The response code of the first line, and whether a mask makes it or the
 * status unknown. */
static void take_code(const struct plan_answer *a, struct wanted *out)
{
    const struct wanted_line *line = out->lines;
    const struct part *first = line->parts;
    struct span text = line->octets;
    size_t fixed = first->kind == PART_LITERAL ? first->octets.len : 0;
    size_t open = span_find(text, '['), close = span_find(text, ']');

    out->any_status = line->masked && !fixed && !first->recorded.at;
    out->any_code = line->masked && close >= fixed &&
                    (fixed <= strlen("-ERR ") || open < fixed);
    if (a->kind == ANSWER_CHALLENGE || close == text.len ||
        (open != strlen("+OK ") && open != strlen("-ERR ")))
        return;
    out->code = span_first(span_from(text, open + 1), close - open - 1);
}

void plan_want(const struct plan *p, const struct plan_answer *answer,
               uint32_t nth, struct plan_scratch *s, struct wanted *out)
{
    *out = (struct wanted){
        .kind = answer->kind,
        .status = answer->status,
        .multi = answer->multi,
        .end = answer->end,
        .verb = answer->verb,
        .content = answer->content,
        .end_line = plan_file_line(p, answer->end_item, answer->end_of) + nth,
    };
    make_room(p, answer, s);
    out->lines = s->lines;
    out->count = take_lines(p, answer, nth, s);
    /* the dot that ends a reply is a line of the file only */
    if (out->count > 1 && (answer->end == END_DOT || answer->end == END_DOT_LF))
        out->count--;
    if (answer->body != PLAN_NONE)
        take_body(p, answer, s, out);
    if (out->count && s->lines[0].count)
        take_code(answer, out);
}
