/* connect.c - the shell itself: a target, and a person or a script. */
#include <config.h>

#include "net/transcript/variable.h"
#include "shell/command/bookmarks.h"
#include "shell/learn/learn.h"
#include "shell/login/password.h"
#include "shell/mode/batch.h"
#include "shell/mode/mode.h"
#include "shell/repl/repl.h"
#include "shell/session/record-mode.h"
#include "shell/session/recording.h"
#include "shell/session/session-login.h"
#include "shell/session/verdict.h"
#include "shell/shell.h"
#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

bool mode_is_interactive(const struct options *o)
{
    return !o->commands.count && !o->quit_after && !o->drop_after &&
           isatty(STDIN_FILENO);
}

/* What stands twice must agree. */
static bool merge_word(char *to, size_t room, const char *word,
                       const char *option, struct error *err)
{
    if (!word)
        return true;
    if (*to && strcmp(to, "*") != 0 && strcasecmp(to, word) != 0)
        return error_set(err, ERROR_USAGE,
                         "option %s says %s, but the target says %s", option,
                         word, to);
    if (strlen(word) >= room || strpbrk(word, "\r\n"))
        return error_set(err, ERROR_USAGE,
                         "option %s: its value cannot be used", option);
    memcpy(to, word, strlen(word) + 1);
    return true;
}

/* A stage that never comes would let the session run to its end. */
static bool check_stage(const struct options *o, const struct target *target,
                        struct error *err)
{
    if (target->tls != TARGET_PLAIN ||
        (o->quit_after != STAGE_TLS && o->drop_after != STAGE_TLS))
        return true;
    return error_set(err, ERROR_USAGE,
                     "option %s tls: this target has no TLS; pop3s:// or "
                     "pop3+stls:// have",
                     o->quit_after == STAGE_TLS ? "--quit-after"
                                                : "--drop-after");
}

/* Other users can read the command line: take the password out of it. */
static void hide_password(char *url)
{
    char *authority = strstr(url, "://");
    char *end = authority ? strrchr(authority, '@') : NULL;
    char *colon = end ? strchr(authority + 3, ':') : NULL;

    if (colon && colon < end)
        memset(colon + 1, '*', (size_t)(end - colon - 1));
}

/* The target with what the options add to it. */
static bool read_target(const struct options *o, struct target *target,
                        struct error *err)
{
    static const enum target_tls choices[] = {
        [TLS_CHOICE_NONE] = TARGET_PLAIN,
        [TLS_CHOICE_STLS] = TARGET_STLS,
        [TLS_CHOICE_IMPLICIT] = TARGET_IMPLICIT,
    };

    if (!bookmarks_target(o->operands[0], target, err))
        return false;
    if (target->has_password)
        hide_password((char *)(uintptr_t)o->operands[0]);
    if (o->tls != TLS_CHOICE_AUTO &&
        !target_choose_tls(target, choices[o->tls], err))
        return false;
    return merge_word(target->user, sizeof target->user, o->user, "--user",
                      err) &&
           check_stage(o, target, err);
}

static struct renderer *make_renderer(const struct options *o, bool interactive)
{
    struct render_options how = {
        .out = stdout,
        .err = stderr,
        .form = (enum render_form)o->output,
        .color = (enum render_color)o->color,
        .bodies = o->bodies,
        .verbose = o->verbose,
        .interactive = interactive,
        .utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8"),
    };

    return renderer_new(&how);
}

static int record_first(struct shell *sh, const struct target *target)
{
    struct error err = {0};
    struct recording_wish wish = {.path = sh->options->record,
                                  .ask = sh->interactive,
                                  .host = target ? target->host : ""};

    if (!wish.path || recording_begin(sh->recording, &wish, &err))
        return EXIT_DONE;
    renderer_error(sh->renderer, &err);
    return exit_of(err.code);
}

/* The connection of a shell that is left by other ways than QUIT ends here, and
 * so does its recording. */
static int record_last(struct shell *sh, int status)
{
    struct error err = {0};

    session_drop(sh->session);
    if (shell_end_recording(sh, (enum exit_status)status, &err))
        return status;
    renderer_error(sh->renderer, &err);
    return (int)exit_worse((enum exit_status)status, exit_of(err.code));
}

/* What the renderer could not write is said here, and by nobody again. */
static int check_output(struct shell *sh, int status)
{
    struct error err = {0};

    renderer_flush(sh->renderer);
    if (!renderer_failed(sh->renderer, &err) ||
        renderer_options(sh->renderer)->out != stdout)
        return status;
    fprintf(stderr, "pop3sh: %s\n", err.what);
    __fpurge(stdout);
    clearerr(stdout);
    return (int)exit_worse((enum exit_status)status, exit_of(err.code));
}

static void learn_password(void *ctx, struct span password)
{
    struct session *s = ctx;

    session_learn(s, password);
}

/* A greeting may hold a password already. */
static void learn_passwords(struct session *s, const struct options *o,
                            const struct target *target)
{
    struct password_sources from = {
        .fd = -1,
        .file = o->password_file,
        .url = target && target->has_password ? &target->password : NULL,
        .host = target ? target->host : NULL,
        .ascii = target ? target->ascii : NULL,
        .user = target ? target->user : NULL,
    };

    password_peek(&from, learn_password, s);
}

/* Plug everything together and run it. */
static int run(struct options *o, struct target *target, struct span trust,
               const struct practice *practice, int input_fd, int cancel_fd)
{
    bool interactive = cancel_fd >= 0;
    struct shell sh = {
        .renderer = make_renderer(o, interactive),
        .options = o,
        .interactive = interactive,
        .screen = stdout,
        .cancel_fd = cancel_fd,
        .practice = practice,
    };
    struct session_setup setup = {
        .options = o,
        .renderer = sh.renderer,
        .trust = trust,
        .interactive = interactive,
        .input_fd = input_fd,
        .cancel_fd = cancel_fd,
    };
    int status;

    settings_init(&sh.settings, o);
    exchange_init(&sh.last);
    sh.session = session_new(&setup);
    learn_passwords(sh.session, o, target);
    session_add_run_reader(sh.session, exchange_see, &sh.last);
    sh.recording = recording_new(sh.session, o, sh.renderer);
    status = record_first(&sh, target);
    if (status == EXIT_DONE)
        status =
            interactive ? repl_run(&sh, target) : (int)batch_run(&sh, target);
    status = record_last(&sh, status);
    status = check_output(&sh, status);
    session_free(sh.session);
    recording_free(sh.recording);
    learn_free(sh.learn);
    renderer_free(sh.renderer);
    envelopes_free(sh.envelopes);
    exchange_done(&sh.last);
    if (sh.variables)
        variables_done(sh.variables);
    free(sh.variables);
    if (sh.file)
        fclose(sh.file);
    return status;
}

static int complain(const struct error *err)
{
    fprintf(stderr, "pop3sh: %s\n", err->what);
    return exit_of(err->code);
}

/* Files that TLS will want should be missed before anything is sent. */
static bool check_tls_files(const struct options *o, struct error *err)
{
    const struct {
        const char *option, *path;
    } files[] = {
        {"--ca",   o->ca  },
        {"--cert", o->cert},
        {"--key",  o->key }
    };

    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i].path && access(files[i].path, R_OK) != 0)
            return error_set(err, ERROR_INPUT, "option %s: %s: %s",
                             files[i].option, files[i].path, strerror(errno));
    return !o->keylog || tls_keylog_check(o->keylog, err);
}

int mode_shell(struct options *o, struct target *target, struct span trust,
               const struct practice *practice)
{
    struct error err = {0};
    int input_fd = -1, cancel_fd = -1;

    if (mode_is_interactive(o) &&
        !repl_take_terminal(&input_fd, &cancel_fd, &err))
        return complain(&err);
    return run(o, target, trust, practice, input_fd, cancel_fd);
}

/* Everything that can be known to be wrong before anything is connected. */
static int start(struct options *o)
{
    struct target target = {0};
    struct error err = {0};
    int status;

    if (!check_tls_files(o, &err) || !verdict_check_patterns(o, &err) ||
        !record_mode_check(o, RECORD_BY_CLIENT, &err))
        return complain(&err);
    if (!o->operand_count && !mode_is_interactive(o)) {
        error_set(&err, ERROR_USAGE, "a batch needs a TARGET: pop3sh TARGET");
        return complain(&err);
    }
    if (o->operand_count && !read_target(o, &target, &err)) {
        target_done(&target);
        return complain(&err);
    }
    status = mode_shell(o, o->operand_count ? &target : NULL, (struct span){0},
                        NULL);
    target_done(&target);
    return status;
}

int mode_connect(int argc, char **argv)
{
    struct options o;
    int status;

    if (!mode_options(MODE_CONNECT, argc, argv, &o, &status))
        return status;
    status = start(&o);
    options_done(&o);
    return status;
}
