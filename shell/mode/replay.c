/* replay.c - pop3sh replay FILE...: plays transcripts and compares. */
#include <config.h>

#include "net/base/memory.h"
#include "net/wire/clock.h"
#include "shell/mode/mode.h"
#include "shell/option/target.h"
#include "shell/replay/jobs.h"
#include "shell/replay/saved.h"
#include "shell/session/verdict.h"
#include <stdlib.h>
#include <unistd.h>

static int complain(const struct error *err)
{
    fprintf(stderr, "pop3sh: %s\n", err->what);
    return exit_of(err->code);
}

/* Said once, and not by every file. */
static bool check_to(const struct options *o, struct error *err)
{
    struct target target;
    struct error why = {0};
    bool ok = !o->to || target_parse_address(o->to, &target, &why);

    if (!ok)
        return error_set(err, ERROR_USAGE,
                         "option --to: %s; write HOST:PORT, such as "
                         "127.0.0.1:110, or unix:PATH",
                         why.what);
    if (o->to)
        target_done(&target);
    return true;
}

/* Read all files before the first connection. */
static struct job *load(const struct options *o, enum rewrite_way update)
{
    struct job *jobs = xcalloc(o->operand_count, sizeof *jobs);
    struct value_sources sources = {
        .options = o, .host = "", .ask = isatty(STDIN_FILENO) == 1};

    for (size_t i = 0; i < o->operand_count; i++) {
        jobs[i].update = update;
        jobs[i].cancel_fd = -1;
        jobs[i].loaded =
            script_load(&jobs[i].script, o->operands[i],
                        update == REWRITE_NONE ? SCRIPT_FOLDED : SCRIPT_SINGLE,
                        &sources, &jobs[i].error);
    }
    value_sources_done(&sources);
    return jobs;
}

static int play(const struct options *o)
{
    struct show show = {.options = o, .out = stdout, .began_ns = clock_ns()};
    struct compare_how how;
    struct error err = {0};
    struct job *jobs;
    enum exit_status status;
    enum rewrite_way update;

    if (!check_to(o, &err) || !rewrite_way(o, &update, &err) ||
        !jobs_how(o, &how, &err) || !verdict_check_patterns(o, &err) ||
        !report_open("replay", o->reports.at, o->reports.count, &show.report,
                     &err))
        return complain(&err);
    show.on_stdout = !report_on_stdout(show.report);
    jobs = load(o, update);
    jobs_run(jobs, o->operand_count, o, &how, &show);
    for (size_t i = 0; i < o->operand_count; i++)
        script_done(&jobs[i].script);
    free(jobs);
    status = show_finish(&show);
    if (!report_close(show.report, status, &err))
        return (int)exit_worse(status, (enum exit_status)complain(&err));
    return status;
}

int mode_replay(int argc, char **argv)
{
    struct options o;
    struct error err = {0};
    bool help = false;
    int status = EXIT_DONE;

    if (!options_read(MODE_REPLAY, argc, argv, &o, &help, &err))
        return complain(&err);
    if (help) {
        struct buf text = {0};

        options_help(MODE_REPLAY, &text);
        fputs(buf_text(&text), stdout);
        buf_done(&text);
    } else {
        saved_leave_out(&o);
        status = play(&o);
    }
    options_done(&o);
    return status;
}
