/* show.c - one way for everything that is told, whatever the form. */
#include <config.h>

#include "shell/replay/show.h"

#include "net/base/text.h"
#include "net/transcript/escape.h"
#include "net/wire/clock.h"
#include <stdlib.h>
#include <string.h>

/* --- JSON --- */

static json_t *object(const struct show *s, const char *type, uint64_t conn)
{
    uint64_t ms = (clock_ns() - s->began_ns) / 1000000;

    return json_pack("{s:s, s:f, s:I}", "type", type, "t", (double)ms / 1e3,
                     "conn", (json_int_t)(conn ? conn : 1));
}

static void emit(const struct show *s, json_t *o)
{
    if (s->on_stdout) {
        json_dumpf(o, s->out, JSON_COMPACT | JSON_REAL_PRECISION(6));
        fputc('\n', s->out);
        fflush(s->out);
    }
    json_decref(o);
}

static void put(json_t *o, const char *key, const char *text)
{
    json_object_set_new(o, key, text ? json_string(text) : json_null());
}

static const char *kind_of(const json_t *told)
{
    static const char *const kinds[] = {
        [DIFFERENCE_BOTH] = "other",
        [DIFFERENCE_MISSING] = "missing",
        [DIFFERENCE_EXTRA] = "additional",
    };

    return kinds[told_number(told, "side") % 3];
}

/* The text of a line, "@ " in front of it when it is an event. */
static void put_line(json_t *o, const json_t *told, const char *key,
                     const char *is_event)
{
    const char *text = told_text(told, key);

    json_object_set_new(
        o, key,
        !text ? json_null()
              : json_sprintf("%s%s", told_number(told, is_event) ? "@ " : "",
                             text));
}

static void emit_difference(const struct show *s, const json_t *told)
{
    json_t *o = object(s, "difference", told_number(told, "conn"));

    put(o, "file", s->name);
    json_object_set_new(o, "line",
                        json_integer((json_int_t)told_number(told, "line")));
    put(o, "step", told_text(told, "step"));
    put(o, "command", told_text(told, "command"));
    put(o, "level",
        compare_level_name((enum compare_level)told_number(told, "level")));
    put(o, "kind", kind_of(told));
    put_line(o, told, "expected", "expected-event");
    put_line(o, told, "got", "got-event");
    put(o, "message", told_text(told, "message"));
    if (told_number(told, "column"))
        json_object_set_new(
            o, "column", json_integer((json_int_t)told_number(told, "column")));
    if (told_number(told, "note"))
        json_object_set_new(o, "counts", json_false());
    emit(s, o);
}

static void emit_finding(const struct show *s, const json_t *told)
{
    static const char *const weights[] = {"counts", "allowed", "known"};
    enum rule_id id = (enum rule_id)told_number(told, "rule");
    json_t *o = object(s, "finding", told_number(told, "conn"));

    json_object_set_new(
        o, "seq", json_integer((json_int_t)told_number(told, "exchange")));
    put(o, "rule", rules[id]->id);
    put(o, "severity",
        severity_name((enum severity)told_number(told, "severity")));
    put(o, "side", bound_name(rules[id]->bound));
    put(o, "message", told_text(told, "message"));
    put(o, "rfc", rules[id]->rfc);
    json_object_set_new(o, "offset",
                        json_integer((json_int_t)told_number(told, "offset")));
    json_object_set_new(o, "column",
                        json_integer((json_int_t)told_number(told, "column")));
    put(o, "excerpt", told_text(told, "excerpt"));
    json_object_set_new(o, "count",
                        json_integer((json_int_t)told_number(told, "count")));
    put(o, "file", s->name);
    json_object_set_new(
        o, "line", json_integer((json_int_t)told_number(told, "case-line")));
    put(o, "weight", weights[told_number(told, "weight") % 3]);
    emit(s, o);
}

static void emit_note(const struct show *s, const json_t *told)
{
    json_t *o = object(s, "note", 1);

    put(o, "text", told_text(told, "text"));
    put(o, "file", s->name);
    emit(s, o);
}

/* --- text --- */

static struct report_case case_of(const struct told_case *c, char *step)
{
    return (struct report_case){
        .step = step,
        .verb = c->verb,
        .command = c->command,
        .line = c->line,
        .connection = c->conn ? c->conn : 1,
    };
}

/* "S: " or "S2: " and the text; "@ " or "@2 " when it is an event. */
static void add_line(struct buf *out, const struct told_case *c,
                     const json_t *told, const char *key, const char *is_event)
{
    struct span text = told_span(told, key);
    bool event = told_number(told, is_event) != 0;

    if (!text.at)
        return;
    buf_add_char(out, event ? '@' : 'S');
    if (c->conn > 1)
        buf_add_format(out, "%u", c->conn);
    buf_add_text(out, event ? "" : ":");
    buf_add_text(out, text.len ? " " : "");
    buf_add(out, text);
}

struct differing {
    struct report_case at;
    struct report_difference difference;
    struct buf expected, got, step, accept;
};

/* What --update does about it; NULL: nothing. */
static const char *update_of(const json_t *told)
{
    bool outcome = told_number(told, "level") == COMPARE_OUTCOME;
    bool got = told_text(told, "got") != NULL;

    if (outcome && told_number(told, "side") != DIFFERENCE_BOTH)
        return NULL; /* what answers nothing is never written */
    return !got ? NULL : outcome ? "--update=all" : "--update";
}

/* The command line that takes what came for the right thing, or another way,
 * where there is one. */
static void add_accept(struct buf *out, const struct show *s,
                       const json_t *told)
{
    const char *way = told_text(told, "accept");

    way = way ? way : update_of(told);
    if (!way || !told_number(told, "line") ||
        (!strncmp(way, "--update", 8) && !strcmp(s->name, "-")))
        return;
    if (strncmp(way, "--", 2)) {
        buf_add_text(out, way);
        return;
    }
    buf_add_format(out, "replay %s ", way);
    escape_add(out, span_of(s->name), ESCAPE_LINE);
}

static void make_difference(const struct show *s, const json_t *told,
                            struct differing *d)
{
    struct told_case c = told_case_of(told);

    *d = (struct differing){0};
    buf_add(&d->step, c.step);
    d->at = case_of(&c, c.step.len ? (char *)buf_text(&d->step) : NULL);
    add_line(&d->expected, &c, told, "expected", "expected-event");
    add_line(&d->got, &c, told, "got", "got-event");
    add_accept(&d->accept, s, told);
    d->difference = (struct report_difference){
        .line = told_number(told, "line"),
        .level =
            compare_level_name((enum compare_level)told_number(told, "level")),
        .kind = kind_of(told),
        .expected = buf_span(&d->expected),
        .got = buf_span(&d->got),
        .column = (uint32_t)told_number(told, "column"),
        .message = told_text(told, "message"),
        .actual = s->actual,
        .accept = d->accept.len ? buf_text(&d->accept) : NULL,
    };
}

static void difference_done(struct differing *d)
{
    buf_done(&d->expected);
    buf_done(&d->got);
    buf_done(&d->step);
    buf_done(&d->accept);
}

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
        emit_difference(s, told);
    if (told_number(told, "note")) {
        if (is_text(s) && s->options->verbose >= 0)
            fprintf(s->out, "%s:%llu: note: %s: %s\n", s->name,
                    (unsigned long long)told_number(told, "line"),
                    told_text(told, "message"),
                    told_text(told, "got") ? told_text(told, "got") : "");
        return;
    }
    make_difference(s, told, &d);
    report_differs(s->file, &d.difference);
    if (is_text(s)) {
        report_difference_text(&text, s->name, &d.at, &d.difference);
        write_text(s, &text);
    }
    buf_done(&text);
    difference_done(&d);
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
        .line = told_number(told, "case-line"),
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
        emit_finding(s, told);
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
        case_of(&c, c.step.len ? (char *)buf_text(&step) : NULL);
    report_case_begin(s->file, &at);
    buf_done(&step);
}

static void show_note(const struct show *s, const json_t *told)
{
    if (s->options->output == RENDER_JSON)
        emit_note(s, told);
    else if (is_text(s) && s->options->verbose >= 0)
        fprintf(s->out, "%s: note: %s\n", s->name, told_text(told, "text"));
}

static void show_diff(const struct show *s, const json_t *told)
{
    if (s->options->output == RENDER_JSON)
        emit_note(s, told);
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

void show_begin(struct show *s, const char *name, const char *title,
                const char *server, const char *actual)
{
    const struct report_about about = {
        .name = name, .title = title, .server = server};

    s->name = name;
    s->actual = actual;
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
    struct buf text = {0};
    size_t name = strlen(s->name);

    if (reason && !strncmp(reason, s->name, name) && reason[name] == ':')
        reason += name + 1 + strspn(reason + name + 1, " ");
    if (result == REPORT_SKIP && s->options->no_skip)
        exit = EXIT_CHECK;
    s->exit = s->files++ ? exit_worse(s->exit, exit) : exit;
    s->failed += report_result_is_bad(result);
    s->skipped += result == REPORT_SKIP;
    report_file_end(s->file, result, r->took_ns, reason);
    s->file = NULL;
    if (s->options->output == RENDER_JSON) {
        json_t *o = object(s, "verdict", 1);

        put(o, "file", s->name);
        put(o, "result", report_result_name(result));
        put(o, "reason", reason);
        json_object_set_new(o, "exit", json_integer(exit));
        json_object_set_new(o, "answers", json_integer((json_int_t)r->answers));
        json_object_set_new(o, "differences",
                            json_integer((json_int_t)r->differences));
        json_object_set_new(o, "findings",
                            json_integer((json_int_t)r->findings));
        json_object_set_new(o, "not_run", json_integer((json_int_t)r->not_run));
        emit(s, o);
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
}

enum exit_status show_finish(struct show *s)
{
    if (s->options->output == RENDER_JSON) {
        json_t *o = object(s, "summary", 1);

        json_object_set_new(o, "files", json_integer((json_int_t)s->files));
        json_object_set_new(o, "failed", json_integer((json_int_t)s->failed));
        json_object_set_new(o, "skipped", json_integer((json_int_t)s->skipped));
        json_object_set_new(
            o, "errors", json_integer((json_int_t)s->findings[SEVERITY_ERROR]));
        json_object_set_new(
            o, "warnings",
            json_integer((json_int_t)s->findings[SEVERITY_WARNING]));
        json_object_set_new(
            o, "notes", json_integer((json_int_t)s->findings[SEVERITY_NOTE]));
        json_object_set_new(o, "exit", json_integer(s->exit));
        emit(s, o);
    } else if (is_text(s) && s->files > 1 && s->options->verbose >= 0) {
        fprintf(s->out, "%llu files, %llu failed, %llu skipped\n",
                (unsigned long long)s->files, (unsigned long long)s->failed,
                (unsigned long long)s->skipped);
    }
    return s->exit;
}
