/* outbox.c - a queue of octets in parts. */
#include <config.h>

#include "net/wire/outbox.h"

#include "net/base/memory.h"
#include "net/base/secret.h"
#include <assert.h>

#include <stdlib.h>
#include <string.h>

enum {
    ROOM_FIRST = 4096, /* so that a password is not copied by growing */
    BLOCK = 32 << 10,  /* octets, more or less, that are kept of what repeats */
};

/* Octets that are written one after the other; or some of those that repeat,
 * which are written again and again. */
struct outbox_part {
    size_t len;    /* octets to be written */
    size_t kept;   /* octets in the buf */
    size_t period; /* after so many octets they repeat; 0: they do not */
    size_t at;     /* of the period: what was written */
    bool line;     /* the period is a line */
    bool automatic;
};

void outbox_init(struct outbox *o)
{
    *o = (struct outbox){0};
    buf_init(&o->octets, SIZE_MAX / 4);
    buf_room(&o->octets, ROOM_FIRST);
}

void outbox_done(struct outbox *o)
{
    buf_wipe(&o->octets);
    free(o->parts);
    *o = (struct outbox){0};
}

size_t outbox_len(const struct outbox *o)
{
    return o->len;
}

static struct outbox_part *last_part(const struct outbox *o)
{
    return o->parts_count ? &o->parts[o->parts_count - 1] : NULL;
}

static void add_part(struct outbox *o, const struct outbox_part *part)
{
    if (o->parts_count == o->parts_room) {
        o->parts_room = o->parts_room * 2 + 4;
        o->parts = xrealloc(o->parts, o->parts_room * sizeof *o->parts);
    }
    assert(o->parts);
    o->parts[o->parts_count++] = *part;
}

/* Make room by what was written. */
static void tidy(struct outbox *o)
{
    if (o->head > o->octets.len / 2) {
        buf_drop(&o->octets, o->head);
        o->head = 0;
    }
}

/* What is in the buf from `from` on is to be written, with the last part when
 * that is of its kind. */
static void take_in(struct outbox *o, size_t from, bool automatic)
{
    struct outbox_part *last = last_part(o);
    size_t len = o->octets.len - from;

    o->len += len;
    if (last && !last->period && last->automatic == automatic) {
        last->len += len;
        last->kept += len;
        return;
    }
    add_part(o, &(struct outbox_part){
                    .len = len, .kept = len, .automatic = automatic});
}

void outbox_add(struct outbox *o, struct span octets, bool automatic)
{
    size_t from;

    if (octets.len == 0)
        return;
    tidy(o);
    from = o->octets.len;
    buf_add(&o->octets, octets);
    take_in(o, from, automatic);
}

/* Does the last part repeat these octets? */
static bool repeats_them(const struct outbox *o, struct span octets)
{
    const struct outbox_part *last = last_part(o);

    return last && last->period == octets.len &&
           memcmp(o->octets.at + o->octets.len - octets.len, octets.at,
                  octets.len) == 0;
}

void outbox_add_repeats(struct outbox *o, struct span octets, uint64_t n)
{
    uint64_t kept = octets.len ? BLOCK / octets.len + 1 : 0;
    size_t from;

    if (!octets.len || !n)
        return;
    if (repeats_them(o, octets)) {
        last_part(o)->len += octets.len * n;
        o->len += octets.len * n;
        return;
    }
    tidy(o);
    from = o->octets.len;
    buf_add_repeats(&o->octets, octets, n < kept ? n : kept);
    if (n <= kept) {
        take_in(o, from, false);
        return;
    }
    o->len += octets.len * n;
    add_part(o, &(struct outbox_part){.len = octets.len * n,
                                      .kept = o->octets.len - from,
                                      .period = octets.len,
                                      .line = span_find(octets, '\n') ==
                                              octets.len - 1});
}

/* How many octets the first lines of s have; all when there are fewer. */
static size_t lines_octets(struct span s, size_t lines)
{
    size_t at = 0;

    for (; lines > 0 && at < s.len; lines--) {
        const char *end = memchr(s.at + at, '\n', s.len - at);

        if (end == NULL)
            return s.len;
        at = (size_t)(end - s.at) + 1;
    }
    return at;
}

/* The same for those of equal lines, where the first may have begun. Lines are
 * no more than the octets of the part. */
static size_t equal_lines_octets(const struct outbox_part *part, size_t lines)
{
    return lines ? lines * part->period - part->at : 0;
}

struct span outbox_front(const struct outbox *o, size_t lines, size_t most,
                         bool *automatic_out)
{
    const struct outbox_part *part = o->parts;
    struct span front = span_from(buf_span(&o->octets), o->head);

    if (o->parts_count == 0)
        return (struct span){0};
    *automatic_out = part->automatic;
    front = span_from(span_first(front, part->kept), part->at);
    front = span_first(front, part->len < most ? part->len : most);
    if (lines >= front.len) /* there cannot be more lines than octets */
        return front;
    return span_first(front, part->line ? equal_lines_octets(part, lines)
                                        : lines_octets(front, lines));
}

/* Forget octets of the buf. */
static void wipe(struct outbox *o, size_t n)
{
    secret_wipe(o->octets.at + o->head, n);
    o->head += n;
}

/* The first n octets of the first part were written. */
static void drop_of_part(struct outbox *o, size_t n)
{
    struct outbox_part *part = o->parts;

    part->len -= n;
    if (part->period) {
        part->at = (part->at + n) % part->period;
    } else {
        part->kept -= n;
        wipe(o, n);
    }
    if (part->len)
        return;
    wipe(o, part->kept);
    memmove(part, part + 1, --o->parts_count * sizeof *part);
}

void outbox_drop(struct outbox *o, size_t n)
{
    o->len -= n;
    while (n > 0) {
        size_t part = n < o->parts->len ? n : o->parts->len;

        drop_of_part(o, part);
        n -= part;
    }
    if (o->head == o->octets.len) {
        buf_clear(&o->octets);
        o->head = 0;
    }
}

void outbox_clear(struct outbox *o)
{
    outbox_drop(o, outbox_len(o));
}
