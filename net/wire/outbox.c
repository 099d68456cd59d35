/* outbox.c - a queue of octets in parts. */
#include <config.h>

#include "net/wire/outbox.h"

#include "net/base/memory.h"
#include "net/base/secret.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM_FIRST = 4096 }; /* so that a password is not copied by growing */

struct outbox_part {
    size_t len;
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
    return o->octets.len - o->head;
}

/* Count len octets more, in the last part when they are of its kind. */
static void add_part(struct outbox *o, size_t len, bool automatic)
{
    if (o->parts_count > 0 &&
        o->parts[o->parts_count - 1].automatic == automatic) {
        o->parts[o->parts_count - 1].len += len;
        return;
    }
    if (o->parts_count == o->parts_room) {
        o->parts_room = o->parts_room * 2 + 4;
        o->parts = xrealloc(o->parts, o->parts_room * sizeof *o->parts);
    }
    o->parts[o->parts_count++] = (struct outbox_part){len, automatic};
}

void outbox_add(struct outbox *o, struct span octets, bool automatic)
{
    if (octets.len == 0)
        return;
    if (o->head > o->octets.len / 2) {
        buf_drop(&o->octets, o->head);
        o->head = 0;
    }
    buf_add(&o->octets, octets);
    add_part(o, octets.len, automatic);
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

struct span outbox_front(const struct outbox *o, size_t lines, size_t most,
                         bool *automatic_out)
{
    struct span front = span_from(buf_span(&o->octets), o->head);

    if (o->parts_count == 0)
        return (struct span){0};
    *automatic_out = o->parts[0].automatic;
    front = span_first(front, o->parts[0].len);
    front = span_first(front, most);
    if (lines >= front.len) /* there cannot be more lines than octets */
        return front;
    return span_first(front, lines_octets(front, lines));
}

void outbox_drop(struct outbox *o, size_t n)
{
    secret_wipe(o->octets.at + o->head, n);
    o->head += n;
    while (n > 0) {
        struct outbox_part *first = o->parts;
        size_t part = n < first->len ? n : first->len;

        first->len -= part;
        n -= part;
        if (first->len == 0)
            memmove(first, first + 1, --o->parts_count * sizeof *first);
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
