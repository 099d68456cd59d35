/* compare-match.c - one recorded line against one that came.
 *
 * Changes the masks of the recorded line as level and aspects want them. */
#include <config.h>

#include "net/transcript/compare-private.h"

#include <string.h>

bool line_next(struct line_reader *r, struct live_line *out)
{
    size_t n = span_find(r->rest, '\n');

    if (!r->rest.len)
        return false;
    out->text = span_first(r->rest, n);
    out->end = span_first(span_from(r->rest, n), 1);
    r->rest = span_from(r->rest, n + 1);
    if (out->end.len && n && out->text.at[n - 1] == '\r') {
        out->text.len--;
        out->end = (struct span){out->end.at - 1, 2};
    }
    return true;
}

/* Which masks of types that have an aspect stand for what they are. */
static bool is_pinned(const struct comparison *x, enum wire_type type)
{
    return (x->c->how.pinned & aspect_of(type)) != 0;
}

/* The parts of a line as this comparison wants them. */
static size_t adapt(struct comparison *x, const struct wanted_line *line,
                    struct part *out)
{
    size_t count = line->count;

    if (count > COMPARE_PARTS_MOST)
        return 0;
    for (size_t i = 0; i < count; i++) {
        out[i] = line->parts[i];
        if (out[i].kind == PART_MASK && out[i].recorded.at &&
            is_pinned(x, out[i].type))
            out[i] =
                (struct part){.kind = PART_LITERAL, .octets = out[i].recorded};
    }
    return count;
}

enum auto_place compare_place(const struct comparison *x,
                              const struct wanted_line *line)
{
    static const enum auto_place places[] = {
        [ANSWER_GREETING] = AUTO_GREETING,
        [ANSWER_REPLY] = AUTO_STATUS,
        [ANSWER_CHALLENGE] = AUTO_CHALLENGE,
        [ANSWER_STRAY] = AUTO_STRAY,
    };

    return line == x->w->lines ? places[x->w->kind] : AUTO_LISTING;
}

/* How many messages there are: of a status line the first number that no mask
 * covers, whatever stands around it. Returns how many masks there are. */
static size_t add_count(const struct wanted_line *line,
                        struct auto_mask masks[AUTO_MASKS_MOST], size_t n)
{
    struct span rest = line->octets, word;
    size_t at, i = 0;
    uint64_t number;

    while (rest.len && n < AUTO_MASKS_MOST) {
        word = span_take_word(&rest);
        at = word.len ? (size_t)(word.at - line->octets.at) : 0;
        while (i < n && masks[i].at + masks[i].len <= at)
            i++;
        if (!span_number(word, &number) || (i < n && masks[i].at <= at))
            continue;
        memmove(&masks[i + 1], &masks[i], (n - i) * sizeof *masks);
        masks[i] = (struct auto_mask){
            .at = at, .len = word.len, .type = WIRE_NUM, .why = "count"};
        return n + 1;
    }
    return n;
}

static bool gives_count(const struct comparison *x,
                        const struct wanted_line *line)
{
    enum content content = x->w->content;

    return line == x->w->lines && !line->masked &&
           (content == CONTENT_DROP ||
            (x->w->multi &&
             (content == CONTENT_SCAN || content == CONTENT_UID)));
}

size_t compare_automask(struct comparison *x, const struct wanted_line *line,
                        struct auto_mask out[AUTO_MASKS_MOST])
{
    const struct auto_line about = {.text = line->octets,
                                    .place = compare_place(x, line),
                                    .verb = x->w->verb,
                                    .bare = x->w->multi,
                                    .host = x->c->host};
    enum content content = x->w->content;
    bool data = content == CONTENT_MESSAGE && line != x->w->lines;
    bool literal = x->c->literal && content != CONTENT_FREE;
    size_t count =
        line->masked || data || literal ? 0 : auto_masks(&about, out);
    size_t n = 0;

    for (size_t i = 0; i < count; i++)
        if (x->c->how.freed & aspect_of(out[i].type) ||
            (x->level < COMPARE_WIRE && !is_pinned(x, out[i].type)))
            out[n++] = out[i];
    return x->c->how.freed & ASPECT_COUNTS && !literal && gives_count(x, line)
               ? add_count(line, out, n)
               : n;
}

/* A literal line where parts that differ from session to session are masked,
 * as far as level and aspects let them. */
static size_t automask(struct comparison *x, const struct wanted_line *line,
                       struct part *out)
{
    struct auto_mask masks[AUTO_MASKS_MOST];
    size_t masks_count = compare_automask(x, line, masks), count = 0, at = 0;

    for (size_t i = 0; i < masks_count; i++) {
        if (masks[i].at > at)
            out[count++] =
                (struct part){.kind = PART_LITERAL,
                              .octets = span_first(span_from(line->octets, at),
                                                   masks[i].at - at)};
        out[count++] = (struct part){.kind = PART_MASK, .type = masks[i].type};
        at = masks[i].at + masks[i].len;
    }
    if (count && at < line->octets.len)
        out[count++] = (struct part){.kind = PART_LITERAL,
                                     .octets = span_from(line->octets, at)};
    return count;
}

size_t compare_parts(struct comparison *x, const struct wanted_line *line,
                     struct part out[COMPARE_PARTS_MOST])
{
    return line->masked ? adapt(x, line, out) : automask(x, line, out);
}

enum match_result compare_match(struct comparison *x,
                                const struct wanted_line *line,
                                const struct live_line *got, size_t *at_out,
                                struct span *name_out)
{
    struct part parts[COMPARE_PARTS_MOST];
    enum match_result result;
    size_t count;

    if (x->level == COMPARE_WIRE && !span_equal(line->end, got->end)) {
        result = match_line(line->parts, line->count, got->text, x->c->bindings,
                            at_out, name_out);
        if (result == MATCH_YES)
            *at_out = got->text.len;
        return MATCH_NO;
    }
    if (x->c->how.pinned && line->masked && (count = adapt(x, line, parts)) > 0)
        return match_line(parts, count, got->text, x->c->bindings, at_out,
                          name_out);
    result = match_line(line->parts, line->count, got->text, x->c->bindings,
                        at_out, name_out);
    if (result != MATCH_YES && (count = automask(x, line, parts)) > 0)
        result = match_line(parts, count, got->text, x->c->bindings, at_out,
                            name_out);
    return result;
}

bool compare_may_match(struct comparison *x, const struct wanted_line *line,
                       const struct live_line *got)
{
    struct variables *b = x->c->bindings;
    size_t bound = b->count, at;
    struct span name;
    enum match_result result = compare_match(x, line, got, &at, &name);

    variables_cut(b, bound);
    return result == MATCH_YES || result == MATCH_UNBOUND;
}
