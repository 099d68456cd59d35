/* screen.c - draws prompt and hint, and takes them off again. */
#include <config.h>

#include "shell/repl/screen.h"

#include "net/base/text.h"
#include "shell/render/style.h"
#include "shell/repl/hint.h"
#include "shell/repl/prompt-session.h"
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
/* needs stdio.h before it */
#include <readline/readline.h>

/* --- the prompt --- */

/* Columns of a prompt, without what stands between \001 and \002. */
static size_t visible_columns(struct span prompt)
{
    struct buf visible = {0};
    size_t columns;

    while (prompt.len) {
        size_t n = span_find(prompt, '\001');
        buf_add(&visible, span_first(prompt, n));
        prompt = span_from(prompt, n);
        prompt = span_from(prompt, span_find(prompt, '\002') + 1);
    }
    columns = text_columns(buf_span(&visible), TEXT_PLAIN);
    buf_done(&visible);
    return columns;
}

static void make_prompt(struct screen *s, struct buf *out)
{
    struct shell *sh = s->sh;
    bool color =
        style_wanted(renderer_options(sh->renderer)->color, rl_outstream);

    prompt_of_session(sh, color, out);
    s->prompt_columns = visible_columns(buf_span(out));
}

void screen_show(struct screen *s, void (*on_line)(char *line))
{
    struct buf prompt = {0};

    renderer_flush(s->sh->renderer);
    fflush(renderer_options(s->sh->renderer)->err);
    make_prompt(s, &prompt);
    s->shown = true;
    s->hidden = s->hinted = false;
    rl_callback_handler_install(buf_text(&prompt), on_line);
    buf_done(&prompt);
}

void screen_give_back(struct screen *s)
{
    rl_callback_handler_remove();
    s->shown = false;
}

void screen_leave(struct screen *s)
{
    if (!s->shown)
        return;
    if (!s->hidden) {
        screen_clear_hint(s);
        rl_point = rl_end;
        rl_redisplay();
        fputc('\n', rl_outstream);
        fflush(rl_outstream);
    }
    screen_give_back(s);
}

/* --- hints --- */

void screen_clear_hint(struct screen *s)
{
    if (!s->hinted)
        return;
    s->hinted = false;
    fputs("\033[K", rl_outstream);
}

/* More keys are there already: a hint would only flicker. */
static bool keys_wait(void)
{
    struct pollfd key = {.fd = STDIN_FILENO, .events = POLLIN};

    return RL_ISSTATE(RL_STATE_INPUTPENDING) || poll(&key, 1, 0) > 0;
}

/* Columns free for a hint behind the line; 0 where it cannot stand. */
static size_t hint_room(const struct screen *s, struct span line)
{
    int rows = 0, columns = 0;
    size_t used;

    rl_get_screen_size(&rows, &columns);
    if (columns <= 0 || !text_is_utf8(line, NULL))
        return 0;
    used =
        (s->prompt_columns + text_columns(line, TEXT_PLAIN)) % (size_t)columns;
    return used && used + 1 < (size_t)columns ? (size_t)columns - used - 1 : 0;
}

static void draw_hint(struct screen *s)
{
    struct span line = {rl_line_buffer, (size_t)rl_end};
    size_t room = hint_room(s, line);
    struct buf hint = {0}, shown = {0};

    hint_of_line(&hint, s->sh, line);
    if (hint.len && room > 4) {
        text_escape_fit(&shown, buf_span(&hint), TEXT_PLAIN, room);
        fprintf(rl_outstream, "\033[2m%s\033[22m\033[%zuD", buf_text(&shown),
                text_columns(buf_span(&shown), TEXT_PLAIN));
        s->hinted = true;
    }
    buf_done(&hint);
    buf_done(&shown);
}

void screen_redisplay(struct screen *s)
{
    const char *term = getenv("TERM");

    screen_clear_hint(s);
    rl_redisplay();
    if (s->shown && !s->hidden && s->sh->settings.hints && rl_end &&
        rl_point == rl_end && !RL_ISSTATE(RL_STATE_ISEARCH) && term &&
        strcmp(term, "dumb") != 0 && !keys_wait())
        draw_hint(s);
    fflush(rl_outstream);
}

/* --- what is printed above --- */

void screen_hide(struct screen *s)
{
    if (!s->shown || s->hidden)
        return;
    s->hidden = true;
    screen_clear_hint(s);
    rl_clear_visible_line();
    fflush(rl_outstream);
}

void screen_restore(struct screen *s)
{
    struct buf prompt = {0};

    if (!s->shown || !s->hidden)
        return;
    s->hidden = false;
    renderer_flush(s->sh->renderer);
    fflush(renderer_options(s->sh->renderer)->err);
    make_prompt(s, &prompt);
    rl_set_prompt(buf_text(&prompt));
    rl_on_new_line();
    rl_redisplay();
    buf_done(&prompt);
}

void screen_refresh(struct screen *s)
{
    screen_hide(s);
    screen_restore(s);
}
