/* reply-line.c - lines and listings, for any split of the octets.
 *
 * A line that lies whole in the caller's memory is passed on from there; only
 * one that is cut by the end of a read is put together in a buffer. */
#include <config.h>

#include "net/pop3/reply-private.h"

enum { LINE_LIMIT = 512 }; /* RFC 1939 section 3, RFC 2449 section 4 */

/* --- flaws --- */

static unsigned octet_flaws(unsigned char c)
{
    if (c >= 0x80)
        return LINE_EIGHT_BIT | (c <= 0x9F ? LINE_ESCAPE : 0);
    if (c == 0x1B)
        return LINE_ESCAPE;
    if (c == '\r')
        return LINE_BARE_CR;
    if (c == '\t' || c == 0x7F)
        return LINE_TAB_DEL;
    return c ? LINE_CONTROL : LINE_NUL;
}

/* The flaws of the octets that are neither ASCII text nor in a well-formed
 * character: a continuation octet 80-9F of UTF-8 text is no C1 control, but
 * U+0080 to U+009F are. */
static unsigned odd_flaws(struct span text, size_t *i)
{
    unsigned char c = (unsigned char)text.at[*i];
    struct span rest = span_from(text, *i);
    uint32_t character;
    size_t n = c < 0x80 ? 0 : text_utf8(rest, &character);

    if (!n)
        return octet_flaws(c);
    *i += n - 1;
    return LINE_EIGHT_BIT | (character <= 0x9F ? LINE_ESCAPE : 0);
}

unsigned line_flaws(struct span text)
{
    unsigned flaws = 0;

    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)(text.at[i] - 0x20) > 0x5E)
            flaws |= odd_flaws(text, &i);
    if (text.len &&
        (text.at[text.len - 1] == ' ' || text.at[text.len - 1] == '\t'))
        flaws |= LINE_BLANK_END;
    return flaws;
}

/* --- pieces --- */

/* raw without its line end, and the flaws of that end. */
static struct span strip_end(struct span raw, unsigned *flaws)
{
    if (!raw.len || raw.at[raw.len - 1] != '\n') {
        *flaws |= LINE_CUT;
        return raw;
    }
    raw.len--;
    if (!raw.len || raw.at[raw.len - 1] != '\r') {
        *flaws |= LINE_BARE_LF;
        return raw;
    }
    raw.len--;
    if (raw.len && raw.at[raw.len - 1] == '\r') {
        *flaws |= LINE_CR_CR_LF;
        raw.len--;
    }
    return raw;
}

static void line_piece(struct reply_reader *r, struct span raw, bool finished,
                       struct piece *out)
{
    *out = (struct piece){.kind = PIECE_LINE, .raw = raw, .text = raw};
    out->line_octets = r->line_octets;
    out->offset = r->offset - r->line_octets;
    if (!finished)
        out->flaws |= LINE_UNFINISHED;
    else
        out->text = strip_end(raw, &out->flaws);
    out->flaws |= line_flaws(out->text);
    if (r->line_octets > LINE_LIMIT)
        out->flaws |= LINE_LONG;
    if (r->line_octets > raw.len)
        out->flaws |= LINE_CUT;
    if (r->echoing)
        out->flaws |= LINE_ECHO;
    r->line_octets = 0;
    r->last = '\0';
    r->long_told = r->echoing = false;
}

/* Are the first octets of the present line, `more` being its last ones, the
 * command sent back (rule reply/echo)? At least four of them, or a beginning
 * of it and then the end of the line. */
static bool is_echo(const struct reply_reader *r, struct span more)
{
    struct span sent = span_first(r->echo, REQUEST_INLINE);
    size_t n = 0;

    for (; n < sent.len; n++) {
        char c = n < r->line_octets              ? r->line.at[n]
                 : n < r->line_octets + more.len ? more.at[n - r->line_octets]
                                                 : '\n';
        if (c != sent.at[n])
            return n >= 4 || (n && (c == '\n' || c == '\r'));
    }
    return n > 0;
}

/* Octets of in up to the end of the present line, its LF included; 0 when
 * the line does not end in it. An echoed line ends with CRLF only. */
static size_t find_end(struct reply_reader *r, struct span in)
{
    size_t n = 0;

    for (;;) {
        n += span_find(span_from(in, n), '\n');
        if (n == in.len)
            return 0;
        if ((n ? in.at[n - 1] : r->last) == '\r')
            return n + 1;
        r->echoing = r->echoing || is_echo(r, span_first(in, n));
        if (!r->echoing)
            return n + 1;
        n++;
    }
}

static bool is_dot(struct span text)
{
    return text.len == 1 && text.at[0] == '.';
}

/* A complete line as the mode reads it. */
static void finished_line(struct reply_reader *r, struct span raw,
                          struct piece *out)
{
    bool bare_before = r->scan.bare;

    line_piece(r, raw, true, out);
    if (r->mode != REPLY_LISTING)
        return;
    r->scan.bare = (out->flaws & LINE_BARE_LF) != 0;
    if (is_dot(out->text)) {
        out->kind = PIECE_DOT;
        out->end = bare_before || r->scan.bare ? END_DOT_LF : END_DOT;
        return;
    }
    r->tally.lines++;
    r->tally.octets += out->line_octets;
    if (out->text.len > 1 && out->text.at[0] == '.') {
        if (out->text.at[1] == '.') {
            out->text = span_from(out->text, 1);
            r->tally.stuffed++;
            r->tally.octets--;
        } else {
            r->tally.not_stuffed++;
        }
    }
}

/* Add octets to the line that is being put together. */
static void add_part(struct reply_reader *r, struct span part)
{
    if (!r->line_octets)
        buf_clear(&r->line);
    buf_add(&r->line, part);
    r->line_octets += part.len;
    r->before_last = part.len > 1 ? part.at[part.len - 2] : r->last;
    r->last = part.at[part.len - 1];
}

/* The line that was put together. When its rest was dropped, its beginning
 * with the end that it had. */
static struct span whole_line(struct reply_reader *r)
{
    struct span end = r->before_last == '\r' ? SPAN("\r\n") : SPAN("\n");

    if (r->line.cut) {
        buf_cut(&r->line, r->line.most - end.len);
        buf_add(&r->line, end);
    }
    return buf_span(&r->line);
}

void reply_next_line(struct reply_reader *r, struct span *in, struct piece *out)
{
    size_t n;
    bool whole;
    struct span raw;

    if (r->held_len) { /* a status that ended a message: now a line */
        add_part(r, (struct span){r->held, r->held_len});
        r->offset += r->held_len;
        r->held_len = 0;
    }
    n = find_end(r, *in);
    if (!r->long_told && r->line_octets + (n ? n : in->len) > LINE_LIMIT) {
        out->kind = PIECE_LONG;
        out->offset = r->offset - r->line_octets;
        raw = reply_take(r, in, LINE_LIMIT - r->line_octets);
        if (raw.len)
            add_part(r, raw);
        r->long_told = true;
        out->raw = out->text = buf_span(&r->line);
        return;
    }
    whole = n && !r->line_octets;
    raw = reply_take(r, in, n ? n : in->len);
    if (whole) {
        r->line_octets = n;
        finished_line(r, raw, out);
        return;
    }
    if (raw.len)
        add_part(r, raw);
    if (!n)
        return;
    finished_line(r, whole_line(r), out);
}

void reply_finish_line(struct reply_reader *r, struct piece *out)
{
    if (r->line_octets)
        line_piece(r, buf_span(&r->line), false, out);
}
