/* tap.c - the Test Anything Protocol, version 13: a line a case, and a block
 * of YAML where something is wrong.
 *
 * The YAML is the small part of it that TAP's readers know: "key: value" with
 * strings in double quotes, "|" blocks, and lists of such. */
#include <config.h>

#include "shell/report/private.h"

void tap_begin(struct writer *w)
{
    buf_add_format(&w->out, "TAP version 13\n# pop3sh %s, %s\n",
                   PACKAGE_VERSION, w->run->mode);
}

/* A description, in which "#" would begin a directive. */
static void add_description(struct buf *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '#' || *text == '\\')
            buf_add_char(out, '\\');
        buf_add_char(out, *text);
    }
}

/* --- YAML --- */

static void add_quoted(struct buf *out, struct span text)
{
    buf_add_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '"' || text.at[i] == '\\')
            buf_add_char(out, '\\');
        buf_add_char(out, text.at[i]);
    }
    buf_add_char(out, '"');
}

static void put_text(struct buf *out, const char *indent, const char *key,
                     const char *text)
{
    if (!text)
        return;
    buf_add_format(out, "%s%s: ", indent, key);
    add_quoted(out, span_of(text));
    buf_add_char(out, '\n');
}

static void put_number(struct buf *out, const char *indent, const char *key,
                       uint64_t n)
{
    if (n)
        buf_add_format(out, "%s%s: %ju\n", indent, key, (uintmax_t)n);
}

/* Lines below a key; a single one beside it. */
static void put_lines(struct buf *out, const char *indent, const char *key,
                      struct span text)
{
    buf_add_format(out, "%s%s: ", indent, key);
    if (span_find(text, '\n') == text.len) {
        add_quoted(out, text);
        buf_add_char(out, '\n');
        return;
    }
    buf_add_text(out, "|\n");
    while (text.len) {
        size_t end = span_find(text, '\n');

        buf_add_format(out, "%s  ", indent);
        buf_add(out, span_first(text, end));
        buf_add_char(out, '\n');
        text = span_from(text, end + 1);
    }
}

static void put_rule(struct buf *out, const char *indent,
                     const struct rule *rule)
{
    if (!rule)
        return;
    put_text(out, indent, "rule", rule->id);
    if (*rule->rfc)
        put_text(out, indent, "rfc", rule->rfc);
}

static void add_difference(struct buf *out, const struct report_difference *d)
{
    const char *indent = "      ";

    buf_add_text(out, "    - level: ");
    add_quoted(out, span_of(d->level));
    buf_add_char(out, '\n');
    put_number(out, indent, "line", d->line);
    put_text(out, indent, "message", d->message);
    put_lines(out, indent, "expected", d->expected);
    put_lines(out, indent, "got", d->got);
    put_number(out, indent, "column", d->column);
    put_rule(out, indent, d->rule);
    put_text(out, indent, "accept", d->accept);
    put_text(out, indent, "actual", d->actual);
}

static void add_finding(struct buf *out, const struct report_finding *f)
{
    const char *indent = "      ";

    buf_add_text(out, "    - rule: ");
    add_quoted(out, span_of(f->rule->id));
    buf_add_char(out, '\n');
    put_text(out, indent, "severity", report_severity_name(f));
    if (*f->rule->rfc)
        put_text(out, indent, "rfc", f->rule->rfc);
    put_number(out, indent, "line", f->line);
    put_number(out, indent, "column", f->column);
    put_text(out, indent, "message", f->message);
    put_lines(out, indent, "excerpt", f->excerpt);
    put_number(out, indent, "count", f->count);
}

static void add_differences(struct buf *out, const struct report_file *f,
                            size_t index)
{
    size_t at = 0;
    const struct item *item;

    buf_add_text(out, "  differences:\n");
    while ((item = report_next_item(f, index, ITEM_DIFFERENCE, &at)))
        add_difference(out, &item->is.difference);
}

static void add_findings(struct buf *out, const struct report_file *f,
                         size_t index)
{
    size_t at = 0;
    const struct item *item;

    buf_add_text(out, "  findings:\n");
    while ((item = report_next_item(f, index, ITEM_FINDING, &at)))
        add_finding(out, &item->is.finding);
}

static void add_block(struct buf *out, const struct report_file *f,
                      size_t index)
{
    const struct kept_case *c = &f->cases[index];

    buf_add_text(out, "  ---\n");
    put_text(out, "  ", "result", report_result_name(c->result));
    put_text(out, "  ", "message", c->reason);
    put_text(out, "  ", "file", f->about.name);
    put_number(out, "  ", "line", c->about.line);
    put_text(out, "  ", "name", c->about.name);
    if (c->differences)
        add_differences(out, f, index);
    if (c->findings)
        add_findings(out, f, index);
    buf_add_text(out, "  ...\n");
}

/* --- cases --- */

/* How a result is said: the word, and the directive behind it. */
static const struct {
    const char *word, *directive;
} forms[] = {
    [REPORT_PASS] = {"ok",     NULL  },
      [REPORT_FAIL] = {"not ok", NULL  },
    [REPORT_SKIP] = {"ok",     "SKIP"},
      [REPORT_UNKNOWN] = {"not ok", NULL  },
    [REPORT_XFAIL] = {"not ok", "TODO"},
      [REPORT_XPASS] = {"not ok", NULL  },
};

static void add_case(struct writer *w, const struct report_file *f,
                     size_t index)
{
    const struct kept_case *c = &f->cases[index];
    const char *directive = forms[c->result].directive;
    const char *reason = c->reason;

    if (!reason && c->result == REPORT_XFAIL)
        reason = "expected to fail";
    buf_add_format(&w->out, "%s %ju - ", forms[c->result].word,
                   (uintmax_t)++w->points);
    add_description(&w->out, c->about.id);
    if (directive) {
        buf_add_format(&w->out, " # %s", directive);
        buf_add_format(&w->out, "%s%s", reason ? " " : "",
                       reason ? reason : "");
    }
    buf_add_char(&w->out, '\n');
    if (report_result_is_bad(c->result) || c->result == REPORT_XFAIL ||
        c->findings)
        add_block(&w->out, f, index);
}

/* Findings that belong to no case. */
static void add_comments(struct buf *out, const struct report_file *f)
{
    size_t at = 0;
    const struct item *item;

    while ((item = report_next_item(f, NO_CASE, ITEM_FINDING, &at))) {
        buf_add_text(out, "# ");
        finding_line(out, f, &item->is.finding);
    }
}

void tap_file(struct writer *w, const struct report_file *f)
{
    for (size_t i = 0; i < f->case_count; i++)
        add_case(w, f, i);
    add_comments(&w->out, f);
    if (f->left_out)
        buf_add_format(&w->out, "# %s: %zu more were left out\n", f->about.name,
                       f->left_out);
}

void tap_end(struct writer *w, enum exit_status exit)
{
    buf_add_format(&w->out, "1..%ju%s\n# exit status %d\n",
                   (uintmax_t)w->points, w->points ? "" : " # SKIP no case",
                   (int)exit);
}
