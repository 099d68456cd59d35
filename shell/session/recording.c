/* recording.c - hands the events of a session to the recorder.
 *
 * Leaves the file to record-file.c. */
#include <config.h>

#include "shell/session/recording.h"

#include "net/base/memory.h"
#include "net/transcript/hide-wire.h"
#include "shell/command/command.h"
#include "shell/session/extend.h"
#include "shell/session/hash-thread.h"
#include "shell/session/record-file.h"
#include "shell/session/verdict.h"
#include <stdlib.h>
#include <string.h>

enum { EARLY_MOST = 256 << 10 }; /* octets of text, see begin_early */

struct recording {
    struct session *session;
    const struct options *options;
    struct renderer *renderer;
    struct record_file *file; /* NULL: nothing is recorded */
    struct record *record;
    struct hash_thread *hashing;
    struct buf early; /* without a file: what it would be of this session */
    struct buf late;  /* lines for the header of the file to be extended */
    unsigned learned; /* mask_learned, when the file was searched last */
    bool begun;       /* the header is written, or it is that of the old file */
    struct extend *extend; /* to be played; nothing is written before that */
};

static void see(void *ctx, const struct event *e);
static void see_refused(void *ctx, const char *why);

static void forget_early(struct recording *r)
{
    record_free(r->record);
    r->record = NULL;
    r->begun = false;
    buf_done(&r->early);
}

struct recording *recording_new(struct session *s, const struct options *o,
                                struct renderer *renderer)
{
    struct recording *r = xcalloc(1, sizeof *r);

    r->session = s;
    r->options = o;
    r->renderer = renderer;
    r->hashing = hash_thread_new();
    session_add_reader(s, see, r);
    session_tell_refused(s, see_refused, r);
    return r;
}

void recording_free(struct recording *r)
{
    if (!r)
        return;
    recording_end(r, true, NULL);
    forget_early(r);
    hash_thread_free(r->hashing);
    free(r);
}

const char *recording_path(const struct recording *r)
{
    return r->file ? record_file_path(r->file) : NULL;
}

static void write_text(void *ctx, struct span text)
{
    struct recording *r = ctx;

    if (r->file && !r->extend)
        record_file_write(r->file, text);
    else if (!r->file)
        buf_add(&r->early, text);
}

static void write_header_lines(void *ctx, struct span lines)
{
    struct recording *r = ctx;

    if (r->extend) {
        buf_add(&r->late, lines);
        return;
    }
    if (r->file) {
        record_file_header(r->file, lines);
        return;
    }
    record_header_insert(&r->early, lines);
}

/* Nobody records; but who begins to, within the session, will want it from its
 * greeting on. */
static void begin_early(struct recording *r)
{
    struct record_options how = {.write = write_text,
                                 .header = write_header_lines,
                                 .ctx = r,
                                 .mask = session_mask(r->session),
                                 .hasher = hash_thread_hasher(r->hashing)};

    forget_early(r);
    if (!record_mode_options(r->options, &how, NULL))
        return;
    buf_init(&r->early, EARLY_MOST);
    r->record = record_new(&how);
    record_sizes_only(r->record, true);
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
    char when[RECORD_FILE_WHEN];

    record_file_when(when);
    head.recorded = when;
    if (user)
        head.user = user; /* whom the old header names */
    if (r->extend)
        head.named = extend_named(r->extend);
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
    if (*t->path)
        record_connect(r->record, t->path, NULL, 0);
    else
        record_connect(r->record, t->host, dial->address, dial->port);
}

/* What a server said before its secret was known. */
static void hide_written(struct recording *r)
{
    const struct mask *mask = session_mask(r->session);
    unsigned learned = mask_learned(mask);

    if (!r->file || learned == r->learned)
        return;
    r->learned = learned;
    if (r->record)
        record_hide(r->record);
    record_file_hide(r->file, mask);
}

static void see_refused(void *ctx, const char *why)
{
    struct recording *r = ctx;

    if (!r->file || record_file_has_fault(r->file))
        return;
    begin_connection(r);
    record_refused(r->record, span_of(why));
}

static void see(void *ctx, const struct event *e)
{
    struct recording *r = ctx;

    if (e->kind == EVENT_OPEN && !r->file)
        begin_early(r);
    if (!r->record || (r->file && record_file_has_fault(r->file)))
        return;
    hide_written(r);
    if (r->extend)
        extend_see(r->extend, e);
    if (e->kind == EVENT_OPEN)
        begin_connection(r);
    if (e->kind == EVENT_REQUEST)
        record_user(r->record, session_target(r->session)->user);
    if (r->begun)
        record_see(r->record, e);
    if (!r->file && (r->early.cut || e->kind == EVENT_CLOSE))
        forget_early(r);
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
    r->learned = 0;
    buf_done(&r->early);
    buf_done(&r->late);
}

static bool read_old(struct recording *r, const struct recording_wish *wish,
                     struct error *err)
{
    struct value_sources sources = {
        .options = r->options, .ask = wish->ask, .host = wish->host};

    r->extend = extend_new(record_file_path(r->file), &sources, err);
    value_sources_done(&sources);
    return r->extend != NULL;
}

bool recording_may_begin(const struct recording *r,
                         const struct recording_wish *wish, struct error *err)
{
    const char *now = recording_path(r);

    if (now && !strcmp(now, wish->path))
        return error_set(err, ERROR_INPUT,
                         "%s is being recorded to; \\record off ends that",
                         now);
    return record_mode_may_be(r->options, wish->path, wish->by, wish->force,
                              err);
}

/* What was kept from the greeting on, without what is known as a secret by
 * now. */
static void write_early(struct recording *r)
{
    struct buf out = {0};

    hide_wire_lines(session_mask(r->session), buf_span(&r->early), &out);
    record_file_write(r->file, buf_span(&out));
    buf_wipe(&out);
    buf_wipe(&r->early);
}

bool recording_begin(struct recording *r, const struct recording_wish *wish,
                     struct error *err)
{
    const struct record_file_setup setup = {.options = r->options,
                                            .path = wish->path,
                                            .by = wish->by,
                                            .force = wish->force,
                                            .tell = tell,
                                            .ctx = r};
    struct record_options how = {.write = write_text,
                                 .header = write_header_lines,
                                 .ctx = r,
                                 .mask = session_mask(r->session),
                                 .hasher = hash_thread_hasher(r->hashing)};

    if (!record_mode_options(r->options, &how, err))
        return false;
    r->file = record_file_new(&setup, err);
    if (!r->file)
        return false;
    if (!wish->force && record_file_extends(r->file) &&
        !read_old(r, wish, err)) {
        record_file_end(r->file, false, NULL);
        forget_file(r);
        return false;
    }
    if (r->record && !r->extend) {
        record_sizes_only(r->record, false);
        write_early(r);
        return true;
    }
    forget_early(r);
    r->record = record_new(&how);
    return true;
}

bool recording_has_session(const struct recording *r)
{
    return r->file && r->begun;
}

bool recording_end(struct recording *r, bool bad, struct error *err)
{
    const char *missing;
    bool ok;

    if (!r->file)
        return true;
    hide_written(r);
    missing = record_what_is_missing(r->record);
    ok = record_file_end(r->file, bad, err);
    forget_file(r);
    if (ok && missing)
        return error_set(err, ERROR_INPUT, "%s", missing);
    return ok;
}

/* --- going on with a file --- */

/* What the file marked is not to be deleted; what the user marks from here on
 * is for him. */
static bool unmark(struct recording *r, struct error *err)
{
    enum status status;

    if (!session_ask(r->session, "RSET", &status, err))
        status = STATUS_NONE;
    if (status == STATUS_OK) {
        renderer_note(r->renderer,
                      "RSET was sent behind %s, so that nothing is deleted "
                      "which it marks; --allow-delete lets it be",
                      record_file_path(r->file));
        return true;
    }
    session_drop(r->session);
    return error_set(err, ERROR_CHECK,
                     "%s marks messages, and the server refused RSET: closed "
                     "without QUIT, so that nothing is deleted; --allow-delete "
                     "lets it be",
                     record_file_path(r->file));
}

static bool play(struct recording *r, struct error *err)
{
    struct buf text = {0};
    bool marks;

    if (!extend_play(r->extend, r->session, r->options->allow_delete, err))
        return false;
    marks = extend_marks(r->extend);
    extend_text(r->extend, &text);
    extend_free(r->extend);
    r->extend = NULL;
    record_file_write(r->file, buf_span(&text));
    if (r->late.len)
        record_file_header(r->file, buf_span(&r->late));
    buf_done(&r->late);
    buf_done(&text);
    return !marks || unmark(r, err);
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
