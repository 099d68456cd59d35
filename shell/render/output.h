/* output.h - a stdio stream that is written to, and what it is good for.
 *
 * Remembers the first failure instead of returning it: a renderer has nobody
 * to return it to. */
#ifndef POP3SH_RENDER_OUTPUT_H
#define POP3SH_RENDER_OUTPUT_H

#include "net/base/span.h"
#include "shell/render/render.h"

struct output {
    FILE *file;
    enum render_color asked; /* what color was made of */
    bool color;              /* colours are wanted */
    bool terminal;
    bool stale;   /* the file may have become another one */
    bool patient; /* nobody watches it grow: a file or /dev/null */
    int fault;    /* errno of what went wrong first; 0: nothing */
};

/* Write to file from now on. Cheap when nothing changed. */
void output_set(struct output *o, FILE *file, enum render_color color);

/* Look anew at the file with the next output_set. */
void output_forget(struct output *o);

/* Write octets; does nothing after a fault. */
void output_add(struct output *o, struct span octets);

/* As output_add, but a long run goes to the descriptor at once, without being
 * copied. */
void output_add_long(struct output *o, struct span octets);

void output_flush(struct output *o);

#endif
