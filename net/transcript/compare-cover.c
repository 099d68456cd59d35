/* compare-cover.c - what masks stand for in the answer that came. */
#include <config.h>

#include "net/transcript/compare-private.h"

enum { LOOK_AHEAD = 50 }; /* lines */

struct cover {
    struct comparison x;
    covered_fn *tell;
    void *ctx;
};

/* Does the recorded line fit? Then what its masks cover is told. */
static bool cover_line(struct cover *k, const struct wanted_line *line,
                       const struct live_line *got)
{
    struct part parts[COMPARE_PARTS_MOST];
    struct span taken[COMPARE_PARTS_MOST] = {{0}};
    size_t count = compare_parts(&k->x, line, parts);

    if (!count || match_taken(parts, count, got->text, k->x.c->bindings,
                              taken) != MATCH_YES)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct covered c = {
            .line = line,
            .mask = &parts[i],
            .octets = taken[i],
            .unasked = !line->masked,
            .hidden = auto_mask_hides(
                &(struct auto_line){.text = got->text,
                                    .place = compare_place(&k->x, line)},
                taken[i], parts[i].type)};

        if (parts[i].kind != PART_LITERAL)
            k->tell(k->ctx, &c);
    }
    return true;
}

/* The next live line that fits, from *live on, which goes behind it. */
static bool find(struct cover *k, const struct wanted_line *line,
                 struct line_reader *live)
{
    struct line_reader ahead = *live;
    struct live_line got;

    for (size_t n = 0; n < LOOK_AHEAD && line_next(&ahead, &got); n++) {
        if (cover_line(k, line, &got)) {
            *live = ahead;
            return true;
        }
        if (line == k->x.w->lines)
            break; /* the status line is the first */
    }
    return false;
}

void compare_covered(const struct compare *c, const struct wanted *w,
                     const struct answer *got, covered_fn *tell, void *ctx)
{
    struct cover k = {
        .x = {.c = c, .w = w, .got = got, .level = c->how.level},
        .tell = tell,
        .ctx = ctx
    };
    struct line_reader live = {buf_span(&got->octets)}, set = live;
    struct live_line skipped;

    for (size_t i = 0; i < w->count; i++) {
        const struct wanted_line *line = &w->lines[i];

        if (line->set && (!i || line[-1].set != line->set))
            set = live;
        if (line->set) {
            struct line_reader any = set; /* in any order */

            find(&k, line, &any);
            line_next(&live, &skipped);
        } else if (line->quantity == ITEM_MANY) {
            while (find(&k, line, &live))
                ;
        } else if (!find(&k, line, &live) && line->quantity == ITEM_ONE) {
            line_next(&live, &skipped);
        }
    }
}
