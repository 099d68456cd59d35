/* secrets.h - remembers the last few secrets, and finds them in text.
 *
 * A password is found as it is, in base64 (also as a part of something longer
 * that was encoded whole, as SASL does) and in hexadecimal. */
#ifndef POP3SH_POP3_SECRETS_H
#define POP3SH_POP3_SECRETS_H

#include "net/base/secret.h"

enum {
    SECRETS_MOST = 512,   /* remembered; the oldest is forgotten first */
    SECRETS_SHORTEST = 4, /* octets; less would match ordinary words */
    SECRETS_WINDOW = 16,  /* octets */
    SECRETS_PAIRS = 4096, /* slots for two octets one behind the other */
};

/* Zeroed memory is a valid empty one. */
struct secrets {
    struct secret at[SECRETS_MOST];
    size_t next, count;
    unsigned learned; /* so often one was added */
    /* bit i: the i-th, or one of a multiple of 64 behind it, has that octet in
     * that place of its beginning */
    uint64_t begins[SECRETS_SHORTEST][256];
    /* Of the first octets of every secret, `window` are looked at; where text
     * has that pair in the last two places of the window, a secret can begin
     * no earlier than so many octets behind the first. */
    size_t window; /* the length of the shortest, at most SECRETS_WINDOW */
    unsigned char skip[SECRETS_PAIRS];
};

void secrets_done(struct secrets *s); /* wipes; usable after it */

/* Remember octets as they are. Too short ones are not. */
void secrets_learn(struct secrets *s, struct span octets);
/* Remember a password or token in every form that it may come back in. */
void secrets_learn_password(struct secrets *s, struct span octets);

/* The first secret in text, the longest of those that begin there; empty when
 * there is none. Lies in text. */
struct span secrets_find(const struct secrets *s, struct span text);

/* How many octets at the end of text are the beginning of a secret, whose rest
 * may have been cut off: the most, and 0 when there are fewer than
 * SECRETS_SHORTEST. */
size_t secrets_tail(const struct secrets *s, struct span text);

#endif
