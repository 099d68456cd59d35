/* report.c - the reports of a run: opens them, tells all of them what
 * happens, hands on finished files in their order, closes them. */
#include <config.h>

#include "shell/report/report.h"

#include "net/base/memory.h"
#include "net/wire/clock.h"
#include "shell/report/private.h"
#include <stdlib.h>

/* --- words --- */

static const struct {
    const char *name;
    bool bad;
} results[] = {
    [REPORT_PASS] = {"pass",    false},
      [REPORT_FAIL] = {"fail",    true },
    [REPORT_SKIP] = {"skip",    false},
      [REPORT_UNKNOWN] = {"unknown", true },
    [REPORT_XFAIL] = {"xfail",   false},
      [REPORT_XPASS] = {"xpass",   true },
};

const char *report_result_name(enum report_result result)
{
    return results[result].name;
}

bool report_result_is_bad(enum report_result result)
{
    return results[result].bad;
}

const char *report_severity_name(const struct report_finding *f)
{
    static const char *const uncounted[] = {
        [REPORT_ALLOWED] = "allowed",
        [REPORT_KNOWN] = "known",
    };

    return f->weight == REPORT_COUNTS ? severity_name(f->severity)
                                      : uncounted[f->weight];
}

/* --- opening --- */

static const struct report_kind *find_kind(struct span name)
{
    for (size_t i = 0; i < reports_count; i++)
        if (span_is(name, reports[i].name))
            return &reports[i];
    return NULL;
}

static bool refuse_kind(struct span name, struct error *err)
{
    struct buf kinds = {0};

    for (size_t i = 0; i < reports_count; i++)
        buf_add_format(&kinds, "%s%s", i ? ", " : "", reports[i].name);
    error_set(err, ERROR_USAGE,
              "option --report: \"%.*s\" is no kind of report; "
              "KIND=PATH has one of %s",
              (int)(name.len < 40 ? name.len : 40), name.at, buf_text(&kinds));
    buf_done(&kinds);
    return false;
}

static bool add_writer(struct report *r, const char *spec, struct error *err)
{
    size_t end = span_find(span_of(spec), '=');
    struct span name = span_first(span_of(spec), end);
    const struct report_kind *kind = find_kind(name);
    struct span path = span_from(span_of(spec), end + 1);
    struct writer *w = &r->writers[r->writer_count];

    if (!kind)
        return refuse_kind(name, err);
    if (!path.len)
        return error_set(err, ERROR_USAGE,
                         "option --report: %s needs a path, as in "
                         "--report %s=FILE; - is standard output",
                         kind->name, kind->name);
    if (span_is(path, "-") && r->on_stdout)
        return error_set(err, ERROR_USAGE,
                         "option --report: only one report fits on standard "
                         "output; give %s a file",
                         kind->name);
    for (size_t i = 0; i < r->writer_count; i++)
        if (output_is_at(&r->writers[i], path.at))
            return error_set(err, ERROR_USAGE,
                             "option --report: %s and %s cannot both be in one "
                             "file; give %s another",
                             r->writers[i].kind->name, kind->name, kind->name);
    w->kind = kind;
    w->run = r;
    if (!output_open(w, path.at, err))
        return false;
    r->writer_count++;
    r->on_stdout = r->on_stdout || span_is(path, "-");
    r->lines = r->lines || kind->session;
    return true;
}

static void release(struct report *r)
{
    for (size_t i = 0; i < r->writer_count; i++) {
        buf_done(&r->writers[i].out);
        buf_done(&r->writers[i].held);
        buf_done(&r->writers[i].rows);
    }
    while (r->first) {
        struct report_file *next = r->first->next;

        report_file_free(r->first);
        r->first = next;
    }
    free(r->writers);
    free(r);
}

bool report_open(const char *mode, char *const *specs, size_t count,
                 struct report **out, struct error *err)
{
    struct report *r;

    *out = NULL;
    if (!count)
        return true;
    r = xcalloc(1, sizeof *r);
    r->mode = mode;
    r->started_ns = clock_ns();
    r->writers = xcalloc(count, sizeof *r->writers);
    for (size_t i = 0; i < count; i++)
        if (!add_writer(r, specs[i], err))
            goto fail;
    for (size_t i = 0; i < r->writer_count; i++) {
        struct writer *w = &r->writers[i];

        if (w->kind->begin)
            w->kind->begin(w);
        output_write(w);
    }
    *out = r;
    return true;
fail:
    for (size_t i = 0; i < r->writer_count; i++)
        output_drop(&r->writers[i]);
    release(r);
    return false;
}

bool report_on_stdout(const struct report *r)
{
    return r && r->on_stdout;
}

bool report_wants_lines(const struct report *r)
{
    return r && r->lines;
}

/* --- telling --- */

#define TELL(run, function, ...)                                               \
    for (size_t i = 0; i < (run)->writer_count; i++) {                         \
        struct writer *w = &(run)->writers[i];                                 \
                                                                               \
        if (w->kind->function) {                                               \
            w->kind->function(w, __VA_ARGS__);                                 \
            output_write(w);                                                   \
        }                                                                      \
    }

void report_tell_file_begin(struct report_file *f)
{
    struct report *r = f->run;

    if (r->last)
        r->last->next = f;
    else
        r->first = f;
    r->last = f;
    r->files++;
    TELL(r, file_begin, f)
}

void report_tell_item(struct report_file *f, const struct item *item)
{
    TELL(f->run, item, f, item)
}

void report_tell_case(struct report_file *f, const struct kept_case *c)
{
    TELL(f->run, case_end, f, c)
}

static void add_counts(struct report_counts *to,
                       const struct report_counts *from)
{
    for (size_t i = 0; i < sizeof to->cases / sizeof *to->cases; i++)
        to->cases[i] += from->cases[i];
    for (size_t i = 0; i < sizeof to->findings / sizeof *to->findings; i++)
        to->findings[i] += from->findings[i];
}

void report_tell_file_end(struct report_file *f)
{
    struct report *r = f->run;

    TELL(r, file_end, f)
    add_counts(&r->counts, &f->counts);
    r->verdicts[f->result]++;
    while (r->first && r->first->finished) {
        struct report_file *done = r->first;

        TELL(r, file, done)
        r->first = done->next;
        if (!r->first)
            r->last = NULL;
        report_file_free(done);
    }
}

/* --- closing --- */

bool report_close(struct report *r, enum exit_status exit, struct error *err)
{
    bool good = true;

    if (!r)
        return true;
    while (r->first) /* a run that was cut short */
        report_file_end(r->first, REPORT_UNKNOWN, 0, "the run ended early");
    TELL(r, end, exit)
    for (size_t i = 0; i < r->writer_count; i++)
        good = output_close(&r->writers[i], good ? err : NULL) && good;
    release(r);
    return good;
}
