/* script.h - a transcript file made ready to be played. */
#ifndef POP3SH_REPLAY_SCRIPT_H
#define POP3SH_REPLAY_SCRIPT_H

#include "shell/replay/value.h"
#include "shell/shell.h"

struct script {
    const char *path; /* borrowed */
    struct buf text;
    struct transcript transcript;
    struct plan plan;
    struct values values;
    struct mask *mask;         /* owned: knows what shall not be told of it */
    enum exit_status expected; /* "Expect-Exit", or EXIT_DONE */
    char *user; /* owned: whose maildrop it opens; NULL: nobody's, or unknown */
    char *actual;         /* owned: where the session is saved when it fails */
    char *title, *server; /* owned; NULL: none */
};

enum script_lines {
    SCRIPT_FOLDED, /* equal ones are one item: to be played */
    SCRIPT_SINGLE, /* an item each: to be written again */
};

/* Read, check and plan path, and find its values. False and *err (ERROR_INPUT,
 * with the place). Release with script_done in any case. */
bool script_load(struct script *s, const char *path, enum script_lines lines,
                 struct value_sources *sources, struct error *err);
void script_done(struct script *s);

/* The host of "Server:", without its port; empty: it names none. */
struct span script_host(const struct script *s);

/* The level that the file asks for; *out is untouched when it asks for none. */
void script_level(const struct script *s, enum compare_level *out);

#endif
