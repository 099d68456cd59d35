/* cmd-replay.c - \replay FILE.
 *
 * A transcript begins with the greeting, so it is played on connections of its
 * own: to the server of this session, else to the one it was recorded from.
 * What this session is at stays as it is. */
#include <config.h>

#include "net/base/memory.h"
#include "net/wire/clock.h"
#include "shell/command/command.h"
#include "shell/command/print.h"
#include "shell/replay/jobs.h"
#include "shell/session/verdict.h"
#include <stdlib.h>

static bool is_implicit(const struct plan *p)
{
    for (size_t i = 0; i < p->step_count; i++)
        if (p->steps[i].kind == STEP_CONNECT)
            return p->steps[i].ns;
    return false;
}

/* Where --to would have to point for the server of this session. The port is
 * that of the recording where the session's would be the wrong service. */
static void add_place(struct buf *out, const struct target *t,
                      const struct plan *p)
{
    bool literal =
        t->literal && span_find(span_of(t->host), ':') != span_of(t->host).len;

    if (*t->path) {
        buf_add_format(out, "unix:%s", t->path);
        return;
    }
    buf_add_format(out, literal ? "[%s]" : "%s", t->host);
    if ((t->tls == TARGET_IMPLICIT) == is_implicit(p))
        buf_add_format(out, ":%u", t->port);
}

/* The lock that this session holds is what the replay would run into. */
static void warn_of_lock(struct shell *sh, const struct script *s)
{
    const struct dialogue *d = session_dialogue(sh->session);

    if (s->user && dialogue_state(d) == STATE_TRANSACTION &&
        span_is(dialogue_user(d), s->user))
        renderer_note(sh->renderer,
                      "this session holds the maildrop that the transcript "
                      "opens; if the server refuses a second login, QUIT "
                      "first");
}

/* Play it; what is told goes where replies go. */
static enum exit_status play(struct shell *sh, struct job *job,
                             const struct options *o,
                             const struct compare_how *how)
{
    const struct render_options *render = renderer_options(sh->renderer);
    char *text = NULL;
    size_t len = 0;
    struct show show = {.options = o,
                        .on_stdout = true,
                        .began_ns = clock_ns(),
                        .out = open_memstream(&text, &len)};
    enum exit_status status;
    struct buf told = {0};

    if (!show.out)
        memory_exhausted(0);
    jobs_run(job, 1, o, how, &show);
    status = show.exit;
    fclose(show.out);
    if (render->form == RENDER_JSON && !sh->pipe) {
        fwrite(text, 1, len, render->out); /* objects already */
    } else {
        buf_add(&told, (struct span){text, len});
        print_text(sh, &told);
    }
    buf_done(&told);
    free(text);
    return status;
}

COMMAND_FUNCTION(replay)
{
    struct options o = *sh->options;
    char *path = span_dup(args->text);
    struct job job = {.cancel_fd = sh->cancel_fd};
    struct value_sources sources = {
        .options = &o, .host = "", .ask = sh->interactive};
    struct compare_how how;
    struct buf place = {0};
    enum exit_status status = EXIT_DONE;
    bool ok;

    o.allow_delete = args->force;
    if (session_is_open(sh->session))
        sources.host = session_target(sh->session)->host;
    ok = jobs_how(&o, &how, err) &&
         script_load(&job.script, path, SCRIPT_FOLDED, &sources, err);
    job.loaded = ok;
    if (ok && session_is_open(sh->session)) {
        add_place(&place, session_target(sh->session), &job.script.plan);
        o.to = buf_text(&place);
        warn_of_lock(sh, &job.script);
    }
    if (ok)
        status = play(sh, &job, &o, &how);
    if (status == EXIT_CHECK)
        sh->unmet++;
    else if (status != EXIT_DONE)
        ok = error_set(err, error_of(status), "%s: there is no verdict", path);
    script_done(&job.script);
    value_sources_done(&sources);
    buf_done(&place);
    free(path);
    return ok;
}
