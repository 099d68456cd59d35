/* serve.c - the built-in server for other clients. */
#include <config.h>

#include "net/server/sample.h"
#include "net/store/maildir.h"
#include "net/store/mbox.h"
#include "shell/login/password.h"
#include "shell/mode/mode.h"
#include "shell/option/option.h"
#include "shell/serve/fault-list.h"
#include "shell/serve/script-guest.h"
#include "shell/serve/serving.h"
#include "shell/session/record-mode.h"
#include "shell/shell.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { FAILURE_MS = 1000 }; /* a refused login waits so long at first */

/* --- what is served --- */

static bool read_sample(const char *text, struct maildrop **out,
                        struct error *err)
{
    struct span size = span_of(text);
    uint64_t count, octets;

    if (!*text) {
        *out = sample_new();
        return true;
    }
    if (!span_take_number(&size, &count) || !size.len || size.at[0] != ',' ||
        !span_number(span_from(size, 1), &octets))
        return error_set(err, ERROR_USAGE,
                         "option --sample: its value is N,SIZE: how many "
                         "messages, and of how many octets");
    if (count > SAMPLE_COUNT_MOST || octets < SAMPLE_OCTETS_LEAST ||
        octets > UINT64_C(1) << 50)
        return error_set(err, ERROR_USAGE,
                         "option --sample: at most %d messages, of %d octets "
                         "or more",
                         SAMPLE_COUNT_MOST, SAMPLE_OCTETS_LEAST);
    *out = sample_filled((size_t)count, octets);
    return true;
}

static bool open_maildrop(const struct options *o, struct maildrop **out,
                          struct error *err)
{
    if ((o->maildir != NULL) + (o->mbox != NULL) + (o->sample != NULL) > 1)
        return error_set(err, ERROR_USAGE,
                         "--maildir, --mbox and --sample exclude each other");
    if (!o->maildir && !o->mbox)
        return read_sample(o->sample ? o->sample : "", out, err);
    *out = o->maildir ? maildir_new(o->maildir, o->allow_delete, err)
                      : mbox_new(o->mbox, o->allow_delete, err);
    return *out != NULL;
}

/* --- who may log in --- */

static bool find_password(const struct options *o, struct secret *out,
                          struct error *err)
{
    struct password_sources from = {
        .fd = o->password_fd,
        .file = o->password_file,
        .command = o->password_command,
        .user = o->user,
    };

    if (o->user)
        return password_find(&from, out, err);
    if (o->password_fd >= 0 || o->password_file || o->password_command)
        return error_set(err, ERROR_USAGE,
                         "a password needs its user: --user NAME");
    secret_set(out, SPAN("pop3"));
    return true;
}

/* A password that everybody knows is for this machine only. */
static bool check_places(const struct options *o, const struct serving *s,
                         struct error *err)
{
    if (o->user || o->transcript || serving_is_local(s))
        return true;
    return error_set(err, ERROR_USAGE,
                     "off loopback the user student with the password pop3 is "
                     "no good: give --user and a password");
}

/* --- running --- */

/* SIGTERM and SIGINT become readable. */
static int take_signals(struct error *err)
{
    sigset_t set;
    int fd;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (fd < 0)
        error_set(err, ERROR_INPUT, "no signals can be read: %s",
                  strerror(errno));
    return fd;
}

/* The one line that a script waits for. */
static void tell_places(const struct serving *s)
{
    struct buf places = {0};

    serving_places(s, &places);
    printf("listening %s\n", buf_text(&places));
    fflush(stdout);
    buf_done(&places);
}

static bool serve(const struct options *o, const struct serving_setup *setup,
                  struct error *err)
{
    struct serving *s = serving_new(setup, err);
    int stop_fd = -1;
    bool ok =
        s && check_places(o, s, err) && (stop_fd = take_signals(err)) >= 0;

    if (ok) {
        tell_places(s);
        ok = serving_run(s, stop_fd, err);
    }
    if (stop_fd >= 0)
        close(stop_fd);
    serving_free(s);
    return ok;
}

static bool run(const struct options *o, struct error *err)
{
    struct fault_set wrongs = {0};
    struct secret password = {0};
    struct serving_setup setup = {
        .listen = o->listen ? o->listen : "127.0.0.1:0",
        .tls_listen = o->tls_listen,
        .cert = o->cert,
        .key = o->key,
        .user = o->user ? o->user : "student",
        .password = &password,
        .faults = &wrongs,
        .may_delete = o->allow_delete || (!o->maildir && !o->mbox),
        .allow_cleartext = o->allow_cleartext,
        .last = o->once,
        .verbose = o->verbose > 0,
        .login_delay_s = (unsigned)o->login_delay,
        .failure_ms = FAILURE_MS,
        .most = (size_t)o->max_connections,
        .record = o->record ? o : NULL,
    };
    bool ok;

    if (o->self_signed && o->cert)
        return error_set(err, ERROR_USAGE,
                         "--self-signed and --cert exclude each other");
    if (!fault_list_read(&o->faults, &wrongs, err) ||
        !find_password(o, &password, err))
        return false;
    ok = open_maildrop(o, &setup.maildrop, err) && serve(o, &setup, err);
    secret_done(&password);
    return ok;
}

/* Play a transcript; *failed_out: a client was not as recorded. */
static bool run_transcript(const struct options *o, bool *failed_out,
                           struct error *err)
{
    struct script_show *show;
    struct fault_set wrongs = {0};
    struct serving_setup setup = {
        .listen = o->listen ? o->listen : "127.0.0.1:0",
        .tls_listen = o->tls_listen,
        .cert = o->cert,
        .key = o->key,
        .ops = &script_show_ops,
        .most = (size_t)o->max_connections,
        .record = o->record ? o : NULL,
    };
    bool ok;

    if (o->maildir || o->mbox || o->sample || o->user ||
        (o->self_signed && o->cert))
        return error_set(err, ERROR_USAGE,
                         "--transcript goes without --maildir, --mbox, "
                         "--sample and --user, and --self-signed without "
                         "--cert");
    if (!fault_list_read(&o->faults, &wrongs, err))
        return false;
    show = script_show_new(o->transcript, (enum script_match)o->match,
                           o->lenient, &wrongs, err);
    if (!show)
        return false;
    if (script_show_is_implicit(show) && !setup.tls_listen)
        setup.tls_listen = "127.0.0.1:0";
    setup.ctx = show;
    setup.last = o->once ? (unsigned)script_show_connections(show) : 0;
    ok = serve(o, &setup, err);
    *failed_out = script_show_failed(show);
    script_show_free(show);
    return ok;
}

int mode_serve(int argc, char **argv)
{
    struct options o;
    struct error err = {0};
    bool failed = false;
    int status;

    if (!mode_options(MODE_SERVE, argc, argv, &o, &status))
        return status;
    if (fault_list_is_asked(&o.faults))
        fault_list_print();
    else if (!record_mode_check(&o, RECORD_BY_SERVER, &err))
        fprintf(stderr, "pop3sh: %s\n", err.what);
    else if (!(o.transcript ? run_transcript(&o, &failed, &err)
                            : run(&o, &err)))
        fprintf(stderr, "pop3sh: %s\n", err.what);
    options_done(&o);
    return err.code == ERROR_NONE && failed ? EXIT_CHECK : exit_of(err.code);
}
