/* listed.h - a full LIST or UIDL, counted while its lines come.
 *
 * Sets of numbers are compared by counting: the table of messages marks which
 * numbers this listing, the one before and that of the other kind hold, so a
 * million lines need no second copy. */
#ifndef POP3SH_RULES_LISTED_H
#define POP3SH_RULES_LISTED_H

#include "net/pop3/event.h"
#include "net/pop3/messages.h"
#include "net/rules/kept.h"

struct listed {
    bool whole;      /* its terminator came */
    uint32_t epoch;  /* of the book when it began */
    uint64_t lines;  /* not empty */
    uint64_t bad;    /* of them without a number that could be read */
    uint64_t octets; /* LIST: sum of the sizes */
    uint64_t highest, last;
    uint64_t again;  /* numbers that the listing before named too */
    uint64_t shared; /* numbers that the last one of the other kind names */
    uint64_t deleted, first_deleted; /* numbers marked deleted */
    struct kept_line deleted_line;
    bool zero;     /* a number 0 */
    bool repeated; /* a number twice */
    bool beyond;   /* a number above MESSAGES_MOST */
};

/* What is wrong with the number of one line. */
enum listed_fault {
    LISTED_FINE,
    LISTED_ZERO,
    LISTED_TWICE,
    LISTED_BACK, /* lower than the number before it */
};

/* Take in the line of e. */
enum listed_fault listed_line(struct listed *l, const struct event *e);
/* Take in the run of e; m holds it already. */
void listed_lines(struct listed *l, const struct messages *m,
                  const struct event *e);

/* Its numbers, as a set, can be compared. */
bool listed_is_set(const struct listed *l);

/* The first message with flag `has` and without flag `lacks`, or 0. */
uint64_t listed_first(const struct messages *m, unsigned has, unsigned lacks);
/* The first number that a listing of numbers marked `flag` leaves out. */
uint64_t listed_hole(const struct messages *m, unsigned flag);

#endif
