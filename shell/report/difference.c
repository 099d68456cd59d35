/* difference.c - what was found, as lines for a person. */
#include <config.h>

#include "shell/report/private.h"

#include "net/base/text.h"

enum { INDENT = 12 }; /* "  expected  " */

/* Lines of text behind a word, those after the first one below it. */
static void add_lines(struct buf *out, const char *word, struct span text)
{
    buf_add_format(out, "  %-10s", word);
    if (!text.len)
        buf_add_text(out, "(nothing)");
    for (size_t i = 0; text.len; i++) {
        size_t end = span_find(text, '\n');

        if (i > 0)
            buf_add_format(out, "\n%*s", INDENT, "");
        buf_add(out, span_first(text, end));
        text = span_from(text, end + 1);
    }
    buf_add_char(out, '\n');
}

/* The length of "S: ", "S2: ", "@ " or "@2 " in front of a line. */
static size_t prefix_of(struct span line)
{
    size_t colon = span_find(span_first(line, 8), ':');

    if (line.len && line.at[0] == '@')
        return span_find(line, ' ') + 1;
    return colon + 1 < line.len && colon < 8 && line.at[colon + 1] == ' '
               ? colon + 2
               : 0;
}

size_t difference_place(const struct report_difference *d)
{
    struct span line = span_first(d->got, span_find(d->got, '\n'));
    size_t prefix = prefix_of(line);

    return prefix + plain_place(span_from(line, prefix), d->column - 1);
}

static void add_caret(struct buf *out, const struct report_difference *d)
{
    struct span before = span_first(d->got, difference_place(d));

    buf_add_format(out, "%*s^ column %u\n",
                   (int)(INDENT + text_columns(before, TEXT_PLAIN)), "",
                   (unsigned)d->column);
}

/* "step "login", connection 1, after C: LIST" */
static void add_where(struct buf *out, const struct report_case *c)
{
    if (c->step)
        buf_add_format(out, "step \"%s\", ", c->step);
    buf_add_format(out, "connection %u",
                   (unsigned)(c->connection ? c->connection : 1));
    if (!c->command.len)
        return;
    if (c->connection > 1)
        buf_add_format(out, ", after C%u: ", (unsigned)c->connection);
    else
        buf_add_text(out, ", after C: ");
    buf_add(out, c->command);
}

void difference_text(struct buf *out, const char *file,
                     const struct report_case *c,
                     const struct report_difference *d)
{
    buf_add_text(out, file);
    if (d->line)
        buf_add_format(out, ":%zu", d->line);
    buf_add_format(out, ": %s %s  ", d->unknown ? "UNKNOWN" : "FAIL",
                   d->level ? d->level : "");
    if (c)
        add_where(out, c);
    if (d->message)
        buf_add_format(out, "%s%s", c ? ": " : "", d->message);
    buf_add_char(out, '\n');
    if (d->expected.len || d->got.len) {
        add_lines(out, "expected", d->expected);
        add_lines(out, "got", d->got);
        if (d->column && d->got.len)
            add_caret(out, d);
    }
    if (d->rule && *d->rule->rfc)
        buf_add_format(out, "  rule      %s (%s)\n", d->rule->id, d->rule->rfc);
    else if (d->rule)
        buf_add_format(out, "  rule      %s\n", d->rule->id);
    if (d->accept)
        buf_add_format(out, "  accept    %s%s", d->accept,
                       d->actual ? "        full session: " : "\n");
    else if (d->actual)
        buf_add_text(out, "  session   ");
    if (d->actual)
        buf_add_format(out, "%s\n", d->actual);
}

void report_difference_text(struct buf *out, const char *file,
                            const struct report_case *c,
                            const struct report_difference *difference)
{
    struct buf expected = {0}, got = {0}, command = {0}, name = {0};
    struct report_difference d = *difference;
    struct report_case about = {0};

    plain_lines(&expected, NULL, d.expected);
    plain_lines(&got, NULL, d.got);
    plain_line(&name, NULL, span_of(file));
    d.expected = buf_span(&expected);
    d.got = buf_span(&got);
    if (c) {
        about = *c;
        plain_line(&command, NULL, c->command);
        about.command = buf_span(&command);
    }
    difference_text(out, buf_text(&name), c ? &about : NULL, &d);
    buf_done(&expected);
    buf_done(&got);
    buf_done(&command);
    buf_done(&name);
}

void finding_line(struct buf *out, const struct report_file *f,
                  const struct report_finding *found)
{
    buf_add_text(out, f->about.name);
    if (found->line)
        buf_add_format(out, ":%zu", found->line);
    buf_add_format(out, ": %s: %s: %s", report_severity_name(found),
                   found->rule->id, found->message);
    if (*found->rule->rfc)
        buf_add_format(out, " (%s)", found->rule->rfc);
    buf_add_char(out, '\n');
}
