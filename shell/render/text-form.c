/* text-form.c - the text form: lines with their marks, in the order they went
 * over the wire. Readings are made elsewhere; remarks go to remark.c. */
#include <config.h>

#include "shell/render/text-form.h"

#include "net/base/text.h"
#include "shell/render/finding.h"
#include "shell/render/remark.h"
#include "shell/render/style.h"

void text_done(struct text_state *t)
{
    table_done(&t->listing.table);
    message_done(&t->message.header);
    buf_done(&t->message.line);
    buf_done(&t->cell);
}

/* --- pieces --- */

void text_mark(struct renderer *r, enum side side)
{
    bool server = side == SIDE_SERVER;
    const char *mark = server ? (r->tls ? "<~" : "<-") : r->tls ? "~>" : "->";

    style_add(&r->scratch, r->out.color, server ? STYLE_OK : STYLE_SENT, mark);
    buf_add_char(&r->scratch, ' ');
}

void text_line(struct renderer *r, const struct event *e)
{
    struct span line = e->raw;

    if (line.len && line.at[line.len - 1] == '\n')
        line.len--;
    if (line.len && line.at[line.len - 1] == '\r')
        line.len--;
    text_escape(&r->scratch, line, renderer_escape_flags(r));
    if (e->flaws & LINE_CUT)
        buf_add_text(&r->scratch, text_ellipsis(r));
}

void text_indent(struct renderer *r)
{
    buf_add(&r->scratch, SPAN("   "));
}

void text_count(struct buf *out, uint64_t n, const char *one, const char *many)
{
    text_grouped(out, n);
    buf_add_char(out, ' ');
    buf_add_text(out, n == 1 ? one : many);
}

void text_octets(struct buf *out, uint64_t octets)
{
    text_count(out, octets, "octet", "octets");
    if (octets < 1024)
        return;
    buf_add_text(out, " (");
    text_size(out, octets);
    buf_add_char(out, ')');
}

size_t text_rows(const struct renderer *r, size_t spare)
{
    enum { ROWS_LEAST = 5 };

    if (!r->options.interactive || !r->options.rows)
        return 0;
    return r->options.rows > spare + ROWS_LEAST ? r->options.rows - spare
                                                : ROWS_LEAST;
}

const char *text_ellipsis(const struct renderer *r)
{
    return r->options.utf8 ? "\u2026" : "...";
}

/* --- events --- */

static void show_request(struct renderer *r, const struct event *e)
{
    if (r->text.listing.begun) /* sent ahead, while a listing arrives */
        table_settle(&r->text.listing.table, &r->scratch);
    text_mark(r, SIDE_CLIENT);
    text_line(r, e);
    buf_add_char(&r->scratch, '\n');
}

static void show_stray(struct renderer *r, const struct event *e)
{
    text_status(r, e);
    text_indent(r);
    buf_add_text(&r->scratch, "(answers nothing)\n");
}

/* How long the reply took, when that is wanted. */
static void show_timing(struct renderer *r, const struct event *e)
{
    uint64_t first = renderer_took(e, r->status_ns);
    uint64_t whole = renderer_took(e, e->at_ns);

    text_indent(r);
    if (e->end != END_LINE) {
        text_duration(&r->scratch, first);
        buf_add_text(&r->scratch, " to the status line, ");
        text_duration(&r->scratch, whole);
        buf_add_text(&r->scratch, " in all\n");
    } else {
        text_duration(&r->scratch, whole);
        buf_add_char(&r->scratch, '\n');
    }
}

static void show_end(struct renderer *r, const struct event *e)
{
    text_listing_end(r, e);
    text_message_end(r, e);
    if (e->end == END_CUT) {
        text_indent(r);
        buf_add_text(&r->scratch, "(the connection ended inside this reply)\n");
    }
    if (r->options.timing)
        show_timing(r, e);
}

static void show_finding(struct renderer *r, const struct event *e)
{
    size_t columns = r->options.columns ? r->options.columns : 80;

    if (r->text.listing.begun)
        table_settle(&r->text.listing.table, &r->scratch);
    finding_text(&r->scratch, e->finding, r->out.color,
                 renderer_escape_flags(r), columns);
}

/* By kind; the other kinds show nothing. */
static void (*const showers[])(struct renderer *r, const struct event *e) = {
    [EVENT_REQUEST] = show_request,
    [EVENT_GREETING] = text_status,
    [EVENT_STATUS] = text_status,
    [EVENT_CONTINUE] = text_status,
    [EVENT_LINE] = text_listing_line,
    [EVENT_DATA] = text_message_data,
    [EVENT_END] = show_end,
    [EVENT_STRAY] = show_stray,
    [EVENT_INJECTED] = remark_injected,
    [EVENT_STATE] = remark_state,
    [EVENT_TIMEOUT] = remark_timeout,
    [EVENT_CLOSE] = remark_close,
    [EVENT_FINDING] = show_finding,
};

/* What goes on while the program asks for the user: how far it is. */
static void hushed(struct renderer *r, const struct event *e)
{
    if (e->kind == EVENT_DATA && r->options.interactive)
        progress_show(&r->progress, &r->err, e->tally->octets, r->status_ns,
                      e->at_ns);
    else if (e->kind == EVENT_END)
        progress_end(&r->progress, &r->err);
}

static bool is_hushed(const struct renderer *r, const struct event *e)
{
    switch (e->kind) {
    case EVENT_STATUS:
        return r->options.hush && e->status == STATUS_OK;
    case EVENT_REQUEST:
    case EVENT_LINE:
    case EVENT_DATA:
    case EVENT_END:
        return r->options.hush;
    default:
        return false;
    }
}

/* On a terminal things are shown when they happen; only the lines of a long
 * listing wait for each other. */
static void text_see(void *ctx, const struct event *e)
{
    struct renderer *r = ctx;

    if (is_hushed(r, e))
        hushed(r, e);
    else if (e->kind < sizeof showers / sizeof *showers && showers[e->kind])
        showers[e->kind](r, e);
    renderer_put(r);
    if (r->out.terminal && e->kind != EVENT_LINE)
        output_flush(&r->out);
}

static bool text_see_run(struct renderer *r, const struct event *run)
{
    return run->kind == EVENT_LINES && text_listing_hides(r, run);
}

static void show_reading(struct renderer *r, const char *text)
{
    text_indent(r);
    text_escape(&r->scratch, span_of(text), renderer_escape_flags(r));
    buf_add_char(&r->scratch, '\n');
    renderer_put(r);
}

const struct form text_form = {
    .see = text_see,
    .see_run = text_see_run,
    .connected = remark_connected,
    .tls = remark_tls,
    .error = remark_error,
    .note = remark_note,
    .reading = show_reading,
    .summary = remark_summary,
};
