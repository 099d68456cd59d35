/* style.c - colours as ECMA-48 sequences. */
#include <config.h>

#include "shell/render/style.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const sequences[] = {
    [STYLE_SENT] = "\033[36m",
    [STYLE_OK] = "\033[32m",
    [STYLE_ERR] = "\033[1;31m",
    [STYLE_WARNING] = "\033[33m",
};

bool style_wanted(enum render_color color, FILE *file)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    if (color != COLOR_AUTO)
        return color == COLOR_ALWAYS;
    if ((no_color && *no_color) || !term || strcmp(term, "dumb") == 0)
        return false;
    return isatty(fileno(file)) == 1;
}

void style_begin(struct buf *out, bool wanted, enum style style)
{
    if (wanted)
        buf_add_text(out, sequences[style]);
}

void style_end(struct buf *out, bool wanted)
{
    if (wanted)
        buf_add_text(out, "\033[m");
}

void style_add(struct buf *out, bool wanted, enum style style, const char *text)
{
    style_begin(out, wanted, style);
    buf_add_text(out, text);
    style_end(out, wanted);
}
