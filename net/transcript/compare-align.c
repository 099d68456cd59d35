/* compare-align.c - lines that all must come, in their order.
 *
 * Entries of a listing are told apart by their first words, a message-number or
 * the name of a capability; other lines by all that they say. */
#include <config.h>

#include "net/transcript/compare-walk.h"

#include "net/base/memory.h"
#include "net/transcript/align.h"
#include <stdlib.h>

/* The lines of the answer that are left. */
struct sides {
    struct comparison *x;
    const struct wanted_line *lines; /* recorded */
    size_t count;
    const char *from; /* of the octets that came */
    uint32_t *at;     /* owned: where each line of them begins, and the end */
    size_t live_count;
    bool keyed;
};

static void sides_init(struct sides *s, const struct walk *k, size_t i)
{
    struct line_reader ahead = k->live;
    struct live_line got = k->now;

    *s = (struct sides){.x = k->x,
                        .lines = &k->x->w->lines[i],
                        .count = k->x->w->count - i,
                        .from = k->now.text.at,
                        .live_count = walk_left(k),
                        .keyed = walk_has_keys(k)};
    s->at = xcalloc(s->live_count + 1, sizeof *s->at);
    for (size_t n = 0; n < s->live_count; n++) {
        s->at[n] = (uint32_t)(got.text.at - s->from);
        s->at[n + 1] = s->at[n] + (uint32_t)(got.text.len + got.end.len);
        line_next(&ahead, &got);
    }
}

static struct live_line live_line(const struct sides *s, size_t j)
{
    struct line_reader r = {
        {s->from + s->at[j], s->at[j + 1] - s->at[j]}
    };
    struct live_line line = {0};

    line_next(&r, &line);
    return line;
}

/* --- what is the same line --- */

/* The first word of an entry; false when a mask is part of it. */
static bool key_of(const struct wanted_line *line, struct span *out)
{
    struct span rest = line->octets;

    *out = span_take_word(&rest);
    return out->len && line->count && line->parts->kind == PART_LITERAL &&
           (line->count == 1 || line->parts->octets.len > out->len);
}

static bool may_be(void *ctx, size_t i, size_t j)
{
    struct sides *s = ctx;
    struct live_line got = live_line(s, j);
    struct span key;

    return s->keyed && key_of(&s->lines[i], &key)
               ? span_equal_case(key, span_take_word(&got.text))
               : compare_may_match(s->x, &s->lines[i], &got);
}

/* --- which line is which --- */

static bool live_number(const struct sides *s, size_t j, uint64_t *out)
{
    struct span text = live_line(s, j).text;

    return span_number(span_take_word(&text), out);
}

/* Two lists whose numbers ascend are paired by going through them once. False
 * when they do not ascend; what partner holds is void then. */
static bool merge(const struct sides *s, uint32_t *partner)
{
    uint64_t number, live = 0, before = 0, live_before = 0;
    struct span key;
    size_t j = 0;

    for (size_t i = 0; i < s->count; i++) {
        if (!key_of(&s->lines[i], &key) || !span_number(key, &number) ||
            number <= before)
            return false;
        before = number;
        for (; j < s->live_count; j++) {
            if (!live_number(s, j, &live) || live <= live_before)
                return false;
            if (live >= number)
                break;
            live_before = live;
        }
        partner[i] = ALIGN_NONE;
        if (j < s->live_count && live == number) {
            partner[i] = (uint32_t)j++;
            live_before = live;
        }
    }
    for (; j < s->live_count; j++) {
        if (!live_number(s, j, &live) || live <= live_before)
            return false;
        live_before = live;
    }
    return true;
}

static void pair(struct sides *s, uint32_t *partner)
{
    if (!s->keyed || !merge(s, partner))
        align(s->count, s->live_count, may_be, s, partner);
}

/* --- going along --- */

/* Does the entry that came have this key, as far as it is known? */
static bool has_key(const struct wanted_line *line, const struct live_line *got)
{
    struct span key, text = got->text;

    return !key_of(line, &key) || span_equal_case(key, span_take_word(&text));
}

static void compare_pair(struct walk *k, const struct wanted_line *line)
{
    struct span name = {0};
    size_t at = 0;
    enum match_result how = MATCH_YES;

    if (!k->count) {
        how = compare_match(k->x, line, &k->now, &at, &name);
    } else if (!has_key(line, &k->now)) {
        how = MATCH_NO;
        at = span_in_common(line->octets, k->now.text);
    }
    if (how != MATCH_YES)
        walk_tell_pair(k, line, how, at, name);
    walk_advance(k);
}

/* Recorded lines i to end and `live` lines that came, none of which is the
 * other: those of a text stand for each other by their places; so do entries,
 * where there are as many of them. */
static void compare_gap(struct walk *k, const struct sides *s, size_t i,
                        size_t end, size_t live)
{
    const struct wanted *w = k->x->w;
    const struct wanted_line *due =
        end < w->count ? &w->lines[end] : compare_wanted_dot(k->x);

    bool paired = !s->keyed || end - i == live;

    for (; paired && i < end && live; i++, live--)
        compare_pair(k, &w->lines[i]);
    for (; i < end; i++)
        walk_tell_missing(k, &w->lines[i],
                          k->more ? &k->now : compare_live_dot(k->x));
    for (; live; live--, walk_advance(k))
        walk_tell_extra(k, end < w->count ? due->line : w->end_line, due, end);
}

void walk_align(struct walk *k, size_t i)
{
    const struct wanted *w = k->x->w;
    uint32_t *partner = xcalloc(w->count - i, sizeof *partner);
    size_t first = i, live = 0; /* the next lines */
    struct sides s;

    sides_init(&s, k, i);
    pair(&s, partner);
    for (size_t n = 0; n < s.count; n++) {
        if (partner[n] == ALIGN_NONE)
            continue;
        compare_gap(k, &s, i, first + n, partner[n] - live);
        compare_pair(k, &w->lines[first + n]);
        i = first + n + 1;
        live = partner[n] + 1;
    }
    compare_gap(k, &s, i, w->count, s.live_count - live);
    free(s.at);
    free(partner);
}
