/* page.c - rows of lists, and the pager. */
#include <config.h>

#include "shell/command/page.h"

#include "net/base/wrap.h"
#include "shell/command/pipe.h"
#include "shell/command/print.h"
#include <stdlib.h>
#include <unistd.h>

enum {
    NAME_COLUMNS = 26,
    COLUMNS = 80,
    COLUMNS_LEAST = 20,
    BELOW = 6, /* where a text stands that has no room beside its name */
};

size_t page_columns(const struct shell *sh)
{
    unsigned columns = renderer_options(sh->renderer)->columns;

    return (columns > COLUMNS_LEAST ? columns : COLUMNS) - 1;
}

void page_row(struct buf *out, const char *name, const char *text,
              size_t columns)
{
    bool beside = columns >= NAME_COLUMNS * 2;
    size_t at = beside ? NAME_COLUMNS : BELOW;
    int left = (int)(beside && strlen(name) + 3 <= at ? at - 2 : 0);

    buf_add_format(out, "  %-*s", left, name);
    if (!left)
        buf_add_format(out, "\n%*s", (int)at, "");
    wrap_words(out, at, columns, span_of(text));
}

bool page_always(struct shell *sh, const struct buf *text, struct error *err)
{
    const struct render_options *how = renderer_options(sh->renderer);
    const char *pager = getenv("PAGER");
    struct pipe_end end;

    if (!pager)
        pager = "more";
    if (sh->pipe || !how->interactive || how->form != RENDER_TEXT || !*pager ||
        !isatty(fileno(how->out))) {
        print_text(sh, text);
        return true;
    }
    renderer_flush(sh->renderer);
    if (!pipe_open(&end, pager, err))
        return false;
    fwrite(buf_text(text), 1, text->len, end.to);
    return pipe_close(&end, pager, err);
}

bool page_text(struct shell *sh, const struct buf *text, struct error *err)
{
    unsigned rows = renderer_options(sh->renderer)->rows;
    struct span rest = buf_span(text);
    size_t lines = 0;

    for (; rest.len; lines++)
        rest = span_from(rest, span_find(rest, '\n') + 1);
    if (rows && lines >= rows)
        return page_always(sh, text, err);
    print_text(sh, text);
    return true;
}
