/* render-fixture.c - hand-made events for the tests of shell/render. */
#include <config.h>

#include "tests/unit/render-fixture.h"

#include "net/base/buf.h"
#include <stdlib.h>
#include <string.h>

void fixture_init(struct fixture *f, struct render_options options)
{
    memset(f, 0, sizeof *f);
    f->out_file = open_memstream(&f->out, &f->out_len);
    f->err_file = open_memstream(&f->err, &f->err_len);
    if (!options.out)
        options.out = f->out_file;
    options.err = f->err_file;
    f->renderer = renderer_new(&options);
    fixture_event(f, (struct event){.kind = EVENT_OPEN});
}

void fixture_done(struct fixture *f)
{
    renderer_free(f->renderer);
    fclose(f->out_file);
    fclose(f->err_file);
    free(f->out);
    free(f->err);
    request_done(&f->request);
}

void fixture_read(struct fixture *f)
{
    renderer_flush(f->renderer);
    fflush(f->out_file);
    fflush(f->err_file);
}

void fixture_event(struct fixture *f, struct event e)
{
    f->at_ns += 1000000;
    e.at_ns = f->at_ns;
    renderer_see(f->renderer, &e);
}

void fixture_send(struct fixture *f, const char *line, bool automatic)
{
    struct buf raw = {0};
    struct event e = {.kind = EVENT_REQUEST, .side = SIDE_CLIENT};

    buf_add_text(&raw, line);
    buf_add_text(&raw, "\r\n");
    request_done(&f->request);
    request_parse(&f->request, REQUEST_COMMAND, span_of(line));
    f->request.exchange = ++f->exchange;
    f->request.automatic = automatic;
    f->request.at_ns = f->at_ns + 1000000;
    e.request = &f->request;
    e.exchange = f->exchange;
    e.raw = buf_span(&raw);
    e.text = span_of(line);
    fixture_event(f, e);
    buf_done(&raw);
}

/* What the dialogue reads from a status line. */
static void read_status(const struct fixture *f, struct event *e)
{
    if (span_starts(e->text, SPAN("+OK")))
        e->status = STATUS_OK;
    else if (span_starts(e->text, SPAN("-ERR")))
        e->status = STATUS_ERR;
    else if (e->kind == EVENT_CONTINUE)
        e->status = STATUS_CONTINUE;
    else
        return;
    e->text = span_from(e->text, span_find(e->text, ' ') + 1);
    if (e->text.len && e->text.at[0] == '[') {
        e->code = span_from(e->text, 1);
        e->code = span_first(e->code, span_find(e->code, ']'));
    }
    if (e->kind == EVENT_STATUS && e->status == STATUS_OK &&
        request_shape(&f->request) == SHAPE_LINE)
        e->listing = listing_read(request_content(&f->request), e->text);
}

void fixture_span(struct fixture *f, enum event_kind kind, struct span line)
{
    struct buf raw = {0};
    struct event e = {.kind = kind, .text = line};

    buf_add(&raw, line);
    buf_add_text(&raw, "\r\n");
    e.raw = buf_span(&raw);
    e.line_octets = raw.len;
    e.text = span_first(e.raw, line.len);
    if (kind != EVENT_GREETING && kind != EVENT_STRAY && f->exchange) {
        e.request = &f->request;
        e.exchange = f->exchange;
    }
    if (kind == EVENT_LINE)
        e.listing = listing_read(request_content(&f->request), e.text);
    else
        read_status(f, &e);
    memset(&f->tally, 0, kind == EVENT_STATUS ? sizeof f->tally : 0);
    fixture_event(f, e);
    buf_done(&raw);
}

void fixture_line(struct fixture *f, enum event_kind kind, const char *line)
{
    fixture_span(f, kind, span_of(line));
}

void fixture_data(struct fixture *f, struct span data)
{
    struct event e = {.kind = EVENT_DATA, .raw = data, .text = data};

    if (span_starts(data, SPAN("..")))
        e.text = span_from(data, 1);
    for (size_t i = 0; i < e.text.len; i++)
        f->tally.lines += e.text.at[i] == '\n';
    f->tally.octets += e.text.len;
    e.tally = &f->tally;
    e.request = &f->request;
    e.exchange = f->exchange;
    fixture_event(f, e);
}

void fixture_end(struct fixture *f, enum end_how how, enum status status)
{
    fixture_event(f, (struct event){.kind = EVENT_END,
                                    .end = how,
                                    .status = status,
                                    .tally = &f->tally,
                                    .exchange = f->exchange,
                                    .request = &f->request});
}

void fixture_listing(struct fixture *f, const char *command,
                     const char *const lines[])
{
    fixture_send(f, command, false);
    fixture_line(f, EVENT_STATUS, "+OK");
    for (; *lines; lines++)
        fixture_line(f, EVENT_LINE, *lines);
    fixture_end(f, END_DOT, STATUS_OK);
}
