/* wrap.h - paragraphs for a screen. */
#ifndef POP3SH_BASE_WRAP_H
#define POP3SH_BASE_WRAP_H

#include "net/base/buf.h"

/* Append the words of text (fit for a terminal) and a line end. Lines are
 * broken between words where they would exceed `columns`; the first line
 * begins in column `indent`, where out stands already, and the others behind so
 * many blanks. A word that is longer than a line stays whole. */
void wrap_words(struct buf *out, size_t indent, size_t columns,
                struct span text);

/* Append text, whole lines fit for a terminal. Those that are wider than
 * `columns` are broken between words; what is behind a break stands further
 * right than the line began. Blanks elsewhere stay as they are. */
void wrap_lines(struct buf *out, size_t columns, struct span text);

#endif
