/* screen.h - the prompt on the screen, the hint behind what is typed, and room
 * for what is printed above both. */
#ifndef POP3SH_REPL_SCREEN_H
#define POP3SH_REPL_SCREEN_H

#include "shell/shell.h"
#include <stdio.h> /* readline wants it */

struct screen {
    struct shell *sh;
    bool shown;            /* readline holds the terminal */
    bool hidden;           /* but its prompt is not on the screen now */
    bool hinted;           /* a hint stands behind the cursor */
    size_t prompt_columns; /* of the prompt */
};

/* Show the prompt; on_line is called with what was typed, as by
 * rl_callback_handler_install. */
void screen_show(struct screen *s, void (*on_line)(char *line));
/* There is a line: readline gives the terminal back. */
void screen_give_back(struct screen *s);
/* A signal ends the program while the prompt is there: what is printed at the
 * end begins on a line of its own. */
void screen_leave(struct screen *s);

/* readline's own redisplay, and the hint behind it. */
void screen_redisplay(struct screen *s);
/* Take the hint off the screen; the cursor stands where it begins. */
void screen_clear_hint(struct screen *s);

/* Something is about to be printed: make room where the prompt is. */
void screen_hide(struct screen *s);
/* Bring the prompt and what was typed back, below what was printed. */
void screen_restore(struct screen *s);
/* Draw the prompt anew, since what it says may have changed. */
void screen_refresh(struct screen *s);

#endif
