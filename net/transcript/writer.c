/* writer.c - the lines of a transcript as text. */
#include <config.h>

#include "net/transcript/writer.h"

#include "net/base/text.h"
#include "net/transcript/escape.h"

void writer_item(struct buf *out, const struct item *item)
{
    buf_add(out, item->raw);
    if (item->ended)
        buf_add_char(out, '\n');
}

void writer_end_as(struct buf *out, size_t from, const struct item *item)
{
    struct span rest = span_from(buf_span(out), from);
    struct buf lines = {0};

    if (!item_has_cr(item) || !rest.len)
        return;
    while (rest.len) {
        struct span line = span_first(rest, span_find(rest, '\n'));
        bool ended = line.len < rest.len;
        bool cr = line.len && line.at[line.len - 1] == '\r';

        rest = span_from(rest, line.len + 1);
        buf_add(&lines, line);
        buf_add_text(&lines, !ended ? "" : cr ? "\n" : "\r\n");
    }
    buf_cut(out, from);
    buf_add(out, buf_span(&lines));
    buf_wipe(&lines);
}

void writer_header(struct buf *out, const char *name, struct span value)
{
    buf_add_format(out, "%s: ", name);
    text_escape(out, span_trim(value), TEXT_PLAIN);
    buf_add_char(out, '\n');
}

static void add_connection(struct buf *out, unsigned conn)
{
    if (conn > 1)
        buf_add_format(out, "%u", conn);
}

void writer_line(struct buf *out, char side, unsigned conn,
                 enum item_quantity quantity, struct span wire)
{
    static const char *const marks[] = {
        [ITEM_ONE] = "", [ITEM_OPTIONAL] = "?", [ITEM_MANY] = "*"};

    buf_add_char(out, side);
    add_connection(out, conn);
    buf_add_text(out, marks[quantity]);
    buf_add_char(out, ':');
    if (wire.len)
        buf_add_char(out, ' ');
    buf_add(out, wire);
    buf_add_char(out, '\n');
}

/* --- wire text --- */

struct span writer_line_end(struct span octets)
{
    size_t n = 0;

    if (octets.len && octets.at[octets.len - 1] == '\n')
        n = octets.len > 1 && octets.at[octets.len - 2] == '\r' ? 2 : 1;
    return (struct span){octets.len ? octets.at + octets.len - n : NULL, n};
}

void writer_wire_octets(struct buf *out, struct span octets, bool last)
{
    escape_add(out, octets, last ? ESCAPE_LINE : ESCAPE_PART);
}

void writer_wire_capture(struct buf *out, struct span name, enum wire_type type,
                         struct span octets)
{
    buf_add(out, SPAN("\\{"));
    buf_add(out, name);
    buf_add_format(out, ":%s", wire_types[type].name);
    if (octets.at) {
        buf_add_char(out, '=');
        escape_add(out, octets, ESCAPE_VALUE);
    }
    buf_add_char(out, '}');
}

void writer_wire_secret(struct buf *out, const char *name)
{
    buf_add_format(out, "\\{!%s}", name);
}

void writer_wire_end(struct buf *out, struct span end)
{
    if (span_is(end, "\r\n"))
        return;
    escape_add(out, end, ESCAPE_LINE);
    buf_add(out, SPAN("\\;"));
}

void writer_wire(struct buf *out, struct span octets)
{
    struct span end = writer_line_end(octets);

    writer_wire_octets(out, span_first(octets, octets.len - end.len), true);
    writer_wire_end(out, end);
}

/* --- events --- */

void writer_event(struct buf *out, unsigned conn, enum at_id id)
{
    buf_add_char(out, '@');
    add_connection(out, conn);
    buf_add_format(out, " %s", at_verbs[id].name);
}

static bool is_word(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] <= ' ' || s.at[i] >= 0x7F || s.at[i] == '"' ||
            s.at[i] == '=')
            return false;
    return s.len > 0;
}

static void add_value(struct buf *out, struct span value)
{
    if (is_word(value)) {
        buf_add(out, value);
        return;
    }
    buf_add_char(out, '"');
    escape_add(out, value, ESCAPE_QUOTED);
    buf_add_char(out, '"');
}

void writer_word(struct buf *out, struct span word)
{
    buf_add_char(out, ' ');
    add_value(out, word);
}

void writer_param(struct buf *out, const char *key, struct span value)
{
    buf_add_format(out, " %s=", key);
    add_value(out, value);
}

void writer_param_number(struct buf *out, const char *key, uint64_t value)
{
    buf_add_format(out, " %s=%ju", key, (uintmax_t)value);
}

void writer_tls(struct buf *out, const struct tls_facts *facts)
{
    struct span version = span_of(facts->version);

    writer_param(out, "version",
                 span_starts(version, SPAN("TLSv")) ? span_from(version, 4)
                                                    : version);
    writer_param(out, "cipher", span_of(facts->cipher));
    if (*facts->pin_sha256)
        buf_add_format(out, " cert=sha256:%s", facts->pin_sha256);
    writer_param(out, "verify",
                 facts->verified ? SPAN("ok") : span_of(facts->verify_error));
}

void writer_close(struct buf *out, enum side by, enum close_how how)
{
    writer_param(out, "by",
                 by == SIDE_SERVER ? SPAN("server") : SPAN("client"));
    writer_param(out, "how", span_of(close_how_name(how)));
}

void writer_event_end(struct buf *out)
{
    buf_add_char(out, '\n');
}
