/* github.c - commands that make GitHub show what is wrong beside the line of
 * the transcript it is about.
 *
 * "::error file=F,line=N,col=N,title=T::MESSAGE"; where "%", line ends and, in
 * what stands before the second "::", ":" and "," are written as %XX. */
#include <config.h>

#include "shell/report/private.h"

static void add_escaped(struct buf *out, struct span text, const char *special)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] && strchr(special, text.at[i]))
            buf_add_format(out, "%%%02X", (unsigned char)text.at[i]);
        else
            buf_add_char(out, text.at[i]);
    }
}

static void add_property(struct buf *out, const char *name, const char *text)
{
    buf_add_text(out, name);
    add_escaped(out, span_of(text), "%\r\n:,");
}

static void add_message(struct buf *out, struct span text)
{
    buf_add_text(out, "::");
    add_escaped(out, span_trim(text), "%\r\n");
    buf_add_char(out, '\n');
}

/* All up to the message. */
static void add_command(struct buf *out, const char *command,
                        const struct report_file *f, size_t line,
                        const char *title)
{
    buf_add_format(out, "::%s ", command);
    add_property(out, "file=", f->about.name);
    if (line)
        buf_add_format(out, ",line=%zu", line);
    add_property(out, ",title=", title);
}

static void add_finding(struct buf *out, const struct report_file *f,
                        const struct report_finding *found)
{
    static const char *const commands[] = {
        [SEVERITY_NOTE] = "notice",
        [SEVERITY_WARNING] = "warning",
        [SEVERITY_ERROR] = "error",
    };
    struct buf message = {0};

    if (found->weight != REPORT_COUNTS)
        return;
    add_command(out, commands[found->severity], f, found->line,
                found->rule->id);
    buf_add_text(&message, found->message);
    if (*found->rule->rfc)
        buf_add_format(&message, " (%s)", found->rule->rfc);
    if (found->excerpt.len) {
        buf_add_text(&message, "\n");
        buf_add(&message, found->excerpt);
    }
    add_message(out, buf_span(&message));
    buf_done(&message);
}

static void add_difference(struct buf *out, const struct report_file *f,
                           const struct kept_case *c,
                           const struct report_difference *d)
{
    struct buf message = {0};

    difference_text(&message, f->about.name, &c->about, d);
    buf_cut(&message, message.len - 1);
    add_command(out, c->result == REPORT_XFAIL ? "notice" : "error", f, d->line,
                c->about.id);
    add_message(out, buf_span(&message));
    buf_done(&message);
}

/* A case that says more by its result than by what was found in it. */
static void add_case(struct buf *out, const struct report_file *f,
                     const struct kept_case *c)
{
    bool bad = report_result_is_bad(c->result);
    struct buf message = {0};

    if (c->result == REPORT_PASS || c->differences ||
        (c->findings && c->result != REPORT_UNKNOWN))
        return;
    add_command(out, bad ? "error" : "notice", f, c->about.line, c->about.id);
    buf_add_text(&message, report_result_name(c->result));
    if (c->reason)
        buf_add_format(&message, ": %s", c->reason);
    add_message(out, buf_span(&message));
    buf_done(&message);
}

void github_file(struct writer *w, const struct report_file *f)
{
    for (size_t i = 0; i < f->item_count; i++) {
        const struct item *item = &f->items[i];

        if (item->kind == ITEM_FINDING)
            add_finding(&w->out, f, &item->is.finding);
        else if (item->kind == ITEM_DIFFERENCE)
            add_difference(&w->out, f, &f->cases[item->in_case],
                           &item->is.difference);
    }
    for (size_t i = 0; i < f->case_count; i++)
        add_case(&w->out, f, &f->cases[i]);
}
