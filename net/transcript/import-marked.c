/* import-marked.c - reads logs that mark each line with the side it came from.
 *
 * Leaves the marks, and what the other lines say, to the row of each format. */
#include <config.h>

#include "net/transcript/import-marked.h"

/* --- the front of a line --- */

struct span import_skip_blanks(struct span s)
{
    while (s.len && (*s.at == ' ' || *s.at == '\t'))
        s = span_from(s, 1);
    return s;
}

bool import_is_stage(const struct import_marks *m, struct span text)
{
    text = import_skip_blanks(text);
    return m->stage && text.len > 2 && text.at[0] == '<' &&
           text.at[text.len - 1] == '>' && span_find(text, '@') == text.len;
}

bool import_is_marked(struct span line, struct span mark)
{
    enum { TOO_SHORT = 2 }; /* a line of mail can be "<" */

    return span_starts(line, mark) ||
           (mark.len > TOO_SHORT && span_equal(line, span_trim(mark)));
}

/* It goes on in the lines that follow. */
static bool begins_stage(const struct import_marks *m, struct span text)
{
    return m->stage && text.len > 2 && text.at[0] == '<' &&
           span_find(text, '>') == text.len && span_find(text, '@') == text.len;
}

/* Nobody waits for what the server says. */
static bool is_unasked(const struct import *x)
{
    return x->open && !dialogue_in_data(x->dialogue) &&
           dialogue_need(x->dialogue) == NEED_NOTHING;
}

/* One blank belongs to a mark that ends in ":", and in RFCs as many as the
 * first line has. */
static struct span skip_gap(const struct import_marks *m, struct span line,
                            size_t *gap)
{
    struct span text = import_skip_blanks(line);
    size_t blanks = line.len - text.len;

    if (m->client.at[m->client.len - 1] != ':')
        return line;
    if (!*gap)
        *gap = m->indented && blanks ? blanks : 1;
    return blanks <= *gap ? text : span_from(line, *gap);
}

/* Is text a line of CAPA that may go on in the next one? A longer one was read
 * whole. */
static bool may_be_split(const struct import *x, const struct import_marks *m,
                         struct span text)
{
    const struct request *q = x->open ? dialogue_waiting(x->dialogue) : NULL;

    return q && q->verb && q->verb->id == VERB_CAPA &&
           dialogue_in_data(x->dialogue) &&
           (text.len == m->split || text.len == m->split + 1);
}

/* fetchmail reads CAPA into so few octets that a longer line is shown as two.
 * True when text is kept for the next line, or was joined to the one kept. */
static bool hold_split(struct import *x, const struct import_marks *m,
                       struct span text)
{
    if (x->held.len) {
        import_tell(x, GUESS_SPLIT,
                    "a long line of CAPA, shown as two, is "
                    "joined");
        if (x->held.len == m->split && text.len) /* syslog took it away */
            buf_add_char(&x->held, ' ');
        buf_add(&x->held, text);
        import_line(x, SIDE_SERVER, buf_span(&x->held));
        buf_clear(&x->held);
        return true;
    }
    if (!may_be_split(x, m, text))
        return false;
    buf_add(&x->held, text);
    return true;
}

static void take_marked(struct import *x, const struct import_marks *m,
                        enum side side, struct span line, size_t *gap)
{
    struct span text = import_skip_blanks(line);

    if (import_is_stage(m, line)) {
        m->stage(x, side, span_first(span_from(text, 1), text.len - 2));
        return;
    }
    if (begins_stage(m, text)) {
        x->stage = true;
        m->stage(x, side, span_from(text, 1));
        return;
    }
    if (side == SIDE_CLIENT && m->partial)
        import_data_lost(x, true);
    if (m->stage && side == SIDE_SERVER && x->blank && is_unasked(x))
        import_lose(x, "a reply stands behind an empty line and none is due");
    x->blank = false;
    text = skip_gap(m, line, gap);
    if (m->split && side == SIDE_SERVER && hold_split(x, m, text))
        return;
    import_line(x, side, text);
}

/* --- as mail quotes it --- */

struct span import_quote(struct span text)
{
    while (text.len) {
        size_t end = span_find(text, '\n');
        struct span line = span_first(text, end), rest = line;
        size_t quote = 0;

        while (rest.len && memchr(" \t>|", *rest.at, 4)) {
            if (*rest.at == '>' || *rest.at == '|')
                quote = line.len - rest.len + 1;
            rest = span_from(rest, 1);
        }
        if (span_starts(rest, SPAN("S:")) || span_starts(rest, SPAN("C:")))
            return span_first(line, quote);
        text = span_from(text, end + 1);
    }
    return (struct span){0};
}

static struct span skip_quote(struct span line, struct span quote)
{
    if (!quote.len || !span_starts(line, quote))
        return line;
    line = span_from(line, quote.len);
    return span_from(line, span_starts(line, SPAN(" ")));
}

/* --- the lines --- */

static bool refuse_mixed(const struct import *x, struct error *err)
{
    return import_refuse(x, err,
                         "two processes speak in turns; keep the lines of one, "
                         "as grep -F '[PID]: ' does");
}

bool import_read_marked(struct import *x, struct span text, struct span other,
                        struct error *err)
{
    const struct import_marks *m = x->format->marks;
    struct span quote = m->indented ? import_quote(text) : (struct span){0};
    size_t gap = 0;

    (void)other;
    while (text.len && !x->mixed) {
        struct span line = skip_quote(import_next(x, &text), quote);
        struct span rest = m->front ? m->front(x, m, line) : line;
        bool client = import_is_marked(rest, m->client);
        bool server = !client && import_is_marked(rest, m->server);

        if (client || server)
            x->indent = line.len - rest.len;
        if (x->stage)
            x->stage = span_find(line, '>') == line.len;
        else if (client)
            take_marked(x, m, SIDE_CLIENT, span_from(rest, m->client.len),
                        &gap);
        else if (server)
            take_marked(x, m, SIDE_SERVER, span_from(rest, m->server.len),
                        &gap);
        else if (m->other)
            m->other(x, m, line);
    }
    if (m->partial)
        import_data_lost(x, true);
    return !x->mixed || refuse_mixed(x, err);
}
