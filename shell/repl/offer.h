/* offer.h - what TAB offered for the line that is typed: its list and menu in
 * the form that readline wants, and the blank that it added. */
#ifndef POP3SH_REPL_OFFER_H
#define POP3SH_REPL_OFFER_H

#include "shell/repl/complete.h"

/* All zeroes: nothing was offered. */
struct offer {
    struct completion completion; /* what was offered last */
    char *line; /* as TAB left it, with the blank it added; owned, or NULL */
};

void offer_done(struct offer *o);

/* The list for text, which stands behind before; readline frees it. */
char **offer_list(struct offer *o, struct shell *sh, struct span before,
                  const char *text);

/* Show what there is to choose from, with its meaning where it has one: the
 * hook rl_completion_display_matches_hook. */
void offer_show(const struct offer *o, char **list, int count, int widest);

/* line without the blank that TAB put there and nobody typed behind. */
struct span offer_without_blank(const struct offer *o, const char *line);

#endif
