/* repl.c - joins readline, the session and the signals of a terminal.
 *
 * One of the two files that keep state of their own: readline and signal
 * handlers take no pointer of ours. While the prompt is on the screen the
 * session runs too, and what it prints goes above the prompt; while a line is
 * being worked on, the terminal is as we found it. */
#include <config.h>

#include "shell/repl/repl.h"

#include "net/base/memory.h"
#include "net/base/text.h"
#include "shell/mode/input.h"
#include "shell/render/style.h"
#include "shell/repl/complete.h"
#include "shell/repl/hint.h"
#include "shell/repl/history.h"
#include "shell/repl/menu.h"
#include "shell/repl/prompt-session.h"
#include "shell/repl/question.h"
#include "shell/repl/start-file.h"
#include "shell/session/recording.h"
#include "shell/shell.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
/* needs stdio.h before it */
#include <readline/history.h>
#include <readline/readline.h>

static struct {
    struct shell *sh;
    struct history history;
    bool shown;      /* readline holds the terminal */
    bool hidden;     /* but its prompt is not on the screen now */
    char *line;      /* typed and not yet run; owned */
    bool ended;      /* Ctrl-D at an empty prompt */
    char *completed; /* the line as TAB left it, with the blank it added */
    struct completion completion; /* what TAB offered last */
    size_t prompt_columns;
    bool hinted; /* a hint stands behind the cursor */
} repl;

static int signal_pipe[2] = {-1, -1};
static volatile sig_atomic_t last_signal; /* that ends the program, or 0 */
static volatile sig_atomic_t stop_wanted; /* SIGTSTP came */
static volatile sig_atomic_t resized;     /* SIGWINCH came */

/* --- signals --- */

static void on_signal(int number)
{
    int saved = errno;
    char octet = 0;

    if (number == SIGTSTP)
        stop_wanted = 1;
    else if (number == SIGWINCH)
        resized = 1;
    else if (number != SIGINT)
        last_signal = number;
    if (write(signal_pipe[1], &octet, 1) < 0) {
        /* full: whoever reads it wakes up all the same */
    }
    errno = saved;
}

static void handle(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};

    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

bool repl_take_terminal(int *input_fd_out, int *cancel_fd_out,
                        struct error *err)
{
    if (pipe2(signal_pipe, O_CLOEXEC | O_NONBLOCK) != 0)
        return error_set(err, ERROR_INPUT, "cannot watch the terminal: %s",
                         strerror(errno));
    handle(SIGINT, on_signal);
    handle(SIGTERM, on_signal);
    handle(SIGHUP, on_signal);
    handle(SIGQUIT, on_signal);
    *input_fd_out = STDIN_FILENO;
    *cancel_fd_out = signal_pipe[0];
    return true;
}

/* Forget the presses of Ctrl-C so far. */
static void drain_signals(void)
{
    char octets[64];

    while (read(signal_pipe[0], octets, sizeof octets) > 0)
        ;
}

/* --- prompt --- */

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

static void make_prompt(struct buf *out)
{
    struct shell *sh = repl.sh;
    bool color =
        style_wanted(renderer_options(sh->renderer)->color, rl_outstream);

    prompt_of_session(sh, color, out);
    repl.prompt_columns = visible_columns(buf_span(out));
}

/* readline has a whole line, or the end of all lines. */
static void on_line(char *line)
{
    rl_callback_handler_remove();
    repl.shown = false;
    handle(SIGTSTP, SIG_DFL);
    handle(SIGWINCH, SIG_DFL);
    repl.line = line;
    repl.ended = line == NULL;
    if (repl.ended) {
        fputc('\n', rl_outstream);
        fflush(rl_outstream);
    }
}

static void show_prompt(void)
{
    struct buf prompt = {0};

    renderer_flush(repl.sh->renderer);
    fflush(renderer_options(repl.sh->renderer)->err);
    make_prompt(&prompt);
    handle(SIGTSTP, on_signal);
    handle(SIGWINCH, on_signal);
    repl.shown = true;
    repl.hidden = repl.hinted = false;
    rl_callback_handler_install(buf_text(&prompt), on_line);
    buf_done(&prompt);
}

/* --- hints --- */

/* Take the hint off the screen; the cursor stands where it begins. */
static void clear_hint(void)
{
    if (!repl.hinted)
        return;
    repl.hinted = false;
    fputs("\033[K", rl_outstream);
}

/* More keys are there already: a hint would only flicker. */
static bool keys_wait(void)
{
    struct pollfd key = {.fd = STDIN_FILENO, .events = POLLIN};

    return RL_ISSTATE(RL_STATE_INPUTPENDING) || poll(&key, 1, 0) > 0;
}

/* Columns free for a hint behind the line; 0 where it cannot stand. */
static size_t hint_room(struct span line)
{
    int rows = 0, columns = 0;
    size_t used;

    rl_get_screen_size(&rows, &columns);
    if (columns <= 0 || !text_is_utf8(line, NULL))
        return 0;
    used = (repl.prompt_columns + text_columns(line, TEXT_PLAIN)) %
           (size_t)columns;
    return used && used + 1 < (size_t)columns ? (size_t)columns - used - 1 : 0;
}

static void draw_hint(void)
{
    struct span line = {rl_line_buffer, (size_t)rl_end};
    size_t room = hint_room(line);
    struct buf hint = {0}, shown = {0};

    hint_of_line(&hint, repl.sh, line);
    if (hint.len && room > 4) {
        text_escape_fit(&shown, buf_span(&hint), TEXT_PLAIN, room);
        fprintf(rl_outstream, "\033[2m%s\033[22m\033[%zuD", buf_text(&shown),
                text_columns(buf_span(&shown), TEXT_PLAIN));
        repl.hinted = true;
    }
    buf_done(&hint);
    buf_done(&shown);
}

/* readline's own redisplay, and the hint behind it. */
static void redisplay(void)
{
    const char *term = getenv("TERM");

    clear_hint();
    rl_redisplay();
    if (repl.shown && !repl.hidden && repl.sh->settings.hints && rl_end &&
        rl_point == rl_end && !RL_ISSTATE(RL_STATE_ISEARCH) && term &&
        strcmp(term, "dumb") != 0 && !keys_wait())
        draw_hint();
    fflush(rl_outstream);
}

/* Something is about to be printed: make room where the prompt is. */
static void hide_prompt(void *ctx)
{
    (void)ctx;
    if (!repl.shown || repl.hidden)
        return;
    repl.hidden = true;
    clear_hint();
    rl_clear_visible_line();
    fflush(rl_outstream);
}

/* Bring the prompt and what was typed back, below what was printed. */
static void restore_prompt(void)
{
    struct buf prompt = {0};

    if (!repl.shown || !repl.hidden)
        return;
    repl.hidden = false;
    renderer_flush(repl.sh->renderer);
    fflush(renderer_options(repl.sh->renderer)->err);
    make_prompt(&prompt);
    rl_set_prompt(buf_text(&prompt));
    rl_on_new_line();
    rl_redisplay();
    buf_done(&prompt);
}

/* A reader behind the renderer: the prompt comes back when something that was
 * printed is complete. */
static void see_event(void *ctx, const struct event *event)
{
    (void)ctx;
    if (event->kind != EVENT_DATA && event->kind != EVENT_LINE &&
        event->kind != EVENT_STATUS && event->kind != EVENT_CLOCK)
        restore_prompt();
}

/* Draw the prompt anew, since what it says may have changed. */
static void refresh_prompt(void)
{
    hide_prompt(NULL);
    restore_prompt();
}

/* --- completion --- */

static char **attempt(const char *text, int start, int end)
{
    (void)end;
    struct span before = {rl_line_buffer, (size_t)start};
    struct completion *c = &repl.completion;
    char **list;

    completion_done(c);
    *c = complete(repl.sh, before, text);
    list = words_list(&c->words);
    rl_attempted_completion_over = !c->files;
    rl_sort_completion_matches = c->files;
    rl_completion_append_character = c->blank ? ' ' : '\0';
    free(repl.completed);
    repl.completed = NULL;
    if (c->blank) {
        struct buf line = {0};
        buf_add(&line, before);
        buf_add_format(&line, "%s ", list[0]);
        repl.completed = buf_take(&line);
    }
    return list;
}

/* Show what there is to choose from, with its meaning where it has one. */
static void show_menu(char **list, int count, int widest)
{
    int rows = 0, columns = 0;
    struct buf out = {0};

    rl_get_screen_size(&rows, &columns);
    if (repl.completion.words.count && rows > 4 && columns > 20 &&
        menu_make(&out, &repl.completion.words, list, (size_t)count,
                  (size_t)columns - 1, (size_t)rows - 2)) {
        fprintf(rl_outstream, "\n%s", buf_text(&out));
        rl_on_new_line();
    } else {
        rl_display_match_list(list, count, widest);
    }
    rl_forced_update_display();
    buf_done(&out);
}

/* The line without the blank that TAB put there and nobody typed behind. */
static struct span without_added_blank(const char *line)
{
    struct span whole = span_of(line);

    if (repl.completed && !strcmp(line, repl.completed))
        whole.len--;
    return whole;
}

/* --- work --- */

static void say(struct error *err)
{
    if (err->code == ERROR_CANCELLED)
        renderer_note(repl.sh->renderer, "%s", err->what);
    else
        renderer_error(repl.sh->renderer, err);
}

static void take_screen_size(void)
{
    struct render_options *render = renderer_options(repl.sh->renderer);
    int rows = 0, columns = 0;

    rl_reset_screen_size();
    rl_get_screen_size(&rows, &columns);
    render->rows = rows > 0 ? (unsigned)rows : 0;
    render->columns = columns > 0 ? (unsigned)columns : 0;
}

static void remember(struct span line)
{
    bool response = input_may_be_response(repl.sh, line);

    if (!history_keeps(line, response) || session_finds(repl.sh->session, line))
        return;
    char *copy = span_dup(line);
    HIST_ENTRY *last =
        history_length ? history_get(history_base + history_length - 1) : NULL;
    if (!last || strcmp(last->line, copy) != 0) {
        add_history(copy);
        history_add(&repl.history, line);
    }
    free(copy);
}

/* What was typed before anybody knew that it is a secret is not saved. */
static bool is_secret(struct span line)
{
    return session_finds(repl.sh->session, line);
}

static void run(struct span line)
{
    struct error err = {0};

    if (input_is_nothing(repl.sh, line))
        return;
    remember(line);
    drain_signals();
    take_screen_size();
    if (!input_run(repl.sh, line, &err))
        say(&err);
    drain_signals();
}

/* Run what was typed; a paste may be several lines. */
static void run_typed(void)
{
    char *typed = repl.line;

    repl.line = NULL;
    if (repl.ended) {
        repl.ended = false;
        run(SPAN("\\q"));
        return;
    }
    struct span rest = without_added_blank(typed);
    do {
        struct span line = span_first(rest, span_find(rest, '\n'));
        bool more = line.len < rest.len;
        rest = span_from(rest, line.len + 1);
        run(line);
        if (!more)
            break;
    } while (!repl.sh->leaving && !last_signal);
    secret_wipe(typed, strlen(typed));
    free(typed);
}

/* Ctrl-C at the prompt: a fresh line. */
static void clear_line(void)
{
    rl_callback_sigcleanup();
    clear_hint();
    rl_free_line_state();
    fputs("^C\n", rl_outstream);
    rl_replace_line("", 1);
    rl_on_new_line();
    rl_redisplay();
}

/* Ctrl-Z at the prompt: stop as any program does, terminal as we found it. */
static void stop_process(void)
{
    rl_deprep_terminal();
    handle(SIGTSTP, SIG_DFL);
    raise(SIGTSTP);
    handle(SIGTSTP, on_signal);
    rl_prep_terminal(1);
    rl_on_new_line();
    rl_forced_update_display();
}

static void on_signals(void)
{
    drain_signals();
    if (last_signal)
        return;
    if (stop_wanted) {
        stop_wanted = 0;
        stop_process();
    } else if (resized) {
        resized = 0;
        clear_hint();
        rl_resize_terminal();
        take_screen_size();
    } else {
        clear_line();
    }
}

/* Let the server speak and the user type until there is a line. */
static void read_line(void)
{
    struct error err = {0};

    show_prompt();
    while (repl.shown && !last_signal) {
        switch (session_idle(repl.sh->session, &err)) {
        case SESSION_INPUT:
            restore_prompt();
            clear_hint();
            rl_callback_read_char();
            break;
        case SESSION_CANCELLED:
            on_signals();
            break;
        case SESSION_FAILED:
        case SESSION_TIMEOUT:
            say(&err);
            refresh_prompt();
            break;
        case SESSION_CLOSED:
        case SESSION_READY:
            refresh_prompt();
            break;
        }
    }
}

/* --- beginning and end --- */

static void set_up_readline(void)
{
    rl_readline_name = "pop3sh";
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_instream = stdin;
    rl_outstream = isatty(STDOUT_FILENO) ? stdout : stderr;
    rl_attempted_completion_function = attempt;
    rl_completion_display_matches_hook = show_menu;
    rl_completer_word_break_characters = (char *)(uintptr_t) " \t";
    rl_completer_quote_characters = NULL;
    rl_ignore_completion_duplicates = 1;
    stifle_history(HISTORY_LINES_MOST);
    using_history();
    /* A paste of several lines is several lines; an inputrc may say else. */
    rl_variable_bind("enable-bracketed-paste", "off");
    rl_initialize();
    /* Later than rl_initialize, which else takes us for one who draws without
     * readline and knows nothing of the terminal: long lines would not wrap. */
    rl_redisplay_function = redisplay;
}

static void start(struct target *target)
{
    struct error err = {0};

    set_up_readline();
    history_init(&repl.history);
    if (!history_load(&repl.history, add_history, &err))
        say(&err);
    take_screen_size();
    renderer_on_print(repl.sh->renderer, hide_prompt, NULL);
    session_add_reader(repl.sh->session, see_event, NULL);
    if (!start_file_run(repl.sh, &err))
        say(&err);
    if (!target)
        renderer_note(
            repl.sh->renderer,
            "\\connect TARGET connects, \\? lists the local commands, "
            "\\q leaves");
    else if (!shell_open(repl.sh, target, &err))
        say(&err);
    drain_signals();
}

/* A signal ends the program while the prompt is there: what is printed at the
 * end begins on a line of its own. */
static void leave_prompt(void)
{
    if (!repl.shown)
        return;
    if (!repl.hidden) {
        clear_hint();
        rl_point = rl_end;
        rl_redisplay();
        fputc('\n', rl_outstream);
        fflush(rl_outstream);
    }
    rl_callback_handler_remove();
    repl.shown = false;
}

static void finish(void)
{
    struct error err = {0};

    leave_prompt();
    session_drop(repl.sh->session);
    history_drop(&repl.history, is_secret);
    if (!history_save(&repl.history, &err))
        say(&err);
    history_done(&repl.history);
    clear_history();
    free(repl.line);
    free(repl.completed);
    completion_done(&repl.completion);
    renderer_flush(repl.sh->renderer);
}

int repl_run(struct shell *sh, struct target *target)
{
    repl.sh = sh;
    sh->envelopes = envelopes_new();
    session_add_reader(sh->session, envelopes_see, sh->envelopes);
    sh->ask_leave = question_leave;
    sh->ask_send = question_send;
    start(target);
    while (!sh->leaving && !last_signal) {
        read_line();
        if (!last_signal)
            run_typed();
    }
    finish();
    if (last_signal) {
        handle(last_signal, SIG_DFL);
        raise(last_signal);
    }
    return EXIT_DONE;
}
