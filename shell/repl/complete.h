/* complete.h - what TAB offers, from the tables.
 *
 * Knows no session: the words that can stand first on a line, and the names
 * and files that local commands take. */
#ifndef POP3SH_REPL_COMPLETE_H
#define POP3SH_REPL_COMPLETE_H

#include "net/base/span.h"

struct completion {
    char **words; /* as readline wants it: the common beginning, then all
                     words, then NULL; allocated; NULL: none */
    bool files;   /* file names may stand here */
    bool blank;   /* the only word there is takes an argument */
};

/* Complete text, which stands behind before on the line. */
struct completion complete(struct span before, const char *text);

#endif
