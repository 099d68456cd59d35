/* complete.h - what TAB offers, from the tables and the live session.
 *
 * Verbs that state and capabilities allow, and for each argument what the
 * form of the row names (arguments.h): message-numbers, mechanisms, settings
 * and their values, rules, files, bookmarks. Asks the server nothing: uses
 * what the session has seen. */
#ifndef POP3SH_REPL_COMPLETE_H
#define POP3SH_REPL_COMPLETE_H

#include "shell/command/command.h"
#include "shell/repl/words.h"

struct completion {
    struct words words;
    bool files; /* file names may stand here */
    bool blank; /* the only word there is takes an argument */
};

/* Complete text, which stands behind before on the line. Release with
 * completion_done. */
struct completion complete(struct shell *sh, struct span before,
                           const char *text);
void completion_done(struct completion *c);

/* The row that a word at the front of a line names; either is NULL. */
struct head {
    const struct verb *verb;
    const struct command *command;
};
struct head head_find(struct span word);
/* The form of its arguments; "" for an unknown one. */
const char *head_args(const struct head *head);

#endif
