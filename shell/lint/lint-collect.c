/* lint-collect.c - the findings of a file: kept, counted, put in order. */
#include <config.h>

#include "shell/lint/lint-collect.h"

#include "net/base/memory.h"
#include <stdlib.h>

void lint_done(struct lint *l)
{
    for (size_t i = 0; i < l->count; i++) {
        free(l->at[i].message);
        free(l->at[i].excerpt);
    }
    free(l->at);
    mask_free(l->mask);
    *l = (struct lint){0};
}

struct lint_finding *lint_add(struct lint *out, enum lint_weight weight)
{
    if (out->count == LINT_KEPT) {
        out->left_out++;
        return NULL;
    }
    if (out->count == out->room) {
        out->room = out->room ? out->room * 2 : 64;
        out->at = xrealloc(out->at, out->room * sizeof *out->at);
    }
    out->at[out->count] = (struct lint_finding){.weight = weight};
    return &out->at[out->count++];
}

void lint_repeat(struct lint *out, unsigned connection, const struct finding *f)
{
    for (size_t i = out->count; i-- > 0;) {
        struct lint_finding *old = &out->at[i];

        if (old->rule != f->rule || old->exchange != f->exchange ||
            old->connection != connection)
            continue;
        old->count = f->count;
        return;
    }
}

static void hide_secrets(struct lint *l)
{
    for (size_t i = 0; i < l->count; i++) {
        struct lint_finding *f = &l->at[i];
        struct buf message = {0}, excerpt = {0};

        if (mask_hide(l->mask, span_of(f->message), &message)) {
            free(f->message);
            f->message = buf_take(&message);
        }
        if (mask_hide(l->mask, (struct span){f->excerpt, f->excerpt_len},
                      &excerpt)) {
            free(f->excerpt);
            f->excerpt_len = excerpt.len;
            f->excerpt = buf_take(&excerpt);
        }
        buf_done(&message);
        buf_done(&excerpt);
    }
}

static int compare(const void *a, const void *b)
{
    const struct lint_finding *x = a, *y = b;

    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    if (x->column != y->column && x->rule && y->rule)
        return x->column < y->column ? -1 : 1;
    return 0;
}

void lint_settle(struct lint *l)
{
    if (l->count)
        qsort(l->at, l->count, sizeof *l->at, compare);
    hide_secrets(l);
}
