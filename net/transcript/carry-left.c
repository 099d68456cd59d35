/* carry-left.c - what of an old recording had no place in the new one. */
#include <config.h>

#include "net/transcript/carry-private.h"

/* Blank lines are no words of anybody's. */
static bool has_notes(const struct paper *p, const struct unit *u)
{
    for (size_t i = u->notes; i < p->t->count && i < u->item; i++)
        if (p->t->items[i].kind != ITEM_BLANK && carry_is_note(&p->t->items[i]))
            return true;
    return false;
}

/* A mask that the recorder does not make. */
static bool has_mask_by_hand(struct span text)
{
    struct wire_piece piece;

    while (wire_next(&text, &piece, NULL, NULL) > 0)
        if (piece.kind == WIRE_CAPTURE &&
            (piece.name.len || piece.type == WIRE_RE))
            return true;
    return false;
}

static bool is_edited(const struct paper *p, const struct unit *u)
{
    const struct item *item;

    if (u->item >= p->t->count)
        return false;
    item = &p->t->items[u->item];
    return item->kind == ITEM_SERVER &&
           (item->quantity != ITEM_ONE || u->in_set ||
            has_mask_by_hand(item->text));
}

bool carry_left_nothing(const struct paper *old)
{
    for (size_t i = 0; i < old->count; i++) {
        const struct unit *u = &old->units[i];

        if ((!u->noted && has_notes(old, u)) || (!u->used && is_edited(old, u)))
            return false;
    }
    return true;
}
