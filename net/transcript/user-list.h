/* user-list.h - the users of a session on paper, a variable each.
 *
 * \{user} stands for the first, \{user2} for the next, and so on; the header
 * says who they are, or nobody does. */
#ifndef POP3SH_TRANSCRIPT_USER_LIST_H
#define POP3SH_TRANSCRIPT_USER_LIST_H

#include "net/base/buf.h"

enum { USER_LIST_MOST = 16 };

/* All zeroes is an empty one. */
struct user_list {
    struct span names[USER_LIST_MOST]; /* owned */
    unsigned numbers[USER_LIST_MOST];  /* of the variables, from 1 */
    size_t count, written;             /* in the header stand the first */
    uint32_t taken;                    /* 1 << number */
    bool full;                         /* there was one too many */
};

void user_list_done(struct user_list *l);

/* The place of a name, or USER_LIST_MOST. */
size_t user_list_find(const struct user_list *l, struct span name);

/* The same; who is not there is added. number: of the variable, 0 for the next
 * one. USER_LIST_MOST when the name is empty, or there is no room. */
size_t user_list_add(struct user_list *l, struct span name, unsigned number);

/* Can it stand in a header? */
bool user_list_can_show(struct span name);

/* "user" is 1, "user2" is 2; 0: no variable of ours. */
unsigned user_list_number(struct span variable);

void user_list_variable(const struct user_list *l, size_t i, struct buf *out);

/* Append a line of the header that hides who it is. */
void user_list_hidden(unsigned number, struct buf *out);

/* Append the lines of the header for those that have none yet. hide: without
 * the names. */
void user_list_header(struct user_list *l, bool hide, struct buf *out);

#endif
