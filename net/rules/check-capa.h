/* check-capa.h - memory of the rules about CAPA and capabilities (section 7),
 * and what their files share. */
#ifndef POP3SH_RULES_CHECK_CAPA_H
#define POP3SH_RULES_CHECK_CAPA_H

#include "net/pop3/event.h"

struct check;

struct capa_memory {
    char none; /* the book keeps the listings */
};

void capa_memory_done(struct capa_memory *m);

/* --- between check-capa*.c --- */

/* The argument of LOGIN-DELAY or EXPIRE. */
struct capa_value {
    uint64_t value; /* NEVER, and what exceeds 64 bits: UINT64_MAX */
    bool user;      /* USER stands behind it: it may differ after the login */
};

/* Read "1*DIGIT [USER]", or "NEVER [USER]" where never is set. */
bool capa_value_read(struct span args, bool never, struct capa_value *out);

/* Cut the next word, ended by SP or HTAB, off *args. */
struct span capa_take_word(struct span *args);

/* check-capa-args.c: the arguments of the registered tag on the line of e. */
void capa_judge_args(struct check *c, const struct event *e);

/* check-capa-compare.c: a complete listing against those before it. */
void capa_compare(struct check *c, const struct event *e);

/* check-capa-use.c: a reply to a command that a capability announces. */
void capa_judge_use(struct check *c, const struct event *e);

#endif
