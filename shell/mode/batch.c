/* batch.c - the loop over scripts. */
#include <config.h>

#include "shell/mode/batch.h"

#include "shell/file/lines.h"
#include "shell/mode/input.h"
#include "shell/session/recording.h"
#include "shell/session/verdict.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { QUEUE_OCTETS = 64 << 10 }; /* pipelined lines kept before writing */

struct batch {
    struct shell *sh;
    enum exit_status status;
    bool ended;       /* nothing more is to be run */
    uint64_t refused; /* replies seen when stop_on_error last looked */
    uint64_t unmet;   /* the same for what \expect saw */
    uint64_t due;     /* commands there must have been, when pipelining */
};

/* --- outcomes --- */

static void end_with(struct batch *b, enum exit_status status)
{
    b->status = exit_worse(b->status, status);
    b->ended = true;
}

/* An error ends the batch: what follows would mean something else now. */
static void fail(struct batch *b, struct error *err)
{
    renderer_error(b->sh->renderer, err);
    end_with(b, exit_of(err->code));
}

static void fail_at(struct batch *b, struct lines *lines, struct error *err)
{
    error_prefix(err, lines_place(lines));
    fail(b, err);
}

/* -ERR is the server's word, no failure of ours; it ends the batch only when
 * told to. */
static void look_at_replies(struct batch *b)
{
    uint64_t refused = session_counts(b->sh->session).refused;

    if (b->sh->unmet > b->unmet) {
        b->unmet = b->sh->unmet;
        b->status = exit_worse(b->status, EXIT_CHECK);
        if (b->sh->options->stop_on_error)
            b->ended = true;
    }
    if (refused == b->refused)
        return;
    b->refused = refused;
    b->status = exit_worse(b->status, EXIT_REFUSED);
    if (b->sh->options->stop_on_error)
        b->ended = true;
}

/* --- pipelining --- */

/* A command that those behind it cannot be sent ahead of: what the next line
 * means depends on its reply (RFC 2595 section 4, RFC 2449 section 6.6). */
static bool ends_pipeline(struct span line)
{
    const struct verb *verb = verb_find(span_take_word(&line));

    if (!verb)
        return false;
    return verb->id == VERB_STLS || verb->id == VERB_AUTH ||
           verb->id == VERB_QUIT || verb->id == VERB_XTND ||
           (verb->id == VERB_PASS && !span_trim(line).len);
}

/* The connection has ended in order, but not everything was sent. */
static bool check_all_sent(struct batch *b, struct error *err)
{
    uint64_t sent = session_counts(b->sh->session).commands;

    if (sent >= b->due)
        return true;
    return error_set(err, ERROR_NETWORK,
                     "the server closed the connection before the last %llu "
                     "commands were sent",
                     (unsigned long long)(b->due - sent));
}

static bool settle(struct batch *b, enum session_end end, struct error *err)
{
    look_at_replies(b);
    if (end == SESSION_CLOSED)
        return check_all_sent(b, err);
    return end == SESSION_READY || end == SESSION_INPUT;
}

/* Wait for every reply that is due. */
static bool drain(struct batch *b, struct error *err)
{
    if (!session_is_open(b->sh->session))
        return true;
    return settle(b, session_wait(b->sh->session, err), err);
}

/* Queue the line, `count` times. */
static bool queue_line(struct batch *b, struct span line, uint64_t count,
                       struct error *err)
{
    struct session *s = b->sh->session;

    while (count && !b->ended && session_is_open(s)) {
        uint64_t some = QUEUE_OCTETS / (line.len + 2) + 1;

        some = some < count ? some : count;
        session_send_repeats(s, line, some);
        b->due += some;
        count -= some;
        if (session_queued(s) >= QUEUE_OCTETS &&
            !settle(b, session_push(s, err), err))
            return false;
    }
    b->due += count;
    return true;
}

/* May the lines behind this one be sent with it, before its reply? */
static bool goes_ahead(const struct batch *b, struct span line)
{
    const struct session *s = b->sh->session;

    return b->sh->options->pipeline && session_is_open(s) &&
           !input_is_local(line) && !ends_pipeline(line) &&
           span_find_span(line, SPAN("\\{")) == line.len &&
           !input_is_late_response(b->sh, line) && !session_is_in_exchange(s) &&
           !session_refuses(s, line);
}

/* --- lines --- */

static bool run_line(struct batch *b, struct lines *lines, struct span line,
                     struct error *err)
{
    struct session *s = b->sh->session;
    bool ok;

    if (goes_ahead(b, line))
        return queue_line(b, line, 1 + lines_repeats(lines), err);
    if (b->sh->options->pipeline && session_is_open(s) &&
        input_is_local(line) && !drain(b, err))
        return false;
    ok = input_run_script_line(b->sh, line, err);
    b->due = session_counts(s).commands;
    look_at_replies(b);
    return ok;
}

/* Before waiting for the script's writer: show what is there, and let the
 * server speak. */
static bool before_wait(struct batch *b, struct lines *lines, struct error *err)
{
    if (b->sh->options->pipeline && !drain(b, err))
        return false;
    renderer_flush(b->sh->renderer);
    if (lines_wait_fd(lines) != STDIN_FILENO ||
        !session_is_open(b->sh->session))
        return true;
    return settle(b, session_idle(b->sh->session, err), err);
}

static void run_lines(struct batch *b, struct lines *lines)
{
    struct error err = {0};
    struct span line;

    while (!b->ended && !b->sh->leaving) {
        if (lines_wait_fd(lines) >= 0 && !before_wait(b, lines, &err)) {
            fail(b, &err);
            return;
        }
        switch (lines_next(lines, &line, &err)) {
        case LINES_END:
            return;
        case LINES_ERROR:
            fail(b, &err);
            return;
        case LINES_LINE:
            break;
        }
        if (input_is_nothing(b->sh, line) || input_is_comment(b->sh, line))
            continue;
        if (!run_line(b, lines, line, &err))
            fail_at(b, lines, &err);
    }
}

static void run_source(struct batch *b, const char *source)
{
    struct error err = {0};
    struct lines *lines;

    if (source[0] == 'c' && strpbrk(source, "\r\n")) {
        error_set(&err, ERROR_USAGE,
                  "-c: one command has one line; give -c once more for each");
        fail(b, &err);
        return;
    }
    lines = source[0] == 'c' ? lines_of("-c", span_of(source + 1))
                             : lines_open(source + 1, &err);
    if (lines)
        run_lines(b, lines);
    else
        fail(b, &err);
    lines_free(lines);
}

static void run_sources(struct batch *b)
{
    const struct option_list *list = &b->sh->options->commands;
    struct error err = {0};

    if (!list->count)
        run_source(b, "f-");
    for (size_t i = 0; i < list->count && !b->ended && !b->sh->leaving; i++)
        run_source(b, list->at[i]);
    if (!b->ended && !drain(b, &err))
        fail(b, &err);
}

/* --- beginning and end --- */

/* A script that is not there should be known before anything is sent. */
static bool check_files(struct batch *b)
{
    const struct option_list *list = &b->sh->options->commands;
    struct error err = {0};

    for (size_t i = 0; i < list->count; i++) {
        if (list->at[i][0] != 'f' || !strcmp(list->at[i], "f-"))
            continue;
        const char *path = list->at[i] + 1;
        struct stat what;
        int failure = access(path, R_OK) != 0                           ? errno
                      : stat(path, &what) == 0 && S_ISDIR(what.st_mode) ? EISDIR
                                                                        : 0;
        if (failure) {
            error_set(&err, ERROR_INPUT, "%s: %s", path, strerror(failure));
            fail(b, &err);
            return false;
        }
    }
    return true;
}

static void finish(struct batch *b)
{
    struct shell *sh = b->sh;
    struct error err = {0};
    bool lost = b->status == EXIT_NETWORK;

    if (sh->options->no_quit || lost)
        session_drop(sh->session);
    else if (!session_quit(sh->session, sh->options->timeout_ms, &err))
        fail(b, &err);
}

static void summarise(struct batch *b)
{
    struct session_counts counts = session_counts(b->sh->session);
    struct verdict_counts found =
        verdict_counts(session_verdict(b->sh->session));
    struct render_summary summary = {
        .commands = counts.commands,
        .errors = found.errors,
        .warnings = found.warnings,
        .notes = found.notes,
        .octets_in = counts.octets_in,
        .octets_out = counts.octets_out,
        .exit = b->status,
    };

    renderer_summary(b->sh->renderer, &summary);
    renderer_flush(b->sh->renderer);
}

enum exit_status batch_run(struct shell *sh, struct target *target)
{
    struct batch b = {.sh = sh};
    struct error err = {0};

    if (check_files(&b)) {
        if (!shell_open(sh, target, &err))
            fail(&b, &err);
        else if (!session_stopped(sh->session))
            run_sources(&b);
        b.due = session_counts(sh->session).commands;
        finish(&b);
    }
    target_done(target);
    if (!shell_end_recording(sh, b.status, &err))
        fail(&b, &err);
    b.status = exit_worse(b.status, verdict_exit(session_verdict(sh->session)));
    summarise(&b);
    return b.status;
}
