/* update-private.h - what the files of an update share. */
#ifndef POP3SH_TRANSCRIPT_UPDATE_PRIVATE_H
#define POP3SH_TRANSCRIPT_UPDATE_PRIVATE_H

#include "net/transcript/compare-private.h"
#include "net/transcript/update.h"

/* What stands in the place of an item; empty: nothing does. */
struct change {
    uint32_t item;
    char *lines; /* owned; each with its LF */
};

struct update {
    const struct plan *plan;
    struct compare compare;
    const struct mask *mask;
    bool all;
    bool *came;             /* owned: which answers of the plan did */
    uint32_t cut;           /* the answer that was cut, and was not when it was
                               recorded; PLAN_NONE: none */
    struct change *changes; /* owned */
    size_t count, room;
    struct plan_scratch scratch;
    struct buf refusal;
};

/* Put lines, which are taken over, in the place of an item, unless they are
 * what stands there. */
void update_change(struct update *u, uint32_t item, struct buf *lines);

const struct item *update_item(const struct update *u, uint32_t item);

/* update-lines.c: the lines of an answer that differs, in the places of those
 * that were recorded. */
void update_lines(struct update *u, struct comparison *x,
                  const struct plan_answer *a);

/* A line that came, with auto-masks; i: its place among those of the answer.
 */
void update_add_new(struct buf *out, struct comparison *x, size_t i,
                    const struct live_line *got, unsigned conn);

/* update-places.c: the same of an answer of the recorded form, each line of
 * which has items of its own: in their places. */
void update_places(struct update *u, struct comparison *x,
                   const struct plan_answer *a);

#endif
