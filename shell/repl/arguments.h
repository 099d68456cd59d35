/* arguments.h - takes apart how a command's arguments are written: the hint
 * of its row, such as "<msg> <lines>" or "[SETTING [VALUE]]".
 *
 * One form serves three: hints while typing, completion, and \h. Pure. */
#ifndef POP3SH_REPL_ARGUMENTS_H
#define POP3SH_REPL_ARGUMENTS_H

#include "net/base/buf.h"

/* The i-th argument (from 0) without the brackets around it: "msg", "lines",
 * "on|off". Empty when there is none. Borrowed from args. */
struct span arguments_at(const char *args, size_t i);

/* True when the i-th argument cannot be left out. */
bool arguments_needed(const char *args, size_t i);

/* Append what is still to be typed behind the first n arguments, its brackets
 * balanced: "<lines>", "[VALUE]". */
void arguments_rest(struct buf *out, const char *args, size_t n);

/* Take the first of "on|off" off *alternatives. Empty when none is left. */
struct span arguments_take_choice(struct span *alternatives);

#endif
