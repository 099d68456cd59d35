/* lint.c - pop3sh lint FILE...: transcripts judged without a network. */
#include <config.h>

#include "net/transcript/item.h"
#include "shell/lint-secret.h"
#include "shell/lint-show.h"
#include "shell/mode/mode.h"
#include "shell/render/finding.h"
#include "shell/shell.h"
#include "shell/slurp.h"
#include "shell/verdict.h"
#include <langinfo.h>
#include <stdio.h>
#include <string.h>

struct run {
    const struct options *options;
    struct report *report;
    struct lint_secrets secrets;
    enum exit_status status;
    uint64_t counts[SEVERITY_ERROR + 1], allowed, unknown;
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
                 bool bad)
{
    struct buf out = {0};

    if (run->options->output == RENDER_JSON)
        lint_json(&out, name, l, bad);
    else
        lint_text(&out, name, l, run->options->verbose, run->utf8);
    if (!run->silent && out.len)
        fwrite(out.at, 1, out.len, stdout);
    buf_done(&out);
}

static void count(struct run *run, const struct lint *l)
{
    for (size_t i = 0; i <= SEVERITY_ERROR; i++)
        run->counts[i] += l->counts[i];
    run->allowed += l->allowed;
    run->unknown += l->unknown;
}

static void judge_secrets(struct run *run, const char *name, struct span text)
{
    struct buf out = {0};

    if (!run->options->secret)
        return;
    if (lint_secrets_find(&run->secrets, name, text,
                          run->options->output == RENDER_JSON, &out))
        run->status = exit_worse(run->status, EXIT_CHECK);
    if (!run->silent && out.len)
        fwrite(out.at, 1, out.len, stdout);
    buf_done(&out);
}

static void judge_file(struct run *run, const char *path)
{
    const char *name = strcmp(path, "-") ? path : "standard input";
    struct slurp file;
    struct lint found;
    struct error err = {0};
    bool read = slurp_file(&file, path, ITEM_FILE_MOST, &err);

    if (!read) {
        complain(run, &err);
        slurp_done(&file);
        return;
    }
    struct span text = {file.at, file.len};
    bool whole = lint_judge(&found, text, name, run->options, &err);
    bool bad = is_bad(run->options, &found);

    judge_secrets(run, name, text);
    show(run, name, &found, bad || !whole);
    count(run, &found);
    lint_report(run->report, name, &found, bad || !whole);
    if (!whole)
        complain(run, &err);
    if (bad)
        run->status = exit_worse(run->status, EXIT_CHECK);
    lint_done(&found);
    slurp_done(&file);
}

/* One sentence at the end, where nothing reads it by mistake. */
static void summarise(const struct run *run)
{
    struct buf text = {0};

    if (run->options->verbose < 0)
        return;
    finding_counts(&text, run->counts[SEVERITY_ERROR],
                   run->counts[SEVERITY_WARNING], run->counts[SEVERITY_NOTE]);
    if (run->allowed)
        buf_add_format(&text, ", %ju allowed", (uintmax_t)run->allowed);
    if (run->unknown)
        buf_add_format(&text, ", %ju cannot be told", (uintmax_t)run->unknown);
    fflush(stdout);
    fprintf(stderr, "%s\n", buf_text(&text));
    buf_done(&text);
}

static enum exit_status judge(const struct options *o)
{
    struct run run = {.options = o,
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
    summarise(&run);
    if (!report_close(run.report, run.status, &err))
        complain(&run, &err);
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
