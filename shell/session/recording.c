/* recording.c - FILE.part, flushed line by line, and renamed at the end. */
#include <config.h>

#include "shell/session/recording.h"

#include "net/base/memory.h"
#include "net/transcript/record.h"
#include "net/wire/clock.h"
#include "shell/command/command.h"
#include "shell/session/verdict.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum record_mode { RECORD_ONCE, RECORD_ALWAYS, RECORD_ON_ERROR };

struct recording {
    struct session *session;
    const struct options *options;
    struct renderer *renderer;
    enum record_mode mode;
    char *path, *part; /* NULL: nothing is recorded */
    int fd;
    int fault; /* errno of the first write that failed */
    bool told, begun, force;
    struct record *record;
};

static void see(void *ctx, const struct event *e);
static void see_refused(void *ctx, const char *why);

struct recording *recording_new(struct session *s, const struct options *o,
                                struct renderer *renderer)
{
    struct recording *r = xcalloc(1, sizeof *r);

    r->session = s;
    r->options = o;
    r->renderer = renderer;
    r->fd = -1;
    session_add_reader(s, see, r);
    session_tell_refused(s, see_refused, r);
    return r;
}

void recording_free(struct recording *r)
{
    if (!r)
        return;
    recording_end(r, true, NULL);
    free(r);
}

const char *recording_path(const struct recording *r)
{
    return r->path;
}

/* --- options --- */

static bool read_mode(const struct options *o, enum record_mode *out)
{
    static const char *const modes[] = {
        [RECORD_ONCE] = "once",
        [RECORD_ALWAYS] = "always",
        [RECORD_ON_ERROR] = "on-error",
    };

    *out = RECORD_ONCE;
    for (size_t i = 0; o->record_mode && i < sizeof modes / sizeof *modes; i++)
        if (!strcmp(o->record_mode, modes[i]))
            *out = (enum record_mode)i;
    return true;
}

static bool has_file(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0;
}

static bool refuse_file(const char *path, struct error *err)
{
    return error_set(err, ERROR_INPUT,
                     "--record: %s is there already; --record-mode always "
                     "writes it again",
                     path);
}

bool recording_check(const struct options *o, struct error *err)
{
    enum record_mode mode;
    unsigned redact;

    if (!o->record) {
        const char *alone = o->record_mode     ? "--record-mode"
                            : o->record_bodies ? "--record-bodies"
                            : o->record_exact  ? "--record-exact"
                                               : NULL;

        return !alone || error_set(err, ERROR_USAGE,
                                   "%s says how to record, and --record FILE "
                                   "is missing",
                                   alone);
    }
    if (o->redact && !redact_read(span_of(o->redact), &redact, err)) {
        error_prefix(err, "option --redact");
        return false;
    }
    read_mode(o, &mode);
    return mode != RECORD_ONCE || !has_file(o->record) ||
           refuse_file(o->record, err);
}

/* --- writing --- */

/* The first failure ends the recording, not the session. */
static void note_fault(struct recording *r, int fault)
{
    if (!r->fault)
        r->fault = fault;
    if (r->told)
        return;
    r->told = true;
    renderer_note(r->renderer, "recording stopped: %s: %s; the session goes on",
                  r->part, strerror(fault));
}

static void write_text(void *ctx, struct span text)
{
    struct recording *r = ctx;

    while (text.len && !r->fault) {
        ssize_t n = write(r->fd, text.at, text.len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            note_fault(r, n < 0 ? errno : ENOSPC);
        else
            text = span_from(text, (size_t)n);
    }
}

static void write_header(struct recording *r)
{
    const struct target *t = session_target(r->session);
    struct record_header head = {
        .host = *t->path ? t->path : t->host,
        .port = *t->path ? 0 : t->port,
        .tool = "pop3sh " PACKAGE_VERSION,
        .security = t->tls == TARGET_STLS       ? "stls"
                    : t->tls == TARGET_IMPLICIT ? "implicit"
                                                : "none",
        .user = t->user,
    };
    time_t now = (time_t)clock_utc();
    struct tm utc;
    char when[32] = "";

    if (gmtime_r(&now, &utc))
        strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &utc);
    head.recorded = when;
    record_header(r->record, &head);
    r->begun = true;
}

static void begin_connection(struct recording *r)
{
    const struct target *t = session_target(r->session);
    const struct dial_facts *dial = session_dial_facts(r->session);

    if (!r->begun)
        write_header(r);
    record_connect(r->record, *t->path ? t->path : t->host, dial->address,
                   *t->path ? 0 : dial->port);
}

static void see_refused(void *ctx, const char *why)
{
    struct recording *r = ctx;

    if (!r->record || r->fault)
        return;
    begin_connection(r);
    record_refused(r->record, span_of(why));
}

static void see(void *ctx, const struct event *e)
{
    struct recording *r = ctx;

    if (!r->record || r->fault)
        return;
    if (e->kind == EVENT_OPEN)
        begin_connection(r);
    if (r->begun)
        record_see(r->record, e);
}

/* --- the file --- */

/* A file of our own: never through a link, and for nobody else to read. */
static int create(const char *path)
{
    int fd = open(
        path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY,
        0600);
    struct stat st;

    if (fd < 0)
        return -1;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && fchmod(fd, 0600) == 0)
        return fd;
    close(fd);
    errno = EINVAL;
    return -1;
}

static void forget_file(struct recording *r)
{
    if (r->fd >= 0)
        close(r->fd);
    r->fd = -1;
    free(r->path);
    free(r->part);
    r->path = r->part = NULL;
    record_free(r->record);
    r->record = NULL;
    r->begun = r->told = false;
    r->fault = 0;
}

bool recording_begin(struct recording *r, const char *path, bool force,
                     struct error *err)
{
    const struct options *o = r->options;
    struct record_options how = {
        .write = write_text,
        .ctx = r,
        .mask = session_mask(r->session),
        .exact = o->record_exact,
        .hash_bodies = o->record_bodies && !strcmp(o->record_bodies, "hash"),
        .redact = REDACT_SECRETS,
    };
    struct buf part = {0};

    read_mode(o, &r->mode);
    if (o->redact && !redact_read(span_of(o->redact), &how.redact, err))
        return false;
    if (r->mode == RECORD_ONCE && !force && has_file(path))
        return refuse_file(path, err);
    buf_add_format(&part, "%s.part", path);
    r->fd = create(buf_text(&part));
    if (r->fd < 0) {
        error_set(err, ERROR_INPUT, "cannot record to %s: %s", buf_text(&part),
                  strerror(errno));
        buf_done(&part);
        return false;
    }
    r->part = buf_take(&part);
    r->path = xstrdup(path);
    r->force = force;
    r->record = record_new(&how);
    return true;
}

/* In the mode "once" nothing that appeared meanwhile is written over. */
static bool give_name(const struct recording *r, struct error *err)
{
    bool once = r->mode == RECORD_ONCE && !r->force;
    bool linked = once && link(r->part, r->path) == 0;

    if (linked) {
        unlink(r->part);
        return true;
    }
    if ((!once || (errno != EEXIST && !has_file(r->path))) &&
        rename(r->part, r->path) == 0)
        return true;
    return error_set(err, ERROR_INPUT,
                     "cannot rename the recording: %s: %s; it is in %s",
                     r->path, strerror(errno), r->part);
}

static bool finish_file(struct recording *r, bool bad, struct error *err)
{
    if (!r->begun || (r->mode == RECORD_ON_ERROR && !bad)) {
        unlink(r->part);
        return true;
    }
    if (!r->fault && fsync(r->fd) < 0 && errno != EINVAL && errno != EROFS)
        note_fault(r, errno);
    if (r->fault)
        return error_set(err, ERROR_INPUT, "the recording is not whole: %s: %s",
                         r->part, strerror(r->fault));
    if (!record_is_whole(r->record)) {
        give_name(r, NULL);
        return error_set(err, ERROR_INPUT,
                         "%s has the first 16 connections only: a transcript "
                         "holds no more",
                         r->path);
    }
    return give_name(r, err);
}

bool recording_end(struct recording *r, bool bad, struct error *err)
{
    bool ok;

    if (!r->path)
        return true;
    ok = finish_file(r, bad, err);
    forget_file(r);
    return ok;
}

/* What a command got as -ERR is no error of the session. */
bool shell_end_recording(struct shell *sh, enum exit_status status,
                         struct error *err)
{
    bool bad = (status != EXIT_DONE && status != EXIT_REFUSED) ||
               verdict_exit(session_verdict(sh->session)) != EXIT_DONE ||
               session_was_lost(sh->session);

    return recording_end(sh->recording, bad, err);
}
