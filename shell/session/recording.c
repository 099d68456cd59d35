/* recording.c - hands the events of a session to the recorder.
 *
 * Leaves the file to record-file.c. */
#include <config.h>

#include "shell/session/recording.h"

#include "net/base/memory.h"
#include "net/wire/clock.h"
#include "shell/command/command.h"
#include "shell/session/extend.h"
#include "shell/session/record-file.h"
#include "shell/session/verdict.h"
#include <stdlib.h>
#include <time.h>

struct recording {
    struct session *session;
    const struct options *options;
    struct renderer *renderer;
    struct record_file *file; /* NULL, as the next: nothing is recorded */
    struct record *record;
    bool begun; /* the header is written, or it is that of the old file */
    struct extend *extend; /* to be played; nothing is written before that */
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
    return r->file ? record_file_path(r->file) : NULL;
}

static void write_text(void *ctx, struct span text)
{
    struct recording *r = ctx;

    if (!r->extend)
        record_file_write(r->file, text);
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
    char *user = r->extend ? span_dup(extend_user(r->extend)) : NULL;
    time_t now = (time_t)clock_utc();
    struct tm utc;
    char when[32] = "";

    if (gmtime_r(&now, &utc))
        strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &utc);
    head.recorded = when;
    if (user)
        head.user = user; /* whom the old header names */
    record_header(r->record, &head);
    free(user);
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

    if (!r->record || record_file_has_fault(r->file))
        return;
    begin_connection(r);
    record_refused(r->record, span_of(why));
}

static void see(void *ctx, const struct event *e)
{
    struct recording *r = ctx;

    if (!r->record || record_file_has_fault(r->file))
        return;
    if (r->extend)
        extend_see(r->extend, e);
    if (e->kind == EVENT_OPEN)
        begin_connection(r);
    if (r->begun)
        record_see(r->record, e);
}

/* --- the file --- */

static void tell(void *ctx, const char *sentence)
{
    const struct recording *r = ctx;

    renderer_note(r->renderer, "%s", sentence);
}

static void forget_file(struct recording *r)
{
    record_free(r->record);
    extend_free(r->extend);
    r->record = NULL;
    r->extend = NULL;
    r->file = NULL;
    r->begun = false;
}

static bool read_old(struct recording *r, bool ask, const char *host,
                     struct error *err)
{
    struct value_sources sources = {
        .options = r->options, .ask = ask, .host = host};

    r->extend = extend_new(record_file_path(r->file), &sources, err);
    value_sources_done(&sources);
    return r->extend != NULL;
}

bool recording_begin(struct recording *r, const char *path, bool force,
                     bool ask, const char *host, struct error *err)
{
    const struct record_file_setup setup = {.options = r->options,
                                            .path = path,
                                            .force = force,
                                            .tell = tell,
                                            .ctx = r};
    struct record_options how = {
        .write = write_text, .ctx = r, .mask = session_mask(r->session)};

    if (!record_file_options(r->options, &how, err))
        return false;
    r->file = record_file_new(&setup, err);
    if (!r->file)
        return false;
    if (!force && record_file_extends(r->file) &&
        !read_old(r, ask, host, err)) {
        record_file_end(r->file, false, NULL);
        forget_file(r);
        return false;
    }
    r->record = record_new(&how);
    return true;
}

bool recording_end(struct recording *r, bool bad, struct error *err)
{
    bool ok, whole;

    if (!r->file)
        return true;
    whole = record_is_whole(r->record);
    ok = record_file_end(r->file, bad, err);
    forget_file(r);
    if (ok && !whole)
        return error_set(err, ERROR_INPUT,
                         "the recording has the first 16 connections only: a "
                         "transcript holds no more");
    return ok;
}

/* --- going on with a file --- */

static bool play(struct recording *r, struct error *err)
{
    struct buf text = {0};

    if (!extend_play(r->extend, r->session, err))
        return false;
    extend_text(r->extend, &text);
    extend_free(r->extend);
    r->extend = NULL;
    record_file_write(r->file, buf_span(&text));
    buf_done(&text);
    return true;
}

/* The file does the login. */
bool shell_open(struct shell *sh, struct target *target, struct error *err)
{
    struct extend *extend = sh->recording ? sh->recording->extend : NULL;
    const char *auth = sh->options->auth;
    bool ok;

    if (!extend)
        return session_open(sh->session, target, err);
    extend_target(extend, target);
    sh->options->auth = "none";
    ok = session_open(sh->session, target, err);
    sh->options->auth = auth;
    return ok && (session_stopped(sh->session) || play(sh->recording, err));
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
