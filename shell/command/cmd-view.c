/* cmd-view.c - \view [N]: a message to be read by a person. */
#include <config.h>

#include "net/base/memory.h"
#include "net/base/text.h"
#include "net/pop3/message.h"
#include "shell/command/command.h"
#include "shell/command/hush.h"
#include "shell/command/outline.h"
#include "shell/command/page.h"

static unsigned flags_of(const struct shell *sh)
{
    return renderer_options(sh->renderer)->utf8 ? TEXT_PLAIN : TEXT_ASCII;
}

/* The fields a reader wants; returns how many octets the header has. */
static size_t add_header(struct buf *out, struct span message, unsigned flags)
{
    struct message m;
    size_t octets;

    message_init(&m);
    octets = message_feed(&m, message);
    message_end(&m);
    for (int i = 0; i < MESSAGE_FIELDS; i++) {
        struct span body = message_field(&m, (enum message_field)i);
        if (!body.len)
            continue;
        buf_add_format(out, "%-13s ",
                       message_field_name((enum message_field)i));
        text_escape(out, body, flags);
        buf_add_char(out, '\n');
    }
    message_done(&m);
    return octets;
}

static void add_lines(struct buf *out, struct span text, unsigned flags)
{
    while (text.len) {
        struct span line = span_first(text, span_find(text, '\n'));
        text = span_from(text, line.len + 1);
        if (line.len && line.at[line.len - 1] == '\r')
            line.len--;
        text_escape(out, line, flags | TEXT_TAB);
        buf_add_char(out, '\n');
    }
}

/* The parts and their text; without the helper the body as it was sent. */
static void add_body(struct buf *out, struct span message, size_t header,
                     unsigned flags)
{
    struct outline outline = {0};
    struct error why = {0};

    if (outline_make(&outline, message, &why)) {
        buf_add_text(out, "\nparts\n");
        add_lines(out, outline.parts, flags);
        buf_add_char(out, '\n');
        add_lines(out, outline.text, flags);
        if (outline.told.cut)
            buf_add_text(out, "(the text is larger; this is its beginning)\n");
    } else {
        buf_add_format(out, "\n(as it was sent, nothing decoded: %s)\n\n",
                       why.what);
        add_lines(out, span_from(message, header), flags);
    }
    outline_done(&outline);
}

/* Fetch message n, its reply unseen. */
static bool fetch(struct shell *sh, struct span n, struct error *err)
{
    enum status status = STATUS_NONE;
    struct buf line = {0};
    uint64_t number;
    bool ok;

    if (!span_number(n, &number))
        return error_set(err, ERROR_USAGE,
                         "\\view takes a message-number, or nothing for the "
                         "message that came last");
    if (!session_is_open(sh->session))
        return error_set(err, ERROR_USAGE, "\\view %llu: not connected",
                         (unsigned long long)number);
    buf_add_format(&line, "RETR %llu", (unsigned long long)number);
    ok = hush_ask(sh, buf_text(&line), &status, err);
    buf_done(&line);
    if (ok && status != STATUS_OK)
        return error_set(err, ERROR_USAGE,
                         "\\view: the server does not give message %llu; "
                         "\\explain says why",
                         (unsigned long long)number);
    return ok;
}

COMMAND_FUNCTION(view)
{
    struct buf out = {0};
    bool cut = false, ok;
    struct span message;
    size_t header;

    if (args->text.len && !fetch(sh, args->text, err))
        return false;
    message = renderer_past(sh->renderer, 0, true, &cut);
    if (!sh->last.seen || sh->last.shape != SHAPE_MESSAGE ||
        sh->last.status != STATUS_OK || !message.len)
        return error_set(err, ERROR_USAGE,
                         "\\view: the last reply is no message; \\view N "
                         "fetches one");
    header = add_header(&out, message, flags_of(sh));
    add_body(&out, message, header, flags_of(sh));
    if (cut)
        buf_add_text(&out, "(the message is larger; this is its beginning)\n");
    ok = page_always(sh, &out, err);
    buf_done(&out);
    return ok;
}
