/* check-uidl.h - memory of the rules about UIDL (section 11). */
#ifndef POP3SH_RULES_CHECK_UIDL_H
#define POP3SH_RULES_CHECK_UIDL_H

#include "net/rules/listed.h"

struct check;

/* Which messages of the listing have which unique-id: open addressing, a
 * power of two of words (message-number below, some bits of its digest
 * above); 0 is free. */
struct uid_set {
    uint32_t *slots;
    size_t room, used;
};

/* Duplicates that may be identical copies; told as a note at the end of the
 * listing, unless one that cannot be is found. */
struct uid_copies {
    uint64_t count, first, second;
    struct kept_line line;
    bool told;    /* one that is no copy was */
    bool unsized; /* some have sizes that are not known */
};

struct uidl_memory {
    struct listed now, before;
    struct uid_set set;
    struct uid_copies copies;
    bool moved;        /* an id was found at another number in this listing */
    bool single_known; /* a UIDL n was answered */
    uint32_t single_epoch; /* of the book, then */
};

void uidl_memory_done(struct uidl_memory *m);

/* Have both the same unique-id? */
bool uid_same(const struct message_entry *a, const struct message_entry *b);

/* check-uidl-set.c: message n, whose unique-id is in the table now, joins
 * those of the listing. Returns the first other one with the same id, or 0.
 * The messages from n up to, and without, end have yet to join. */
uint64_t uid_set_join(struct uid_set *set, const struct messages *m, uint64_t n,
                      uint64_t end);
/* It will join soon: fetch what that needs. */
void uid_set_expect(const struct uid_set *set, const struct messages *m,
                    uint64_t n);
void uid_set_done(struct uid_set *set);

#endif
