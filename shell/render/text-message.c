/* text-message.c - RETR and TOP: the header decoded, the body shortened.
 *
 * Once enough is shown a run of data costs a comparison, so that a message of
 * any size is shown as fast as it comes. */
#include <config.h>

#include "net/base/text.h"
#include "shell/render/renderer.h"
#include "shell/render/text-form.h"
#include <string.h>

enum {
    SPARE_ROWS = 8,        /* header, totals and prompt */
    BODY_LINES = 24,       /* shown when nobody's screen decides */
    BODY_LINE_MOST = 8192, /* octets of a line kept */
    NAME_COLUMNS = 14,     /* "Content-Type: " */
    FIELD_COLUMNS = 500,   /* of a field, when no screen decides */
};

/* Columns left of the screen behind `used`; `unknown` without one. */
static size_t columns_left(const struct renderer *r, size_t used,
                           size_t unknown)
{
    size_t columns = r->options.columns ? r->options.columns : 80;

    if (!r->options.interactive)
        return unknown;
    return columns > used + 10 ? columns - used : 10;
}

static void begin(struct renderer *r)
{
    struct text_message *m = &r->text.message;

    *m = (struct text_message){.begun = true};
    message_init(&m->header);
    buf_init(&m->line, BODY_LINE_MOST);
}

static void show_field(struct renderer *r, enum message_field field)
{
    const char *name = message_field_name(field);
    struct span body = message_field(&r->text.message.header, field);
    size_t used = TEXT_INDENT + NAME_COLUMNS;

    if (!body.len)
        return;
    text_indent(r);
    buf_add_text(&r->scratch, name); /* no printf: it would cost the most */
    buf_add_char(&r->scratch, ':');
    buf_add_repeats(&r->scratch, SPAN(" "), NAME_COLUMNS - 1 - strlen(name));
    text_escape_fit(&r->scratch, body, renderer_escape_flags(r),
                    columns_left(r, used, FIELD_COLUMNS));
    buf_add_char(&r->scratch, '\n');
}

static void show_header(struct renderer *r)
{
    for (int i = 0; i < MESSAGE_FIELDS; i++)
        show_field(r, (enum message_field)i);
    r->text.message.header_shown = true;
}

/* Lines of the body to be shown; 0: all. */
static size_t lines_most(const struct renderer *r)
{
    size_t rows = text_rows(r, SPARE_ROWS);

    if (rows)
        return rows;
    return r->options.bodies ? 0 : BODY_LINES;
}

static void show_line(struct renderer *r, struct span line)
{
    unsigned flags = renderer_escape_flags(r) | TEXT_TAB;
    struct text_message *m = &r->text.message;

    if (!m->lines++)
        buf_add_char(&r->scratch, '\n');
    if (line.len && line.at[line.len - 1] == '\r')
        line.len--;
    if (line.len)
        text_indent(r);
    if (r->options.interactive) {
        text_escape_fit(&r->scratch, line, flags,
                        columns_left(r, TEXT_INDENT, 0));
    } else {
        text_escape(&r->scratch, span_first(line, BODY_LINE_MOST), flags);
        if (line.len > BODY_LINE_MOST || m->line.cut)
            buf_add_text(&r->scratch, text_ellipsis(r));
    }
    buf_add_char(&r->scratch, '\n');
    m->full = m->lines == lines_most(r);
}

/* Show the lines in octets; one that is unfinished waits for its rest. */
static void show_body(struct renderer *r, struct span octets)
{
    struct text_message *m = &r->text.message;

    while (octets.len && !m->full) {
        struct span line = span_first(octets, span_find(octets, '\n'));
        bool ended = line.len < octets.len;

        octets = span_from(octets, line.len + ended);
        if (m->line.len || !ended) {
            buf_add(&m->line, line);
            line = buf_span(&m->line);
        }
        if (!ended)
            return;
        show_line(r, line);
        buf_clear(&m->line);
    }
    m->more = m->more || octets.len;
}

void text_message_data(struct renderer *r, const struct event *e)
{
    struct text_message *m = &r->text.message;
    struct span rest = e->text;

    if (m->full) {
        m->more = true;
        if (r->options.interactive)
            progress_show(&r->progress, &r->err, e->tally->octets, r->status_ns,
                          e->at_ns);
        return;
    }
    if (!m->begun)
        begin(r);
    if (!m->header_shown) {
        rest = span_from(rest, message_feed(&m->header, rest));
        if (!m->header.over)
            return;
        show_header(r);
    }
    show_body(r, rest);
}

static void show_totals(struct renderer *r, const struct event *e)
{
    const struct text_message *m = &r->text.message;
    struct buf *out = &r->scratch;

    text_indent(r);
    if (m->more) {
        buf_add_text(out, text_ellipsis(r));
        buf_add_char(out, ' ');
    }
    text_count(out, e->tally->lines, "line", "lines");
    buf_add_text(out, ", ");
    text_octets(out, e->tally->octets);
    buf_add_text(out, ", ");
    text_duration(out, renderer_took(e, e->at_ns));
    if (m->more && r->options.interactive)
        buf_add_text(out, "; \\last shows more");
    buf_add_char(out, '\n');
}

static bool is_message(const struct event *e)
{
    return e->request && e->status == STATUS_OK && e->end != END_LINE &&
           request_shape(e->request) == SHAPE_MESSAGE;
}

void text_message_end(struct renderer *r, const struct event *e)
{
    struct text_message *m = &r->text.message;

    if (!m->begun && !is_message(e))
        return;
    progress_end(&r->progress, &r->err);
    if (m->begun) {
        message_end(&m->header);
        if (!m->header_shown)
            show_header(r);
        if (m->line.len && !m->full)
            show_line(r, buf_span(&m->line));
    }
    show_totals(r, e);
    message_done(&m->header);
    buf_done(&m->line);
    *m = (struct text_message){0};
}
