/* mask-list.c - a line for each mask, and one for what it covers. */
#include <config.h>

#include "shell/replay/mask-list.h"

#include "net/transcript/escape.h"
#include "net/transcript/writer.h"

static void tell_line(const struct wanted_line *line, told_fn *tell, void *ctx)
{
    for (size_t i = 0; i < line->count; i++) {
        const struct part *part = &line->parts[i];
        struct buf text = {0};

        if (part->kind == PART_LITERAL)
            continue;
        buf_add_format(&text, "line %u: ", line->line);
        if (part->kind == PART_USE) {
            buf_add_format(&text, "the value of %.*s", (int)part->name.len,
                           part->name.at);
        } else {
            buf_add_format(&text, "%s: %s", wire_types[part->type].name,
                           wire_types[part->type].help);
            if (part->name.len)
                buf_add_format(&text, ", kept as %.*s", (int)part->name.len,
                               part->name.at);
        }
        tell(ctx, told_note(buf_text(&text)));
        buf_done(&text);
    }
}

static void tell_auto(const struct compare *c, const struct wanted *w,
                      const struct wanted_line *line, told_fn *tell, void *ctx)
{
    struct auto_mask masks[AUTO_MASKS_MOST];
    size_t count = compare_masks(c, w, line, masks);

    for (size_t i = 0; i < count; i++) {
        struct buf text = {0};

        buf_add_format(&text, "line %u: ", line->line);
        writer_wire_octets(
            &text,
            span_first(span_from(line->octets, masks[i].at), masks[i].len),
            true);
        buf_add_format(&text, ": %s, masked unasked", masks[i].why);
        tell(ctx, told_note(buf_text(&text)));
        buf_done(&text);
    }
}

enum { COVERED_MOST = 20 }; /* of one answer */

struct covering {
    told_fn *tell;
    void *ctx;
    size_t count;
};

static void tell_covered(void *ctx, const struct covered *c)
{
    struct covering *k = ctx;
    struct buf text = {0};

    if (++k->count > COVERED_MOST)
        return;
    buf_add_format(&text, "line %u: ", c->line->line);
    if (c->mask->kind == PART_USE || c->mask->name.len)
        buf_add_format(&text, "%.*s", (int)c->mask->name.len, c->mask->name.at);
    else
        buf_add_text(&text, wire_types[c->mask->type].name);
    buf_add_text(&text, c->hidden       ? " covers something that is not shown"
                        : c->octets.len ? " covers "
                                        : " covers nothing");
    if (!c->hidden)
        escape_add(&text, c->octets, ESCAPE_LINE);
    k->tell(k->ctx, told_note(buf_text(&text)));
    buf_done(&text);
}

void mask_list_cover(const struct compare *c, const struct wanted *w,
                     const struct answer *got, told_fn *tell, void *ctx)
{
    struct covering k = {.tell = tell, .ctx = ctx};
    struct buf text = {0};

    compare_covered(c, w, got, tell_covered, &k);
    if (k.count > COVERED_MOST) {
        buf_add_format(&text, "line %u: %zu more masks cover something",
                       w->lines[0].line, k.count - COVERED_MOST);
        tell(ctx, told_note(buf_text(&text)));
    }
    buf_done(&text);
}

void mask_list_tell(const struct plan *p, const struct compare_how *how,
                    struct span host, told_fn *tell, void *ctx)
{
    struct plan_scratch scratch = {0};
    struct compare compare = {.how = *how, .host = host};

    for (size_t i = 0; i < p->answer_count; i++) {
        struct wanted w;

        compare.how.level = p->answers[i].level >= 0
                                ? (enum compare_level)p->answers[i].level
                                : how->level;
        for (uint32_t nth = 0; nth < p->answers[i].count; nth++) {
            plan_want(p, &p->answers[i], nth, &scratch, &w);
            for (size_t k = 0; k < w.count; k++) {
                tell_line(&w.lines[k], tell, ctx);
                tell_auto(&compare, &w, &w.lines[k], tell, ctx);
            }
        }
    }
    plan_scratch_done(&scratch);
}
