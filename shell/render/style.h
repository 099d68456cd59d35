/* style.h - colours, and who gets them. */
#ifndef POP3SH_RENDER_STYLE_H
#define POP3SH_RENDER_STYLE_H

#include "shell/render/render.h"

enum style {
    STYLE_SENT,    /* what we send */
    STYLE_OK,      /* a mark of the server */
    STYLE_ERR,     /* a refusal, an error */
    STYLE_WARNING, /* take care */
};

/* True when file shall have colours: always, or on a terminal that can show
 * them unless NO_COLOR is set to something. */
bool style_wanted(enum render_color color, FILE *file);

/* Append text in a style, or bare when colours are not wanted. */
void style_add(struct buf *out, bool wanted, enum style style,
               const char *text);

/* Append what begins a style, or ends any. */
void style_begin(struct buf *out, bool wanted, enum style style);
void style_end(struct buf *out, bool wanted);

#endif
