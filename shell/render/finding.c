/* finding.c - a finding for a person: the rule, the fact, the source, and a
 * caret under the octet. */
#include <config.h>

#include "shell/render/finding.h"

#include "net/base/text.h"
#include "shell/render/style.h"

enum {
    EXCERPT_INDENT = 9,
    EXCERPT_LEAST = 40,  /* columns, however narrow the screen */
    EXCERPT_BEFORE = 30, /* columns kept in front of a caret far to the right */
};

static enum style style_of(enum severity severity)
{
    return severity == SEVERITY_ERROR     ? STYLE_ERR
           : severity == SEVERITY_WARNING ? STYLE_WARNING
                                          : STYLE_OK;
}

static void indent(struct buf *out, size_t columns)
{
    while (columns--)
        buf_add_char(out, ' ');
}

/* How much of the front is left out, so that the octet can be seen. */
static size_t skipped(struct span line, size_t index, unsigned flags,
                      size_t columns)
{
    size_t skip = 0;

    if (text_columns(span_first(line, index), flags) + 1 < columns)
        return 0;
    while (skip < index &&
           text_columns(span_first(span_from(line, skip), index - skip),
                        flags) > EXCERPT_BEFORE)
        skip++;
    return skip;
}

/* The line at fault, and under it a caret with the place in the line. */
static void add_excerpt(struct buf *out, const struct finding *f,
                        unsigned flags, size_t columns)
{
    size_t index = f->column ? f->column - 1 - f->excerpt_from : 0;
    size_t skip, before;
    size_t room = columns > EXCERPT_LEAST + EXCERPT_INDENT
                      ? columns - EXCERPT_INDENT - 1
                      : EXCERPT_LEAST;
    struct span line = f->excerpt;

    if (!line.len)
        return;
    skip = f->column ? skipped(line, index, flags, room) : 0;
    indent(out, EXCERPT_INDENT);
    if (skip || f->excerpt_from)
        buf_add_text(out, "...");
    text_escape_fit(out, span_from(line, skip), flags,
                    room - (skip || f->excerpt_from ? 3 : 0));
    buf_add_char(out, '\n');
    if (!f->column || index > line.len)
        return;
    before =
        text_columns(span_first(span_from(line, skip), index - skip), flags) +
        (skip || f->excerpt_from ? 3 : 0);
    indent(out, EXCERPT_INDENT + before);
    buf_add_format(out, "^ octet %u\n", f->column);
}

static void add_count(struct buf *out, uint64_t n, const char *what)
{
    buf_add_format(out, "%ju %s%s", (uintmax_t)n, what, n == 1 ? "" : "s");
}

void finding_counts(struct buf *out, uint64_t errors, uint64_t warnings,
                    uint64_t notes)
{
    add_count(out, errors, "error");
    buf_add_text(out, ", ");
    add_count(out, warnings, "warning");
    buf_add_text(out, ", ");
    add_count(out, notes, "note");
}

void finding_text(struct buf *out, const struct finding *f, bool color,
                  unsigned flags, size_t columns)
{
    struct span source = span_of(f->rule->rfc); /* its first part */

    source = span_first(source, span_find(source, ';'));
    style_add(out, color, style_of(f->severity), "**");
    buf_add_char(out, ' ');
    style_add(out, color, style_of(f->severity), severity_name(f->severity));
    if (f->repeat) {
        buf_add_format(out, ": %s: %ju times in this reply\n", f->rule->id,
                       (uintmax_t)f->count);
        return;
    }
    buf_add_format(out, ": %s: %s", f->rule->id, f->message);
    if (f->doubtful)
        buf_add_text(out, ", after an unanswered command");
    if (source.len)
        buf_add_format(out, " (%.*s)", (int)source.len, source.at);
    buf_add_char(out, '\n');
    add_excerpt(out, f, flags, columns);
}
