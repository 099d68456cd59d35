/* page.h - text that may be longer than the screen. */
#ifndef POP3SH_COMMAND_PAGE_H
#define POP3SH_COMMAND_PAGE_H

#include "shell/command/command.h"

/* Columns of the screen, 80 where there is none, less one: a full line would
 * move the cursor on. */
size_t page_columns(const struct shell *sh);

/* Append a row of a list: a name, and what it does beside it, in lines of at
 * most `columns`. */
void page_row(struct buf *out, const char *name, const char *text,
              size_t columns);

/* As print_text; what a person's screen cannot hold at once goes through
 * $PAGER ("more" without it; "" is none). False and *err when that cannot be
 * run. */
bool page_text(struct shell *sh, const struct buf *text, struct error *err);

/* The same, however short it is. */
bool page_always(struct shell *sh, const struct buf *text, struct error *err);

#endif
