/* listed.c - counts a listing line by line. */
#include <config.h>

#include "net/rules/listed.h"

/* The flags of one kind of listing, and of the other kind. */
struct marks {
    unsigned now, before, other;
};

static struct marks marks_of(enum content content)
{
    if (content == CONTENT_SCAN)
        return (struct marks){MESSAGE_LIST_NOW, MESSAGE_LIST_BEFORE,
                              MESSAGE_UIDL_NOW};
    return (struct marks){MESSAGE_UIDL_NOW, MESSAGE_UIDL_BEFORE,
                          MESSAGE_LIST_NOW};
}

static void count_deleted(struct listed *l, const struct event *e)
{
    if (l->deleted++)
        return;
    l->first_deleted = e->listing.n;
    kept_take(&l->deleted_line, e->offset, e->raw);
}

enum listed_fault listed_line(struct listed *l, const struct event *e)
{
    struct marks marks = marks_of(e->listing.content);
    uint64_t n = e->listing.n, last = l->last;
    unsigned flags = e->past ? e->past->entry.flags : 0;

    l->lines++;
    if (!e->listing.ok || (e->flaws & LINE_UNFINISHED)) {
        l->bad++;
        return LISTED_FINE;
    }
    l->octets += e->listing.octets;
    l->last = n;
    l->zero |= n == 0;
    l->beyond |= n > MESSAGES_MOST;
    if (flags & marks.now) {
        l->repeated = true;
        return LISTED_TWICE;
    }
    l->again += (flags & marks.before) != 0;
    l->shared += (flags & marks.other) != 0;
    if (flags & MESSAGE_DELETED)
        count_deleted(l, e);
    if (n > l->highest)
        l->highest = n;
    return n == 0 ? LISTED_ZERO : n < last ? LISTED_BACK : LISTED_FINE;
}

void listed_lines(struct listed *l, const struct messages *m,
                  const struct event *e)
{
    unsigned other = marks_of(e->listing.content).other;
    const struct message_entry *first = &m->entries[e->listing.n - 1];

    l->lines += e->count;
    l->octets += e->listing.octets;
    l->last = e->listing.n + e->count - 1;
    if (l->last > l->highest)
        l->highest = l->last;
    for (size_t i = 0; i < e->count; i++)
        l->shared += (first[i].flags & other) != 0;
}

bool listed_is_set(const struct listed *l)
{
    return l->whole && !l->bad && !l->zero && !l->repeated && !l->beyond;
}

uint64_t listed_first(const struct messages *m, unsigned has, unsigned lacks)
{
    for (size_t i = 0; i < m->count; i++)
        if ((m->entries[i].flags & has) && !(m->entries[i].flags & lacks))
            return i + 1;
    return 0;
}

uint64_t listed_hole(const struct messages *m, unsigned flag)
{
    for (size_t i = 0; i < m->count; i++)
        if (!(m->entries[i].flags & flag))
            return i + 1;
    return m->count + 1;
}
