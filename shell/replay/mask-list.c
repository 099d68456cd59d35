/* mask-list.c - a line for each mask. */
#include <config.h>

#include "shell/replay/mask-list.h"

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

void mask_list_tell(const struct plan *p, const struct compare_how *how,
                    told_fn *tell, void *ctx)
{
    struct plan_scratch scratch = {0};

    (void)how;
    for (size_t i = 0; i < p->answer_count; i++) {
        struct wanted w;

        plan_want(p, &p->answers[i], &scratch, &w);
        for (size_t k = 0; k < w.count; k++)
            tell_line(&w.lines[k], tell, ctx);
    }
    plan_scratch_done(&scratch);
}
