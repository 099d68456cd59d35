/* words.h - the words that TAB offers, each with what it means.
 *
 * Collects those that begin as typed, keeps their order, and stops at
 * WORDS_MOST: nobody reads more. */
#ifndef POP3SH_REPL_WORDS_H
#define POP3SH_REPL_WORDS_H

#include "net/base/buf.h"

enum { WORDS_MOST = 1000 };

struct word {
    char *text; /* owned */
    char *note; /* what it means, fit for a terminal; owned; NULL: nothing */
};

struct words {
    struct word *at; /* owned */
    size_t count;
    struct span typed; /* what they must begin with */
};

void words_done(struct words *w);

/* Offer a word. fold: in any case, and in small letters when something was
 * typed so. True when it was taken. */
bool words_offer(struct words *w, const char *text, const char *note,
                 bool fold);

/* As words_offer, for a span. */
bool words_offer_span(struct words *w, struct span text, const char *note,
                      bool fold);

/* Sort by text; without it the order of offering stays. */
void words_sort(struct words *w);

/* As readline takes them: the common beginning, all words, NULL; owned by the
 * caller. NULL when there are none. */
char **words_list(const struct words *w);

/* The note of a word, or NULL. */
const char *words_note(const struct words *w, const char *text);

#endif
