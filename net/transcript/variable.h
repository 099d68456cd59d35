/* variable.h - the values that names of a transcript stand for. */
#ifndef POP3SH_TRANSCRIPT_VARIABLE_H
#define POP3SH_TRANSCRIPT_VARIABLE_H

#include "net/base/buf.h"

enum { VARIABLES_MOST = 64 };

/* Zeroed memory is a valid empty set. */
struct variables {
    struct {
        struct buf name, value;
        bool guessed; /* no octets were recorded: a stand-in */
    } at[VARIABLES_MOST];
    size_t count;
};

void variables_done(struct variables *v);

/* Forget all but the first count of them. */
void variables_cut(struct variables *v, size_t count);

/* Bind name, or give it another value. False when there is no room. */
bool variables_set(struct variables *v, struct span name, struct span value,
                   bool guessed);

/* The value of name; false when it has none. guessed_out may be NULL. */
bool variables_get(const struct variables *v, struct span name,
                   struct span *value_out, bool *guessed_out);

#endif
