/* carry-private.h - what the files of carrying over share. */
#ifndef POP3SH_TRANSCRIPT_CARRY_PRIVATE_H
#define POP3SH_TRANSCRIPT_CARRY_PRIVATE_H

#include "net/transcript/carry.h"
#include "net/transcript/pattern.h"

#define CARRY_NONE SIZE_MAX

/* An item that something can stand in front of. */
struct unit {
    size_t item;  /* CARRY_NONE: an "@ connect" that is not written down */
    size_t notes; /* the first item of what stands in front of it */
    bool in_set;
    bool noted, used; /* of the old file: its notes, it, are carried over */
    uint64_t key;     /* anchors: equal for what is the same again; else 0 */
};

/* The session of a transcript. Anchors are what sessions are aligned by: lines
 * of the client, and events of the connection; the end is the last of them. */
struct paper {
    const struct transcript *t;
    struct unit *units; /* owned, as the other */
    size_t count, room;
    size_t *anchors;
    size_t anchor_count, anchor_room;
};

/* carry-align.c */
void paper_read(struct paper *p, const struct transcript *t);
void paper_done(struct paper *p);
/* For each anchor of fresh (by its place there) the one of old that is the
 * same, or CARRY_NONE; owned by the caller. */
size_t *paper_align(const struct paper *old, const struct paper *fresh);
/* Is it what people write, standing in front of something? */
bool carry_is_note(const struct item *item);

struct carry {
    struct paper old, fresh;
    struct variables values; /* of the new session */
    struct pattern pattern;
    struct span *taken; /* owned */
    size_t taken_room;
    struct buf octets, other, line;
    struct buf *out;
};

/* carry-left.c: has what people wrote into the old file been carried over? */
bool carry_left_nothing(const struct paper *old);

/* carry.c: an item as it was read, and what stands in front of a unit. */
void carry_item(struct carry *c, const struct item *item);
void carry_notes(struct carry *c, struct paper *p, size_t unit);

/* carry-lines.c: the lines of the server behind an anchor of fresh, which is
 * the same as one of old; places in anchors. */
void carry_lines(struct carry *c, size_t old, size_t fresh);

#endif
