/* habits.h - words that other shells understand and POP3 does not. */
#ifndef POP3SH_COMMAND_HABITS_H
#define POP3SH_COMMAND_HABITS_H

#include "net/base/span.h"

/* The local command, with its backslash, that who types this word means; NULL
 * when it is no such word. What is typed goes to the server all the same. */
const char *habit_meant(struct span word);

#endif
