/* html-session.c - a session as a conversation: the client to the right, the
 * server to the left, and what was found beside the octet it is about. */
#include <config.h>

#include "shell/report/html.h"

#include "net/base/memory.h"
#include <stdlib.h>
#include <string.h>

enum {
    LINES_A_CASE = 200, /* shown of one exchange of many */
    LINES_A_FILE = 20000,
    MARKS_A_LINE = 16,
};

/* --- a line --- */

static const struct {
    const char *class, *who;
} speakers[] = {
    [REPORT_CLIENT] = {"c", "Client"},
    [REPORT_SERVER] = {"s", "Server"},
    [REPORT_EVENT] = {"e", "Event" },
};

/* Octets of text that make one sign, from at on: an escape or a character. */
static size_t sign_at(struct span text, size_t at)
{
    struct span rest = span_from(text, at);
    size_t next = at;

    for (uint64_t octet = 1; next <= at && octet < 8; octet++)
        next = at + plain_place(rest, octet);
    return next > at ? next - at : rest.len;
}

/* Where signs of a line are marked, in their order. */
struct marks {
    size_t at[MARKS_A_LINE];
    size_t count;
};

static void add_place(struct marks *m, size_t at)
{
    size_t i = m->count;

    for (size_t j = 0; j < m->count; j++)
        if (m->at[j] == at)
            return;
    if (m->count == MARKS_A_LINE)
        return;
    for (; i && m->at[i - 1] > at; i--)
        m->at[i] = m->at[i - 1];
    m->at[i] = at;
    m->count++;
}

/* Text with its signs marked; a mark behind its end is a blank one. */
static void add_marked(struct buf *out, struct span text, const struct marks *m)
{
    size_t from = 0;

    for (size_t i = 0; i < m->count; i++) {
        size_t at = m->at[i];
        size_t n = at < text.len ? sign_at(text, at) : 0;

        if (at < from || at > text.len)
            continue;
        html_text(out, span_first(span_from(text, from), at - from));
        buf_add_text(out, "<mark>");
        html_text(out, n ? span_first(span_from(text, at), n) : SPAN(" "));
        buf_add_text(out, "</mark>");
        from = at + n;
    }
    html_text(out, span_from(text, from));
}

static void add_line(struct buf *out, const struct report_line *line,
                     uint64_t number, const struct marks *marks)
{
    buf_add_format(out, "<div class=\"talk %s\">", speakers[line->by].class);
    if (line->line)
        buf_add_format(out,
                       "<a class=where id=f%jul%zu href=\"#f%jul%zu\">%zu</a>",
                       (uintmax_t)number, line->line, (uintmax_t)number,
                       line->line, line->line);
    buf_add_format(out, "<span class=wire><span class=hide>%s",
                   speakers[line->by].who);
    if (line->connection > 1)
        buf_add_format(out, " %u", line->connection);
    buf_add_text(out, ": </span>");
    if (line->by == REPORT_EVENT)
        buf_add_text(out, "@ ");
    add_marked(out, line->text, marks);
    buf_add_text(out, "</span></div>");
}

/* --- what was found --- */

static void add_row(struct buf *out, const char *name, struct span text,
                    const struct marks *marks)
{
    buf_add_format(out, "<dt>%s<dd><pre>", name);
    if (text.len)
        add_marked(out, text, marks);
    else
        buf_add_text(out, "(nothing)");
    buf_add_text(out, "</pre>");
}

static void add_words(struct buf *out, const char *name, const char *text)
{
    if (!text)
        return;
    buf_add_format(out, "<dt>%s<dd>", name);
    html_text(out, span_of(text));
}

static void add_rule(struct buf *out, const struct rule *rule)
{
    html_text(out, span_of(rule->id));
    if (*rule->rfc) {
        buf_add_text(out, " <span class=soft>(");
        html_text(out, span_of(rule->rfc));
        buf_add_text(out, ")</span>");
    }
}

static void add_difference(struct buf *out, const struct report_difference *d)
{
    buf_add_text(out, "<div class=\"note fail\" role=note><strong>differs");
    if (d->level) {
        buf_add_text(out, " at level ");
        html_text(out, span_of(d->level));
    }
    if (d->column)
        buf_add_format(out, ", column %u", d->column);
    buf_add_text(out, "</strong>");
    if (d->message) {
        buf_add_text(out, "<p>");
        html_text(out, span_of(d->message));
    }
    buf_add_text(out, "<dl>");
    if (d->expected.len || d->got.len) {
        struct marks differs = {.count = 0};

        add_row(out, "expected", d->expected, &differs);
        if (d->column && d->got.len)
            add_place(&differs, difference_place(d));
        add_row(out, "got", d->got, &differs);
    }
    if (d->rule) {
        buf_add_text(out, "<dt>rule<dd>");
        add_rule(out, d->rule);
    }
    add_words(out, "accept", d->accept);
    add_words(out, "session", d->actual);
    buf_add_text(out, "</dl></div>");
}

static void add_finding(struct buf *out, const struct report_finding *f)
{
    const char *severity = report_severity_name(f);

    buf_add_format(out,
                   "<div class=\"note %s\" role=note><strong>%s: ", severity,
                   severity);
    html_text(out, span_of(f->rule->id));
    buf_add_text(out, "</strong>");
    if (f->column)
        buf_add_format(out, " column %u", f->column);
    if (f->count > 1)
        buf_add_format(out, ", %ju times", (uintmax_t)f->count);
    buf_add_text(out, "<p>");
    html_text(out, span_of(f->message));
    if (*f->rule->rfc) {
        buf_add_text(out, " <span class=soft>(");
        html_text(out, span_of(f->rule->rfc));
        buf_add_text(out, ")</span>");
    }
    if (*f->rule->advice) {
        buf_add_text(out, "<p class=soft>");
        html_text(out, span_of(f->rule->advice));
    }
    buf_add_text(out, "</div>");
}

/* --- an exchange --- */

/* A run of items that belong together, and those of them that are no lines. */
struct stretch {
    const struct report_file *f;
    size_t from, to;
    size_t *notes; /* owned; indexes of items */
    size_t notes_count;
    size_t lines_most; /* shown, and those with findings */
};

static void note_notes(struct stretch *s)
{
    s->notes = xcalloc(s->to - s->from, sizeof *s->notes);
    for (size_t i = s->from; i < s->to; i++)
        if (s->f->items[i].kind != ITEM_LINE)
            s->notes[s->notes_count++] = i;
}

static size_t line_of(const struct item *item)
{
    return item->kind == ITEM_FINDING      ? item->is.finding.line
           : item->kind == ITEM_DIFFERENCE ? item->is.difference.line
                                           : item->is.line.line;
}

/* Is what item tells about that line? Without a line of its own it belongs to
 * the last line before it. */
static bool is_about(const struct stretch *s, size_t item, size_t line)
{
    const struct item *note = &s->f->items[item];

    if (line_of(note))
        return line_of(note) == s->f->items[line].is.line.line;
    for (size_t i = item; i-- > s->from;)
        if (s->f->items[i].kind == ITEM_LINE)
            return i == line;
    return false;
}

/* Where the line of the file differs; 0 where a difference is about a line that
 * the session lacks, or has beside it, or about an event. */
static uint32_t column_of(const struct report_difference *d)
{
    if (span_starts(d->got, SPAN("@")))
        return 0;
    return !d->kind || !strcmp(d->kind, "other") ? d->column : 0;
}

/* Where the things point that were found on line. True when there are any. */
static bool find_places(const struct stretch *s, size_t line,
                        struct marks *places)
{
    const struct report_line *l = &s->f->items[line].is.line;
    bool any = false;

    *places = (struct marks){.count = 0};
    for (size_t i = 0; i < s->notes_count; i++) {
        const struct item *item = &s->f->items[s->notes[i]];
        uint32_t column;

        if (!is_about(s, s->notes[i], line))
            continue;
        any = true;
        column = item->kind == ITEM_FINDING ? item->is.finding.column
                                            : column_of(&item->is.difference);
        if (column)
            add_place(places, plain_place(l->text, column - 1));
    }
    return any;
}

static void add_notes(struct buf *out, const struct item *item)
{
    if (item->kind == ITEM_FINDING)
        add_finding(out, &item->is.finding);
    else if (item->kind == ITEM_DIFFERENCE)
        add_difference(out, &item->is.difference);
}

/* Notes about a line of the stretch are beside it, the others at its end. */
static bool has_line(const struct stretch *s, size_t note)
{
    for (size_t i = s->from; i < s->to; i++)
        if (s->f->items[i].kind == ITEM_LINE && is_about(s, note, i))
            return true;
    return false;
}

static void add_skipped(struct buf *out, size_t *skipped)
{
    if (*skipped)
        buf_add_format(out,
                       "<li><div class=\"talk e\">%zu more lines</div></li>",
                       *skipped);
    *skipped = 0;
}

static void add_stretch(struct buf *out, const struct stretch *s,
                        uint64_t number, size_t *budget)
{
    size_t shown = 0, skipped = 0;

    buf_add_text(out, "<ol>");
    for (size_t i = s->from; i < s->to; i++) {
        const struct item *item = &s->f->items[i];
        struct marks marks;
        bool any;

        if (item->kind != ITEM_LINE)
            continue;
        any = find_places(s, i, &marks);
        if (!any && (shown >= s->lines_most || !*budget)) {
            skipped++;
            continue;
        }
        add_skipped(out, &skipped);
        shown++;
        *budget -= *budget > 0;
        buf_add_text(out, "<li>");
        add_line(out, &item->is.line, number, &marks);
        for (size_t j = 0; any && j < s->notes_count; j++)
            if (is_about(s, s->notes[j], i))
                add_notes(out, &s->f->items[s->notes[j]]);
        buf_add_text(out, "</li>");
    }
    add_skipped(out, &skipped);
    for (size_t i = 0; i < s->notes_count; i++) {
        if (has_line(s, s->notes[i]))
            continue;
        buf_add_text(out, "<li>");
        add_notes(out, &s->f->items[s->notes[i]]);
        buf_add_text(out, "</li>");
    }
    buf_add_text(out, "</ol>");
}

static void add_case_head(struct buf *out, const struct kept_case *c)
{
    buf_add_text(out, "<div class=case><h3><code>");
    html_text(out, span_of(c->about.name));
    buf_add_text(out, "</code> ");
    html_badge(out, c->result);
    buf_add_text(out, "</h3>");
    if (c->reason) {
        buf_add_text(out, "<p class=soft>");
        html_text(out, span_of(c->reason));
        buf_add_text(out, "</p>");
    }
}

void html_session(struct buf *out, const struct report_file *f, uint64_t number)
{
    size_t budget = LINES_A_FILE, from = 0;
    size_t next_case = 0;

    while (from < f->item_count || next_case < f->case_count) {
        struct stretch s = {.f = f, .from = from, .to = from};

        s.lines_most = f->case_count > 1 ? LINES_A_CASE : LINES_A_FILE;
        size_t in_case =
            from < f->item_count ? f->items[from].in_case : next_case;
        const struct kept_case *c = NULL;

        if (next_case < f->case_count &&
            (in_case == next_case ||
             (in_case != NO_CASE && in_case > next_case)))
            c = &f->cases[in_case = next_case++];
        while (s.to < f->item_count && f->items[s.to].in_case == in_case)
            s.to++;
        if (c)
            add_case_head(out, c);
        else
            buf_add_text(out, "<div class=case>");
        note_notes(&s);
        add_stretch(out, &s, number, &budget);
        free(s.notes);
        buf_add_text(out, "</div>");
        from = s.to;
    }
}
