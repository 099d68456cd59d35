/* show.c - one way for everything that is told, whatever the form: text here,
 * JSON in show-json.c, reports in their room. */
#include <config.h>

#include "shell/replay/show-private.h"

#include "net/transcript/escape.h"
#include "net/transcript/hide-text.h"
#include "shell/replay/saved.h"
#include <string.h>

/* --- text --- */

static bool is_text(const struct show *s)
{
    return s->on_stdout && s->options->output != RENDER_JSON;
}

static void write_text(const struct show *s, const struct buf *text)
{
    fwrite(buf_text(text), 1, text->len, s->out);
    fflush(s->out);
}

static void show_difference(const struct show *s, const json_t *told)
{
    struct differing d;
    struct buf text = {0};

    if (s->options->output == RENDER_JSON)
        show_json_difference(s, told);
    if (told_number(told, "note")) {
        if (is_text(s) && s->options->verbose >= 0)
            fprintf(s->out, "%s:%llu: note: %s: %s\n", s->name,
                    (unsigned long long)told_number(told, "line"),
                    told_text(told, "message"),
                    told_text(told, "got") ? told_text(told, "got") : "");
        return;
    }
    show_differing(s, told, &d);
    if (!d.difference.unknown)
        report_differs(s->file, &d.difference);
    if (is_text(s)) {
        report_difference_text(&text, s->name, &d.at, &d.difference);
        write_text(s, &text);
    }
    buf_done(&text);
    show_differing_done(&d);
}

static void show_finding(struct show *s, const json_t *told)
{
    enum rule_id id = (enum rule_id)told_number(told, "rule");
    enum severity severity = (enum severity)told_number(told, "severity");
    enum report_weight weight = (enum report_weight)told_number(told, "weight");
    struct buf excerpt = {0};
    const char *word = weight == REPORT_ALLOWED ? "allow"
                       : weight == REPORT_KNOWN ? "known"
                                                : severity_name(severity);

    escape_decode(&excerpt, told_span(told, "excerpt"));
    const struct report_finding found = {
        .rule = rules[id],
        .severity = severity,
        .weight = weight,
        .line = told_number(told, "line"),
        .case_line = told_number(told, "case-line"),
        .fails = told_number(told, "counts") != 0,
        .connection = (uint32_t)told_number(told, "conn"),
        .side = (enum side)told_number(told, "side"),
        .exchange = (uint32_t)told_number(told, "exchange"),
        .offset = told_number(told, "offset"),
        .column = (uint32_t)told_number(told, "column"),
        .message = told_text(told, "message"),
        .excerpt = buf_span(&excerpt),
        .excerpt_from = (uint32_t)told_number(told, "excerpt-from"),
        .count = told_number(told, "count"),
        .repeat = told_number(told, "repeat") != 0,
    };

    report_found(s->file, &found);
    if (weight == REPORT_COUNTS && !found.repeat)
        s->findings[severity]++;
    if (s->options->output == RENDER_JSON)
        show_json_finding(s, told);
    else if (is_text(s) && (weight == REPORT_COUNTS || s->options->verbose > 0))
        fprintf(s->out, "%s:%zu: %-7s %s: %s\n", s->name, found.line, word,
                rules[id]->id, found.message ? found.message : "");
    buf_done(&excerpt);
}

static void show_case(const struct show *s, const json_t *told)
{
    struct told_case c = told_case_of(told);
    struct buf step = {0};

    buf_add(&step, c.step);
    struct report_case at =
        show_case_of(&c, c.step.len ? (char *)buf_text(&step) : NULL);
    report_case_begin(s->file, &at);
    buf_done(&step);
}

static void show_note(const struct show *s, const json_t *told)
{
    if (s->options->output == RENDER_JSON)
        show_json_note(s, told);
    else if (is_text(s) && s->options->verbose >= 0)
        fprintf(s->out, "%s: note: %s\n", s->name, told_text(told, "text"));
}

static void show_diff(const struct show *s, const json_t *told)
{
    if (s->options->output == RENDER_JSON)
        show_json_note(s, told);
    else if (is_text(s) && s->options->verbose >= 0)
        fputs(told_text(told, "text"), s->out);
}

static void show_spoken(const struct show *s, const json_t *told)
{
    const struct report_line line = {
        .by = (enum report_speaker)told_number(told, "by"),
        .line = told_number(told, "line"),
        .connection = (uint32_t)told_number(told, "conn"),
        .tls = told_number(told, "tls") != 0,
        .text = told_span(told, "text"),
    };

    report_line(s->file, &line);
}

void show_told(void *ctx, json_t *told)
{
    struct show *s = ctx;
    struct span kind = told_span(told, "k");

    if (span_is(kind, "case"))
        show_case(s, told);
    else if (span_is(kind, "end"))
        report_case_end(s->file,
                        (enum report_result)told_number(told, "result"),
                        told_number(told, "took"), told_text(told, "reason"));
    else if (span_is(kind, "difference"))
        show_difference(s, told);
    else if (span_is(kind, "finding"))
        show_finding(s, told);
    else if (span_is(kind, "diff"))
        show_diff(s, told);
    else if (span_is(kind, "spoken"))
        show_spoken(s, told);
    else
        show_note(s, told);
    json_decref(told);
}

/* --- files --- */

/* Whom it is played to: an address only, as --to has it, without a user. */
static const char *server_of(const struct show *s, const struct script *file)
{
    const char *to = s->options->to, *host = to ? strstr(to, "://") : NULL;

    host = host ? host + 3 : to;
    if (host && strrchr(host, '@'))
        host = strrchr(host, '@') + 1;
    return host ? host : file->server;
}

void show_begin(struct show *s, const struct script *file, size_t pass)
{
    const struct report_about about = {.name = file->path,
                                       .title = file->title,
                                       .server = server_of(s, file),
                                       .mask = file->mask,
                                       .pass = pass,
                                       .late = true};

    s->name = file->path;
    s->actual = saved_can_write(file->actual) ? file->actual : NULL;
    s->mask = file->mask;
    s->file = report_file_begin(s->report, &about);
}

static enum report_result judge(const struct run_result *r,
                                enum exit_status expected,
                                enum exit_status *exit_out)
{
    *exit_out = r->exit;
    if (expected == EXIT_DONE || r->result == REPORT_SKIP)
        return r->result;
    if (r->exit == expected) {
        *exit_out = EXIT_DONE;
        return REPORT_XFAIL;
    }
    if (r->exit != EXIT_DONE)
        return r->result;
    *exit_out = EXIT_CHECK;
    return REPORT_XPASS;
}

static void add_counts(struct buf *out, const struct run_result *r)
{
    const struct {
        uint64_t n;
        const char *one, *many;
    } counts[] = {
        {r->differences, "difference", "differences"},
        {r->findings,    "finding",    "findings"   },
        {r->not_run,     "not run",    "not run"    },
    };
    const char *between = " (";

    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        if (!counts[i].n)
            continue;
        buf_add_format(out, "%s%llu %s", between,
                       (unsigned long long)counts[i].n,
                       counts[i].n == 1 ? counts[i].one : counts[i].many);
        between = ", ";
    }
    if (*between == ',')
        buf_add_char(out, ')');
}

/* "LINE:COLUMN: ..." at the front of a reason goes behind the name of the file,
 * where editors look for it. */
static void add_place(struct buf *out, const char **reason)
{
    size_t digits = *reason ? strspn(*reason, "0123456789:") : 0;

    if (digits < 2 || (*reason)[digits - 1] != ':' || (*reason)[digits] != ' ')
        return;
    buf_add_char(out, ':');
    buf_add(out, (struct span){*reason, digits - 1});
    *reason += digits + 1;
}

void show_end(struct show *s, const struct run_result *r,
              enum exit_status expected)
{
    enum exit_status exit;
    enum report_result result = judge(r, expected, &exit);
    const char *reason = *r->reason               ? r->reason
                         : result == REPORT_XPASS ? "it passed, and "
                                                    "Expect-Exit says it fails"
                                                  : NULL;
    struct buf text = {0}, hidden = {0};
    size_t name = strlen(s->name);

    if (reason && !strncmp(reason, s->name, name) && reason[name] == ':')
        reason += name + 1 + strspn(reason + name + 1, " ");
    if (reason && hide_text(s->mask, span_of(reason), &hidden))
        reason = buf_text(&hidden);
    if (result == REPORT_SKIP && s->options->no_skip)
        exit = EXIT_CHECK;
    s->exit = s->files++ ? exit_worse(s->exit, exit) : exit;
    s->failed += report_result_is_bad(result);
    s->skipped += result == REPORT_SKIP;
    s->commands += r->commands;
    s->octets_in += r->octets_in;
    s->octets_out += r->octets_out;
    report_file_end(s->file, result, r->took_ns, reason);
    s->file = NULL;
    if (s->options->output == RENDER_JSON) {
        show_json_verdict(s, r, result, reason, exit);
    } else if (is_text(s) &&
               (s->options->verbose >= 0 || report_result_is_bad(result))) {
        buf_add_text(&text, s->name);
        add_place(&text, &reason);
        buf_add_format(&text, ": %s", report_result_name(result));
        add_counts(&text, r);
        if (reason)
            buf_add_format(&text, ": %s", reason);
        buf_add_char(&text, '\n');
        write_text(s, &text);
    }
    buf_done(&text);
    buf_done(&hidden);
}

enum exit_status show_finish(struct show *s)
{
    if (s->options->output == RENDER_JSON) {
        show_json_summary(s);
    } else if (is_text(s) && s->files > 1 && s->options->verbose >= 0) {
        fprintf(s->out, "%llu files, %llu failed, %llu skipped\n",
                (unsigned long long)s->files, (unsigned long long)s->failed,
                (unsigned long long)s->skipped);
    }
    return s->exit;
}
