/* text-reply.c - a status line, and the reading of it. */
#include <config.h>

#include "net/base/text.h"
#include "net/pop3/code.h"
#include "shell/render/renderer.h"
#include "shell/render/style.h"
#include "shell/render/text-form.h"
#include <inttypes.h>

enum { CHALLENGE_COLUMNS = 400, CODE_COLUMNS = 80 };

/* The response code in words, and what to do about it. */
static void read_code(struct renderer *r, struct span code)
{
    const struct response_code *row = code_find(code);
    struct buf *out = &r->scratch;

    text_indent(r);
    buf_add_char(out, '[');
    text_escape_fit(out, code, renderer_escape_flags(r), CODE_COLUMNS);
    buf_add_text(out, "] ");
    if (row) {
        buf_add_text(out, row->meaning);
        buf_add_text(out, ": ");
        buf_add_text(out, row->next);
    } else {
        buf_add_text(out, "is no registered response code");
    }
    buf_add_char(out, '\n');
}

/* The numbers of STAT, LIST n and UIDL n. */
static void read_numbers(struct renderer *r, const struct listing *l)
{
    struct buf *out = &r->scratch;

    text_indent(r);
    switch (l->content) {
    case CONTENT_DROP:
        text_count(out, l->n, "message", "messages");
        buf_add_text(out, ", ");
        text_octets(out, l->octets);
        break;
    case CONTENT_SCAN:
        buf_add_format(out, "message %" PRIu64 ", ", l->n);
        text_octets(out, l->octets);
        break;
    default:
        buf_add_format(out, "message %" PRIu64 ", unique-id ", l->n);
        text_escape(out, l->word, renderer_escape_flags(r));
        break;
    }
    buf_add_char(out, '\n');
}

static bool has_numbers(const struct listing *l)
{
    return l->ok && (l->content == CONTENT_DROP || l->content == CONTENT_SCAN ||
                     l->content == CONTENT_UID);
}

void text_status(struct renderer *r, const struct event *e)
{
    bool refused = e->status == STATUS_ERR;

    text_mark(r, SIDE_SERVER);
    if (refused)
        style_begin(&r->scratch, r->out.color, STYLE_ERR);
    text_line(r, e);
    if (refused)
        style_end(&r->scratch, r->out.color);
    buf_add_char(&r->scratch, '\n');
    if (e->code.len)
        read_code(r, e->code);
    if (e->status == STATUS_OK && has_numbers(&e->listing))
        read_numbers(r, &e->listing);
}
