/* finding.c - a finding for a person: the rule, the fact, the source, and a
 * caret under the octet. */
#include <config.h>

#include "shell/render/finding.h"

#include "net/base/text.h"
#include "net/base/wrap.h"
#include "shell/render/style.h"

enum {
    EXCERPT_INDENT = 9,
    EXCERPT_LEAST = 20,  /* columns, however narrow the screen */
    EXCERPT_BEFORE = 30, /* columns kept in front of a caret far to the right,
                            if that is not more than half */
    MARK = 3,            /* columns of "...", which a cut line ends in */
    COLUMNS = 80,        /* what is narrower needs its words wrapped */
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
    size_t skip = 0, before = columns / 2;

    if (before > EXCERPT_BEFORE)
        before = EXCERPT_BEFORE;
    if (text_columns(span_first(line, index), flags) + 1 + MARK <= columns ||
        text_columns(line, flags) <= columns)
        return 0;
    while (skip < index &&
           text_columns(span_first(span_from(line, skip), index - skip),
                        flags) > before)
        skip++;
    return skip;
}

/* Its words stand behind the caret; in front of it where there is no room. */
static void add_caret(struct buf *out, size_t at, uint32_t octet,
                      size_t columns)
{
    struct buf words = {0};

    buf_add_format(&words, "octet %u", octet);
    if (at + 2 + words.len < columns || at < words.len + 1) {
        indent(out, at);
        buf_add_format(out, "^ %s\n", buf_text(&words));
    } else {
        indent(out, at - words.len - 1);
        buf_add_format(out, "%s ^\n", buf_text(&words));
    }
    buf_done(&words);
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
    add_caret(out, EXCERPT_INDENT + before, f->column, columns);
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
    struct buf words = {0};

    source = span_first(source, span_find(source, ';'));
    style_add(out, color, style_of(f->severity), "**");
    buf_add_char(out, ' ');
    style_add(out, color, style_of(f->severity), severity_name(f->severity));
    if (f->repeat) {
        buf_add_format(out, ": %s: %ju times in this reply\n", f->rule->id,
                       (uintmax_t)f->count);
        return;
    }
    buf_add_text(out, columns < COLUMNS ? ":\n" : ": ");
    buf_add_format(&words, "%s: %s%s", f->rule->id, f->message,
                   f->doubtful ? ", after an unanswered command" : "");
    if (source.len)
        buf_add_format(&words, " (%.*s)", (int)source.len, source.at);
    if (columns < COLUMNS) {
        indent(out, 3);
        wrap_words(out, 3, columns - 1, buf_span(&words));
    } else {
        buf_add(out, buf_span(&words));
        buf_add_char(out, '\n');
    }
    buf_done(&words);
    add_excerpt(out, f, flags, columns);
}
