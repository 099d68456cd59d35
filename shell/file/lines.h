/* lines.h - the lines of a script: a file, a pipe, one -c argument.
 *
 * Reads ahead in large blocks and never keeps more than one block, whatever
 * the size of the script. Says nothing about what a line means. */
#ifndef POP3SH_LINES_H
#define POP3SH_LINES_H

#include "net/base/error.h"
#include "net/base/span.h"

enum { LINES_LINE_MOST = 64 << 10 }; /* octets of a line without its end */

struct lines;

/* The lines of path; "-" is standard input. NULL and *err (ERROR_INPUT) when
 * it cannot be opened. */
struct lines *lines_open(const char *path, struct error *err);

/* The one line that is text (a -c argument); text is borrowed until
 * lines_free. name stands for it in error texts. */
struct lines *lines_of(const char *name, struct span text);

void lines_free(struct lines *l); /* NULL is fine */

enum lines_result {
    LINES_LINE,  /* *line_out is the next line, without LF or CRLF */
    LINES_END,   /* there is none */
    LINES_ERROR, /* the file cannot be read, or the line cannot be used: see
                    err (ERROR_INPUT), with file and line */
};

/* The next line; borrowed until the next call. May wait for a pipe. Refuses
 * lines that hold NUL or a CR, and lines over LINES_LINE_MOST. */
enum lines_result lines_next(struct lines *l, struct span *line_out,
                             struct error *err);

/* How many of the lines that follow are the very octets of the one returned
 * last, as far as they are at hand; they are taken too. That line stays
 * borrowed. */
uint64_t lines_repeats(struct lines *l);

/* The descriptor to wait for before lines_next would wait itself, or -1 when
 * it has a whole line, or the end, at hand. */
int lines_wait_fd(struct lines *l);

/* "FILE:LINE" of the line that was returned last; borrowed. */
const char *lines_place(struct lines *l);

#endif
