/* lint-show.c - lint's findings as lines. */
#include <config.h>

#include "shell/lint/lint-show.h"

#include "net/base/text.h"

enum { ID_COLUMNS = 22 };

static const char *word_of(const struct lint_finding *f)
{
    return f->weight == LINT_ALLOWED   ? "allow"
           : f->weight == LINT_UNKNOWN ? "unknown"
                                       : severity_name(f->severity);
}

static void add_line(struct buf *out, const char *file,
                     const struct lint_finding *f, unsigned flags)
{
    struct span source = span_of(f->rule ? f->rule->rfc : "");

    source = span_first(source, span_find(source, ';'));
    text_escape(out, span_of(file), flags);
    buf_add_format(out, ":%u: %-7s %-*s ", f->line, word_of(f), ID_COLUMNS,
                   f->rule ? f->rule->id : "-");
    text_escape(out, span_of(f->message), flags);
    if (f->count > 1)
        buf_add_format(out, ", %ju times", (uintmax_t)f->count);
    if (source.len)
        buf_add_format(out, " (%.*s)", (int)source.len, source.at);
    buf_add_char(out, '\n');
}

void lint_text(struct buf *out, const char *file, const struct lint *l,
               int verbose, bool utf8)
{
    for (size_t i = 0; i < l->count; i++)
        if (verbose > 0 || l->at[i].weight != LINT_UNKNOWN || !l->at[i].rule)
            add_line(out, file, &l->at[i], utf8 ? TEXT_PLAIN : TEXT_ASCII);
    if (l->left_out)
        buf_add_format(out, "%s: %ju more are counted and not listed\n", file,
                       (uintmax_t)l->left_out);
}
