/* lint.c - pop3sh lint FILE...: transcripts judged without a network. */
#include <config.h>

#include "net/base/memory.h"
#include "net/transcript/item.h"
#include "net/wire/clock.h"
#include "shell/file/slurp.h"
#include "shell/lint/lint-secret.h"
#include "shell/lint/lint-show.h"
#include "shell/mode/mode.h"
#include "shell/render/finding.h"
#include "shell/session/verdict.h"
#include "shell/shell.h"
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 256 << 10 };

struct run {
    const struct options *options;
    struct report *report;
    struct lint_secrets secrets;
    enum exit_status status;
    struct lint_total total;
    uint64_t began_ns;
    bool utf8, silent;
};

static void complain(struct run *run, const struct error *err)
{
    fprintf(stderr, "pop3sh: %s\n", err->what);
    run->status = exit_worse(run->status, exit_of(err->code));
}

/* Did a finding reach --fail-on? */
static bool is_bad(const struct options *o, const struct lint *l)
{
    static const enum severity least[] = {
        [FAIL_ON_DEFAULT] = SEVERITY_ERROR,
        [FAIL_ON_ERROR] = SEVERITY_ERROR,
        [FAIL_ON_WARNING] = SEVERITY_WARNING,
        [FAIL_ON_NOTE] = SEVERITY_NOTE,
    };

    if (o->fail_on == FAIL_ON_NEVER)
        return false;
    for (int s = (int)least[o->fail_on]; s <= SEVERITY_ERROR; s++)
        if (l->counts[s])
            return true;
    return false;
}

static void show(struct run *run, const char *name, const struct lint *l,
                 enum report_result result, const char *reason)
{
    struct buf out = {0};

    if (run->options->output == RENDER_JSON)
        lint_json(&out, name, l, result, reason, clock_ns() - run->began_ns);
    else
        lint_text(&out, name, l, run->options->verbose, run->utf8);
    if (!run->silent && out.len)
        fwrite(out.at, 1, out.len, stdout);
    buf_done(&out);
}

static void count(struct run *run, const struct lint *l)
{
    for (size_t i = 0; i <= SEVERITY_ERROR; i++)
        run->total.counts[i] += l->counts[i];
    run->total.files++;
    run->total.commands += l->commands;
    run->total.octets_in += l->octets_in;
    run->total.octets_out += l->octets_out;
    run->total.allowed += l->allowed;
    run->total.unknown += l->unknown;
}

static void judge_secrets(struct run *run, const char *name, struct span text)
{
    struct buf out = {0};

    if (!run->options->secret)
        return;
    if (lint_secrets_find(&run->secrets, name, text,
                          run->options->output == RENDER_JSON,
                          clock_ns() - run->began_ns, &out))
        run->status = exit_worse(run->status, EXIT_CHECK);
    if (!run->silent && out.len)
        fwrite(out.at, 1, out.len, stdout);
    buf_done(&out);
}

/* Block by block, so that memory and time do not depend on how large it is. */
static bool judge_octets(int fd, const char *path, struct linter *l,
                         struct span text, struct error *err)
{
    char *block;
    ssize_t n = 0;
    bool ok = true;

    if (fd < 0)
        return lint_feed(l, text, err);
    block = xcalloc(1, BLOCK);
    while (ok &&
           ((n = read(fd, block, BLOCK)) > 0 || (n < 0 && errno == EINTR)))
        if (n > 0)
            ok = lint_feed(l, (struct span){block, (size_t)n}, err);
    if (n < 0)
        ok = slurp_error(path, errno, err);
    free(block);
    return ok;
}

/* Why a file is no pass, or NULL. err is what kept it from being read, or NULL.
 * What the reason says stays in *words. */
static enum report_result judge_found(const struct run *run,
                                      const struct lint *found,
                                      const struct error *err,
                                      struct buf *words)
{
    if (err) {
        buf_add_text(words, err->what);
        return REPORT_UNKNOWN;
    }
    if (is_bad(run->options, found)) {
        finding_counts(words, found->counts[SEVERITY_ERROR],
                       found->counts[SEVERITY_WARNING],
                       found->counts[SEVERITY_NOTE]);
        return REPORT_FAIL;
    }
    if (found->unknown)
        buf_add_text(words, "not everything can be told from the file");
    return REPORT_PASS;
}

/* err: why the file could not be read to its end; NULL: it was. */
static void finish_file(struct run *run, const char *name,
                        const struct lint *found, struct span text,
                        const struct error *err)
{
    struct buf words = {0};
    enum report_result result = judge_found(run, found, err, &words);
    const char *reason = words.len ? buf_text(&words) : NULL;

    show(run, name, found, result, reason);
    count(run, found);
    lint_report(run->report, name, found, result, reason, text);
    run->total.unread += err != NULL;
    if (err)
        complain(run, err);
    if (is_bad(run->options, found))
        run->status = exit_worse(run->status, EXIT_CHECK);
    buf_done(&words);
}

/* Secrets are looked for in lines, and some reports show them all: both want
 * the file in memory. */
static bool wants_text(const struct run *run)
{
    return run->options->secret || report_wants_lines(run->report);
}

static void judge_file(struct run *run, const char *path)
{
    bool standard = !strcmp(path, "-");
    const char *name = standard ? "standard input" : path;
    struct buf file = {0};
    struct lint found;
    struct error err = {0};
    int fd = -1;
    bool ok;

    if (wants_text(run))
        ok = slurp_file(&file, path, ITEM_FILE_MOST, &err);
    else
        ok = (fd = standard ? STDIN_FILENO
                            : open(path, O_RDONLY | O_CLOEXEC)) >= 0 ||
             slurp_error(path, errno, &err);
    struct span text = buf_span(&file);
    struct linter *l = lint_begin(&found, name, run->options,
                                  secret_span(&run->secrets.given));

    ok = ok && judge_octets(fd, path, l, text, &err);
    ok = lint_finish(l, ok ? &err : NULL) && ok;
    judge_secrets(run, name, text);
    finish_file(run, name, &found, text, ok ? NULL : &err);
    lint_done(&found);
    if (fd > STDIN_FILENO)
        close(fd);
    buf_done(&file);
}

/* Nothing was found in a file that was not read: that is no verdict. */
static void summarise_unread(const struct run *run, struct buf *text)
{
    size_t files = run->options->operand_count;

    if (run->total.unread && files == 1)
        buf_add_text(text, "the file could not be read: no verdict");
    else if (run->total.unread)
        buf_add_format(text, "%ju of %zu files could not be read: no verdict%s",
                       (uintmax_t)run->total.unread, files,
                       run->total.unread < files ? " on them; on the others "
                                                 : "");
}

/* One sentence at the end, where nothing reads it by mistake. */
static void summarise(const struct run *run)
{
    struct buf text = {0};

    if (run->options->verbose < 0)
        return;
    summarise_unread(run, &text);
    if (run->total.unread < run->options->operand_count)
        finding_counts(&text, run->total.counts[SEVERITY_ERROR],
                       run->total.counts[SEVERITY_WARNING],
                       run->total.counts[SEVERITY_NOTE]);
    if (run->total.allowed)
        buf_add_format(&text, ", %ju allowed", (uintmax_t)run->total.allowed);
    if (run->total.unknown)
        buf_add_format(&text, ", %ju cannot be told",
                       (uintmax_t)run->total.unknown);
    fflush(stdout);
    fprintf(stderr, "%s\n", buf_text(&text));
    buf_done(&text);
}

static void show_total(const struct run *run)
{
    struct buf out = {0};

    if (run->options->output != RENDER_JSON || run->silent)
        return;
    lint_json_summary(&out, &run->total, run->status,
                      clock_ns() - run->began_ns);
    fwrite(out.at, 1, out.len, stdout);
    buf_done(&out);
}

static enum exit_status judge(const struct options *o)
{
    struct run run = {.options = o,
                      .began_ns = clock_ns(),
                      .utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8")};
    struct error err = {0};

    if (!verdict_check_patterns(o, &err) ||
        !report_open("lint", o->reports.at, o->reports.count, &run.report,
                     &err) ||
        (o->secret && !lint_secrets_read(&run.secrets, o, &err))) {
        complain(&run, &err);
        report_close(run.report, run.status, NULL);
        return run.status;
    }
    run.silent = report_on_stdout(run.report);
    for (size_t i = 0; i < o->operand_count; i++)
        judge_file(&run, o->operands[i]);
    if (!report_close(run.report, run.status, &err))
        complain(&run, &err);
    show_total(&run);
    summarise(&run);
    lint_secrets_done(&run.secrets);
    return run.status;
}

int mode_lint(int argc, char **argv)
{
    struct options o;
    int status;

    if (!mode_options(MODE_LINT, argc, argv, &o, &status))
        return status;
    if (o.operand_count) {
        status = judge(&o);
    } else {
        fputs("pop3sh: lint needs a FILE, or - for standard input\n", stderr);
        status = EXIT_USAGE;
    }
    options_done(&o);
    return status;
}
