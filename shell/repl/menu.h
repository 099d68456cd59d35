/* menu.h - the list that TAB shows: words, and what each means. */
#ifndef POP3SH_REPL_MENU_H
#define POP3SH_REPL_MENU_H

#include "net/base/buf.h"
#include "shell/repl/words.h"

/* Append one line for each of the words in list (as readline has it: [1] to
 * [count]), with its note, none wider than `columns`, at most `rows` of them
 * (0: all) and then how many more there are. False, and nothing appended, when
 * no word has a note: readline's own columns serve better then. */
bool menu_make(struct buf *out, const struct words *words, char *const *list,
               size_t count, size_t columns, size_t rows);

#endif
