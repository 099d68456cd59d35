/* demo.c - the shell on a practice server in the same process.
 *
 * The server runs in a thread of its own and listens on loopback, so that
 * everything between the two is real: packets, TLS, and what goes wrong. */
#include <config.h>

#include "net/server/sample.h"
#include "shell/learn/lesson.h"
#include "shell/learn/practice.h"
#include "shell/mode/mode.h"
#include "shell/option/option.h"
#include "shell/option/target.h"
#include "shell/serve/fault-list.h"
#include "shell/serve/serving.h"
#include "shell/session/verdict.h"
#include "shell/shell.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FAILURE_MS = 1000, CONNECTIONS_MOST = 16 };

#define USER "student"
#define PASSWORD "pop3"

struct demo {
    struct fault_set wrongs;
    struct secret password;
    struct serving *serving;
    struct maildrop *maildrop; /* the serving owns it */
    pthread_t thread;
    bool runs;   /* the thread */
    int stop[2]; /* a pipe; closing [1] ends the thread */
};

static void *serve(void *ctx)
{
    struct demo *d = ctx;

    serving_run(d->serving, d->stop[0], NULL);
    return NULL;
}

/* Signals are for the shell's thread. */
static bool start_thread(struct demo *d, struct error *err)
{
    sigset_t all, before;
    int failure;

    if (pipe2(d->stop, O_CLOEXEC) != 0)
        return error_set(err, ERROR_INPUT, "no pipe can be made: %s",
                         strerror(errno));
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    failure = pthread_create(&d->thread, NULL, serve, d);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    d->runs = !failure;
    if (d->runs)
        return true;
    close(d->stop[0]);
    close(d->stop[1]);
    return error_set(err, ERROR_INPUT, "no thread can be started: %s",
                     strerror(failure));
}

static void stop_thread(struct demo *d)
{
    if (!d->runs)
        return;
    d->runs = false;
    close(d->stop[1]);
    pthread_join(d->thread, NULL);
    close(d->stop[0]);
}

static bool start_server(struct demo *d, const struct options *o,
                         struct error *err)
{
    struct serving_setup setup = {
        .listen = "127.0.0.1:0",
        .tls_listen = "127.0.0.1:0",
        .user = USER,
        .password = &d->password,
        .faults = &d->wrongs,
        .may_delete = true,
        .failure_ms = FAILURE_MS,
        .most = CONNECTIONS_MOST,
    };

    if (!fault_list_read(&o->faults, &d->wrongs, err))
        return false;
    secret_set(&d->password, SPAN(PASSWORD));
    setup.maildrop = d->maildrop = sample_new();
    d->serving = serving_new(&setup, err);
    return d->serving && start_thread(d, err);
}

/* Where the shell connects to: one of "pop3://PLACE pop3s://PLACE". */
static bool make_target(const struct demo *d, enum tls_choice how,
                        const char *user, struct target *target,
                        struct error *err)
{
    struct buf places = {0}, url = {0};
    struct span plain, tls;
    bool ok;

    serving_places(d->serving, &places);
    tls = buf_span(&places);
    plain = span_take_word(&tls);
    if (how == TLS_CHOICE_STLS)
        buf_add_text(&url, "pop3+stls"),
            plain = span_from(plain, strlen("pop3"));
    buf_add(&url, how == TLS_CHOICE_IMPLICIT ? tls : plain);
    ok = target_parse(buf_text(&url), target, err);
    if (ok && user)
        snprintf(target->user, sizeof target->user, "%s", user);
    buf_done(&places);
    buf_done(&url);
    return ok;
}

/* For a lesson: between two runs of the thread nothing of the server is in
 * use, and its listeners go on. */
static bool renew(void *ctx, const char *const *wrongs, struct target *target,
                  struct error *err)
{
    struct demo *d = ctx;

    stop_thread(d);
    d->wrongs = (struct fault_set){0};
    for (size_t i = 0; i < LESSON_FAULTS_MOST && wrongs[i]; i++)
        if (!fault_add(&d->wrongs, wrongs[i], err))
            return false;
    sample_restore(d->maildrop);
    return start_thread(d, err) &&
           make_target(d, TLS_CHOICE_NONE, NULL, target, err);
}

/* The password of the practice server is no secret: it comes by a descriptor,
 * unless another source is named. */
static bool give_password(struct options *o, struct error *err)
{
    int ends[2];

    if (!o->user || o->password_fd >= 0 || o->password_file ||
        o->password_command)
        return true;
    if (pipe2(ends, O_CLOEXEC) != 0 ||
        write(ends[1], PASSWORD, strlen(PASSWORD)) < 0)
        return error_set(err, ERROR_INPUT, "no pipe can be made: %s",
                         strerror(errno));
    close(ends[1]);
    o->password_fd = ends[0];
    return true;
}

static void welcome(const struct options *o)
{
    if (mode_is_interactive(o) && o->verbose >= 0)
        fputs("A practice server of your own: user " USER ", password " PASSWORD
              ".\nNothing here can be broken. Type POP3 commands (CAPA, "
              "USER " USER
              ", ...),\n\\learn for lessons, \\? for help, \\q to leave.\n",
              stderr);
}

static int run(struct options *o, struct error *err)
{
    struct demo d = {
        .stop = {-1, -1}
    };
    const struct practice practice = {.renew = renew, .ctx = &d};
    struct target target = {0};
    int status = EXIT_DONE;
    bool ok = verdict_check_patterns(o, err) && start_server(&d, o, err);

    if (ok) {
        o->no_state = true; /* every server of demo is a new one */
        ok = make_target(&d, o->tls, o->user, &target, err) &&
             give_password(o, err);
        if (ok) {
            welcome(o);
            status = mode_shell(o, &target, serving_certificate(d.serving),
                                &practice);
        }
        stop_thread(&d);
    }
    if (!ok)
        status = exit_of(err->code);
    target_done(&target);
    serving_free(d.serving);
    secret_done(&d.password);
    return status;
}

int mode_demo(int argc, char **argv)
{
    struct options o;
    struct error err = {0};
    int status = EXIT_DONE;

    if (!mode_options(MODE_DEMO, argc, argv, &o, &status))
        return status;
    if (fault_list_is_asked(&o.faults))
        fault_list_print();
    else
        status = run(&o, &err);
    if (err.code != ERROR_NONE)
        fprintf(stderr, "pop3sh: %s\n", err.what);
    options_done(&o);
    return status;
}
