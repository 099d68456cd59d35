/* check-uidl-set.c - the set of unique-ids of one listing. */
#include <config.h>

#include "net/rules/check-uidl.h"

#include "net/base/memory.h"
#include <stdlib.h>

enum {
    NUMBER_BITS = 21, /* MESSAGES_MOST fits */
    ROOM_LEAST = 1 << 10,
    AHEAD = 8,         /* words fetched before their turn */
    PROBES_MOST = 128, /* a server that makes ids collide is not worth more */
};

_Static_assert(MESSAGES_MOST < 1 << NUMBER_BITS, "a number fits its bits");

void uid_set_done(struct uid_set *set)
{
    free(set->slots);
    *set = (struct uid_set){0};
}

static size_t home_of(const struct uid_set *set,
                      const struct message_entry *entry)
{
    return entry->uid_digest[0] & (set->room - 1);
}

static uint32_t word_of(const struct message_entry *entry, uint64_t n)
{
    return (uint32_t)(entry->uid_digest[1] << NUMBER_BITS) | (uint32_t)n;
}

bool uid_same(const struct message_entry *a, const struct message_entry *b)
{
    return a->uid_digest[0] == b->uid_digest[0] &&
           a->uid_digest[1] == b->uid_digest[1];
}

/* Put message n in, unless it or one with the same id is there; returns that
 * one, or 0. Of equal ids only the first stays, so that a million of them
 * make no long way. */
static uint64_t put(struct uid_set *set, const struct messages *m, uint64_t n)
{
    const struct message_entry *entry = &m->entries[n - 1];
    const uint32_t number = (1u << NUMBER_BITS) - 1;
    uint32_t word = word_of(entry, n);
    size_t i = home_of(set, entry);

    for (int probes = 0; probes < PROBES_MOST; probes++) {
        uint32_t other = set->slots[i];

        if (!other) {
            set->slots[i] = word;
            set->used++;
            return 0;
        }
        if (!((other ^ word) & ~number) &&
            uid_same(&m->entries[(other & number) - 1], entry))
            return other & number;
        i = (i + 1) & (set->room - 1);
    }
    return 0;
}

void uid_set_expect(const struct uid_set *set, const struct messages *m,
                    uint64_t n)
{
    if (set->room)
        __builtin_prefetch(&set->slots[home_of(set, &m->entries[n - 1])], 1);
}

/* Twice the room, or what the maildrop seems to need. */
static size_t next_room(const struct uid_set *set, const struct messages *m)
{
    size_t room = set->room ? set->room * 2 : ROOM_LEAST;
    uint64_t likely = m->listed_now;

    if (m->stat_known && m->stat_count > likely)
        likely = m->stat_count;
    if (likely > MESSAGES_MOST)
        likely = MESSAGES_MOST;
    while (room / 4 * 3 < likely)
        room *= 2;
    return room;
}

/* The new words are made from the table of messages, in its order, so the old
 * ones need not stay. The messages from n up to end are none of them yet. There
 * are as many as there were: the rest of the table need not be looked at. */
static void grow(struct uid_set *set, const struct messages *m, uint64_t n,
                 uint64_t end)
{
    size_t room = next_room(set, m), before = set->used;

    free(set->slots);
    set->slots = xcalloc(room, sizeof *set->slots);
    set->room = room;
    set->used = 0;
    for (size_t i = 0; set->used < before && i < m->count; i++) {
        if (i + AHEAD < m->count)
            uid_set_expect(set, m, i + 1 + AHEAD);
        if ((m->entries[i].flags & MESSAGE_UIDL_NOW) &&
            (i + 1 < n || i + 1 >= end))
            put(set, m, i + 1);
    }
}

uint64_t uid_set_join(struct uid_set *set, const struct messages *m, uint64_t n,
                      uint64_t end)
{
    uint64_t other;

    if (set->used >= set->room / 4 * 3)
        grow(set, m, n, end);
    other = put(set, m, n);
    return other == n ? 0 : other;
}
