/* check-list.h - memory of the rules about LIST (section 10), and of what
 * they share with those about UIDL. */
#ifndef POP3SH_RULES_CHECK_LIST_H
#define POP3SH_RULES_CHECK_LIST_H

#include "net/rules/listed.h"

struct check;
struct pair;

/* Messages that LIST gives another size than before. */
struct resized {
    uint64_t count, first, from, to; /* octets of the first, then and now */
};

struct list_memory {
    struct listed now, before;
    struct resized changed; /* since the full LIST before */
    struct resized single;  /* since the last LIST n */
    bool single_known;      /* a LIST n was answered */
    uint32_t single_epoch;  /* of the book, then */
    bool overflowed;        /* see check_overflowed */
};

void list_memory_done(struct list_memory *m);

/* list/leading-zero: of the numbers of p, read from e->text. */
void list_judge_zeros(struct check *c, const struct event *e,
                      const struct pair *p);

/* check-list-set.c: a full listing of that kind has come to its end; judge
 * its numbers as a set. */
void list_judge_set(struct check *c, const struct event *e,
                    enum content content);

#endif
