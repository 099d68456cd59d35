/* maildrop.h - what the rules about the maildrop share: where they point, what
 * they may rely on, and the form of "number SP number". */
#ifndef POP3SH_RULES_MAILDROP_H
#define POP3SH_RULES_MAILDROP_H

#include "net/rules/check-private.h"

/* At octet i of e->text, or at the end of the line when that is empty. */
struct place place_in(const struct event *e, size_t i);
/* About message n (0: none), told at e, shown at the reply's status line. */
struct place place_reply(const struct check *c, const struct event *e,
                         uint64_t n);
/* The same, shown at a line of that reply which was kept. */
struct place place_kept(const struct kept_line *k, const struct event *e,
                        uint64_t n);

/* A whole status line that answers a command given in TRANSACTION. */
bool maildrop_status(const struct event *e);
/* The end of a multi-line reply that came whole. */
bool maildrop_whole(const struct event *e);
/* The number of the message that e's request names; false when it names none
 * or one that is no number. */
bool maildrop_number(const struct event *e, uint64_t *n_out);
/* How many messages the maildrop held when it was opened, if that is known. */
bool maildrop_opening(const struct check *c, uint64_t *count_out);
/* Did a full listing of this session name message n? */
bool maildrop_listed(const struct check *c, uint64_t n);
/* Is message n marked deleted? */
bool maildrop_deleted(const struct check *c, uint64_t n);
/* Did something show that numbers do not stand for the same messages all
 * through this session? Then what two replies say of a number may be about
 * two messages. */
bool maildrop_moved(const struct check *c);

/* "number SP number [SP rest]", as the octets stand. */
struct pair {
    bool ok;
    size_t wrong;     /* not ok: the first octet at fault */
    const char *want; /* and what should stand there */
    size_t at[2], digits[2];
    size_t rest; /* where what follows the blank begins; 0: nothing does */
};
struct pair pair_read(struct span text);

/* What stands at octet i of text, in words: "0x41", "the line's end". */
struct stands {
    char words[20];
};
struct stands stands_at(struct span text, size_t i);

#endif
