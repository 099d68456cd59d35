/* print.c - one way out for all local commands. */
#include <config.h>

#include "shell/command/print.h"

#include "net/base/wrap.h"

static void print_notes(struct shell *sh, struct span text)
{
    while (text.len) {
        struct span line = span_first(text, span_find(text, '\n'));
        renderer_note(sh->renderer, "%.*s", (int)line.len, line.at);
        text = span_from(text, line.len + 1);
    }
}

/* Our texts are made for 80 columns. */
static void print_on_screen(const struct render_options *render,
                            const struct buf *text)
{
    struct buf narrow = {0};

    if (render->interactive && render->columns && render->columns < 80) {
        wrap_lines(&narrow, render->columns - 1, buf_span(text));
        text = &narrow;
    }
    fwrite(buf_text(text), 1, text->len, render->out);
    buf_done(&narrow);
}

void print_text(struct shell *sh, const struct buf *text)
{
    const struct render_options *render = renderer_options(sh->renderer);

    if (sh->pipe) {
        fwrite(buf_text(text), 1, text->len, sh->pipe);
        return;
    }
    switch (render->form) {
    case RENDER_TEXT:
        print_on_screen(render, text);
        break;
    case RENDER_JSON:
        print_notes(sh, buf_span(text));
        break;
    case RENDER_RAW:
        fwrite(buf_text(text), 1, text->len, render->err);
        break;
    }
}
