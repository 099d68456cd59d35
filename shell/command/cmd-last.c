/* cmd-last.c - \last [raw|hex|json]. */
#include <config.h>

#include "net/base/text.h"
#include "shell/command/command.h"
#include "shell/command/print.h"

enum { HEX_ROW = 16 };

/* The lines as text; with ends, their line ends are shown too. */
static void add_lines(struct buf *out, struct span octets, bool ends)
{
    while (octets.len) {
        size_t n = span_find(octets, '\n');
        struct span line = span_first(octets, n + 1);
        octets = span_from(octets, line.len);
        if (!ends) {
            line.len -= line.at[line.len - 1] == '\n';
            line.len -= line.len && line.at[line.len - 1] == '\r';
        }
        size_t body = line.len;
        while (ends && body &&
               (line.at[body - 1] == '\n' || line.at[body - 1] == '\r'))
            body--;
        text_escape(out, span_first(line, body), TEXT_TAB);
        for (size_t i = body; i < line.len; i++)
            buf_add_text(out, line.at[i] == '\r' ? "\\r" : "\\n");
        buf_add_char(out, '\n');
    }
}

static void add_hex(struct buf *out, struct span octets)
{
    for (size_t at = 0; at < octets.len; at += HEX_ROW) {
        struct span row = span_first(span_from(octets, at), HEX_ROW);

        buf_add_format(out, "%08zx ", at);
        for (size_t i = 0; i < HEX_ROW; i++) {
            buf_add_text(out, i == HEX_ROW / 2 ? "  " : " ");
            if (i < row.len)
                buf_add_format(out, "%02x", (unsigned char)row.at[i]);
            else
                buf_add_text(out, "  ");
        }
        buf_add_text(out, "  |");
        for (size_t i = 0; i < row.len; i++)
            buf_add_char(out, row.at[i] >= ' ' && row.at[i] <= '~' ? row.at[i]
                                                                   : '.');
        buf_add_text(out, "|\n");
    }
}

/* The reply as one object, as --output json has it. */
static bool add_json(struct shell *sh, struct buf *out)
{
    const struct exchange *x = &sh->last;
    bool cut = false;
    struct span data = renderer_last(sh->renderer, true, &cut);

    if (!x->seen)
        return false;
    render_reply_json(out,
                      &(struct render_reply){
                          .verb = x->verb ? x->verb->name : NULL,
                          .status = x->status,
                          .line = buf_span(&x->line),
                          .code = buf_span(&x->code),
                          .data = x->end != END_LINE ? data : (struct span){0},
                          .octets = x->octets,
                          .lines = x->lines,
                          .first_ns = x->took_ns,
                          .cut = cut,
                      });
    return true;
}

COMMAND_FUNCTION(last)
{
    bool json = span_is_case(args->text, "json");
    bool raw = span_is_case(args->text, "raw");
    bool hex = span_is_case(args->text, "hex"), cut = false;
    struct buf out = {0};

    if (args->text.len && !raw && !hex && !json)
        return error_set(err, ERROR_USAGE,
                         "\\last takes raw, hex, json or nothing");

    if (json && add_json(sh, &out)) {
        print_text(sh, &out);
        buf_done(&out);
        return true;
    }
    struct span octets = renderer_last(sh->renderer, !raw && !hex, &cut);
    if (!octets.len)
        return error_set(err, ERROR_USAGE, "\\last: there is no reply yet");
    if (hex)
        add_hex(&out, octets);
    else
        add_lines(&out, octets, raw);
    if (cut)
        buf_add_text(&out, "(the reply was larger; this is its beginning)\n");
    print_text(sh, &out);
    buf_done(&out);
    return true;
}
