/* repl.c - joins readline, the session and the signals of a terminal.
 *
 * One of the two files that keep state of their own: readline and signal
 * handlers take no pointer of ours. While the prompt is on the screen the
 * session runs too, and what it prints goes above the prompt; while a line is
 * being worked on, the terminal is as we found it. */
#include <config.h>

#include "shell/repl/repl.h"

#include "net/base/memory.h"
#include "shell/mode/input.h"
#include "shell/repl/history.h"
#include "shell/repl/offer.h"
#include "shell/repl/question.h"
#include "shell/repl/screen.h"
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
    struct screen screen;
    struct offer offer;
    char *line; /* typed and not yet run; owned */
    bool ended; /* Ctrl-D at an empty prompt */
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

/* readline has a whole line, or the end of all lines. */
static void on_line(char *line)
{
    screen_give_back(&repl.screen);
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
    handle(SIGTSTP, on_signal);
    handle(SIGWINCH, on_signal);
    screen_show(&repl.screen, on_line);
}

static void redisplay(void)
{
    screen_redisplay(&repl.screen);
}

static void hide_prompt(void *ctx)
{
    screen_hide(ctx);
}

/* A reader behind the renderer: the prompt comes back when something that was
 * printed is complete. */
static void see_event(void *ctx, const struct event *event)
{
    (void)ctx;
    if (event->kind != EVENT_DATA && event->kind != EVENT_LINE &&
        event->kind != EVENT_STATUS && event->kind != EVENT_CLOCK)
        screen_restore(&repl.screen);
}

/* --- completion --- */

static char **attempt(const char *text, int start, int end)
{
    struct span before = {rl_line_buffer, (size_t)start};

    (void)end;
    return offer_list(&repl.offer, repl.sh, before, text);
}

static void show_menu(char **list, int count, int widest)
{
    offer_show(&repl.offer, list, count, widest);
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
    struct span rest = offer_without_blank(&repl.offer, typed);
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
    screen_clear_hint(&repl.screen);
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
        screen_clear_hint(&repl.screen);
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
    while (repl.screen.shown && !last_signal) {
        switch (session_idle(repl.sh->session, &err)) {
        case SESSION_INPUT:
            screen_restore(&repl.screen);
            screen_clear_hint(&repl.screen);
            rl_callback_read_char();
            break;
        case SESSION_CANCELLED:
            on_signals();
            break;
        case SESSION_FAILED:
        case SESSION_TIMEOUT:
            say(&err);
            screen_refresh(&repl.screen);
            break;
        case SESSION_CLOSED:
        case SESSION_READY:
            screen_refresh(&repl.screen);
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
    renderer_on_print(repl.sh->renderer, hide_prompt, &repl.screen);
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

static void finish(void)
{
    struct error err = {0};

    screen_leave(&repl.screen);
    session_drop(repl.sh->session);
    history_drop(&repl.history, is_secret);
    if (!history_save(&repl.history, &err))
        say(&err);
    history_done(&repl.history);
    clear_history();
    free(repl.line);
    offer_done(&repl.offer);
    renderer_flush(repl.sh->renderer);
}

int repl_run(struct shell *sh, struct target *target)
{
    repl.sh = repl.screen.sh = sh;
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
