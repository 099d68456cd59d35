/* cmd-last.c - \last [raw|hex|json] [BACK]. */
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

enum look { LOOK_TEXT, LOOK_RAW, LOOK_HEX, LOOK_JSON, LOOK_COUNT };

static const char *const looks[LOOK_COUNT] = {
    [LOOK_TEXT] = "",
    [LOOK_RAW] = "raw",
    [LOOK_HEX] = "hex",
    [LOOK_JSON] = "json",
};

static bool read_look(struct span word, enum look *look)
{
    for (int i = 0; i < LOOK_COUNT; i++)
        if (span_is_case(word, looks[i])) {
            *look = (enum look)i;
            return true;
        }
    return false;
}

/* A look and a number, either of them or none, in any order. */
static bool read_args(struct span text, uint64_t *which, enum look *look)
{
    bool numbered = false, looked = false;
    struct span word;

    while ((word = span_take_word(&text)).len)
        if (!numbered && span_number(word, which) && *which)
            numbered = true;
        else if (!looked && read_look(word, look))
            looked = true;
        else
            return false;
    return true;
}

/* An earlier reply says what it answered. */
static void add_command(struct buf *out, struct span command)
{
    if (!command.len)
        return;
    buf_add_text(out, "-> ");
    text_escape(out, command, TEXT_PLAIN);
    buf_add_char(out, '\n');
}

static void add_reply(struct shell *sh, struct buf *out, size_t back,
                      enum look look)
{
    bool cut = false;
    struct span octets =
        renderer_past(sh->renderer, back, look == LOOK_TEXT, &cut);

    if (back)
        add_command(out, renderer_past_command(sh->renderer, back));
    if (look == LOOK_HEX)
        add_hex(out, octets);
    else
        add_lines(out, octets, look == LOOK_RAW);
    if (cut)
        buf_add_text(out, "(the reply was larger; this is its beginning)\n");
}

COMMAND_FUNCTION(last)
{
    enum look look = LOOK_TEXT;
    struct buf out = {0};
    uint64_t which = 1;

    if (!read_args(args->text, &which, &look))
        return error_set(err, ERROR_USAGE,
                         "\\last takes raw, hex or json, and a number (2 is "
                         "the reply before the last), or nothing");
    if (!renderer_has_past(sh->renderer, 0))
        return error_set(err, ERROR_USAGE, "\\last: there is no reply yet");
    if (!renderer_has_past(sh->renderer, which - 1))
        return error_set(err, ERROR_USAGE,
                         "\\last: so old a reply is not kept, or never was; "
                         "\\last 2 is the one before the last");
    if (look == LOOK_JSON)
        render_reply_json(sh->renderer, which - 1, &out);
    else
        add_reply(sh, &out, which - 1, look);
    print_text(sh, &out);
    buf_done(&out);
    return true;
}
