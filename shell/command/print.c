/* print.c - one way out for all local commands. */
#include <config.h>

#include "shell/command/print.h"

static void print_notes(struct shell *sh, struct span text)
{
    while (text.len) {
        struct span line = span_first(text, span_find(text, '\n'));
        renderer_note(sh->renderer, "%.*s", (int)line.len, line.at);
        text = span_from(text, line.len + 1);
    }
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
        fwrite(buf_text(text), 1, text->len, render->out);
        break;
    case RENDER_JSON:
        print_notes(sh, buf_span(text));
        break;
    case RENDER_RAW:
        fwrite(buf_text(text), 1, text->len, render->err);
        break;
    }
}
