/* import-marked.c - logs that mark each line with the side it came from.
 *
 * A row a format: its marks, and what it makes of the other lines. */
#include <config.h>

#include "net/transcript/import-private.h"

#include <assert.h>
#include <stdlib.h>

struct marks {
    const char *format;
    struct span client, server; /* behind blanks and prefix */
    struct span prefix;         /* may stand in front of a mark */
    bool stamps;                /* a time may stand there */
    bool indented;              /* blanks behind a mark are layout */
    size_t split; /* data lines of so many octets are cut; 0: none */
    bool partial; /* the log lacks data of messages */
    void (*other)(struct import *x, const struct marks *m, struct span line);
    void (*stage)(struct import *x, enum side side, struct span direction);
};

/* The host and port in "host:port" or "[host]:port" at the front of s. */
static void take_authority(struct import *x, struct span s, uint64_t port)
{
    size_t end = 0, colon;
    struct span rest;

    while (end < s.len && !memchr("/? \t,;\"'()", s.at[end], 11))
        end++;
    s = span_first(s, end);
    if (span_starts(s, SPAN("["))) {
        size_t close = span_find(s, ']');

        rest = span_from(s, close + 2);
        s = span_from(span_first(s, close), 1);
    } else {
        colon = span_find(s, ':');
        rest = span_from(s, colon + 1);
        s = span_first(s, colon);
    }
    span_take_number(&rest, &port);
    import_peer(x, s, port);
}

/* --- MailKit --- */

/* "Connected to pop3s://host:995/" */
static void other_mailkit(struct import *x, const struct marks *m,
                          struct span line)
{
    bool tls = span_starts(line, SPAN("Connected to pop3s://")) ||
               span_starts(line, SPAN("Connected to pops://"));
    size_t slashes = span_find_span(line, SPAN("://"));

    (void)m;
    if (!span_starts(line, SPAN("Connected to ")) || slashes == line.len)
        return;
    import_close(x, SIDE_CLIENT);
    take_authority(x, span_from(line, slashes + 3), tls ? 995 : 110);
    if (tls)
        import_tls(x);
}

/* --- fetchmail --- */

static bool has(struct span line, const char *word)
{
    return span_find_span(line, span_of(word)) < line.len;
}

/* "Trying to connect to 127.0.0.1/110...connected." */
static void other_fetchmail(struct import *x, const struct marks *m,
                            struct span line)
{
    struct span to = SPAN("rying to connect to ");
    size_t at = span_find_span(line, to);
    struct span host;
    uint64_t port = 0;

    (void)m;
    if (at < line.len) {
        struct span rest;

        host = span_from(line, at + to.len);
        at = span_find(host, '/');
        rest = span_from(host, at + 1);
        span_take_number(&rest, &port);
        import_close(x, SIDE_CLIENT);
        import_peer(x, span_first(host, at), port);
    } else if (has(line, "SSL/TLS: using") || has(line, "SSL verify") ||
               has(line, "Server certificate:") ||
               has(line, "upgrade to TLS succeeded")) {
        import_tls(x);
    }
}

/* --- curl --- */

/* What stands behind "* Connected to ": "localhost (127.0.0.1) port 110 (#0)"
 */
static void take_curl_connect(struct import *x, struct span line)
{
    size_t open = span_find(line, '('), close = span_find(line, ')');
    struct span address = span_from(span_first(line, close), open + 1), rest;
    size_t at = span_find_span(line, SPAN(" port "));
    uint64_t port = 0;

    rest = span_from(line, at + 6);
    span_take_number(&rest, &port);
    import_close(x, SIDE_CLIENT);
    import_peer(x, span_trim(span_first(line, open)), port);
    buf_clear(&x->address);
    buf_add(&x->address, span_first(address, 64));
}

/* Lines without a mark are what curl wrote to standard output: data, without
 * the dots. */
static void other_curl(struct import *x, const struct marks *m,
                       struct span line)
{
    (void)m;
    struct span to = SPAN("* Connected to ");

    if (span_starts(line, to)) {
        take_curl_connect(x, span_from(line, to.len));
    } else if (span_starts(line, SPAN("* SSL connection using"))) {
        import_tls(x);
    } else if (span_starts(line, SPAN("* Connection #")) ||
               span_starts(line, SPAN("* Closing connection"))) {
        import_data_lost(x, true);
    } else if (!span_starts(line, SPAN("* ")) &&
               !span_starts(line, SPAN("{ [")) &&
               !span_starts(line, SPAN("} [")) && !has(line, "--:--:--") &&
               !has(line, "% Total") && !has(line, " Dload ") && x->open &&
               dialogue_in_data(x->dialogue)) {
        import_data(x, line);
    }
}

/* --- mpop --- */

/* The value of "name = value", or empty. */
static struct span setting(struct span line, const char *name)
{
    struct span n = span_of(name), rest = span_from(line, n.len);

    return span_starts(line, n) && span_starts(rest, SPAN(" = "))
               ? span_from(rest, 3)
               : (struct span){0};
}

/* The settings come first; TLS is told where it began. */
static void other_mpop(struct import *x, const struct marks *m,
                       struct span line)
{
    struct span host = setting(line, "host"), port = setting(line, "port");
    uint64_t number = 0;

    (void)m;
    if (host.len) {
        import_close(x, SIDE_CLIENT);
        import_peer(x, host, 0);
    } else if (!x->open && port.len && span_number(port, &number)) {
        x->port = number <= UINT16_MAX ? (uint16_t)number : 0;
    } else if (span_starts(line, SPAN("TLS session parameters:"))) {
        import_tls(x);
    }
}

/* --- as RFCs write it --- */

static struct span skip_blanks(struct span s)
{
    while (s.len && (*s.at == ' ' || *s.at == '\t'))
        s = span_from(s, 1);
    return s;
}

/* "<opens a connection>", but no "<id@host>". */
static bool is_stage(const struct marks *m, struct span text)
{
    text = skip_blanks(text);
    return m->stage && text.len > 2 && text.at[0] == '<' &&
           text.at[text.len - 1] == '>' && span_find(text, '@') == text.len;
}

static void stage_rfc(struct import *x, enum side side, struct span words)
{
    if (has(words, "close") || has(words, "hang")) {
        import_close(x, side);
    } else if (has(words, "TLS") || has(words, "negotiat")) {
        import_tls(x);
    } else if (has(words, "open") || has(words, "connect")) {
        if (!has(words, "wait"))
            import_open(x);
    } else if (side == SIDE_SERVER && x->open &&
               dialogue_in_data(x->dialogue)) {
        import_data_lost(x, false);
        x->data_seen = true;
    } else {
        import_tell(x, GUESS_STAGE,
                    "a stage direction that says nothing of "
                    "the session is left out");
    }
}

static size_t blanks_at_front(struct span line)
{
    return line.len - skip_blanks(line).len;
}

/* A listing may be written without "S:", further in than the marks are. */
static bool goes_on(const struct import *x, struct span line)
{
    return x->open && x->last == SIDE_SERVER && dialogue_in_data(x->dialogue) &&
           blanks_at_front(line) > x->indent;
}

static void take_unmarked(struct import *x, struct span text)
{
    import_tell(x, GUESS_CONTINUED,
                "a line of a listing has no \"S:\" in front; it is taken for "
                "the server's");
    import_line(x, SIDE_SERVER, text);
}

static void tell_unmarked(struct import *x, struct span text)
{
    if (x->open && text.len)
        import_tell(x, GUESS_UNMARKED,
                    "words without \"C:\" or \"S:\" in front are left out, "
                    "here and below");
}

/* Words in "< >" without a mark, and "..." for what is left out. */
static void other_rfc(struct import *x, const struct marks *m, struct span line)
{
    struct span text = span_trim(line);

    if (is_stage(m, text))
        m->stage(x, SIDE_SERVER, span_first(span_from(text, 1), text.len - 2));
    else if (span_is(text, "...") && x->open)
        import_lose(x, "\"...\" stands for what is left out");
    else if (text.len && goes_on(x, line))
        take_unmarked(x, text);
    else
        tell_unmarked(x, text);
    x->blank = !text.len;
}

/* --- reading --- */

static const struct marks formats[] = {
    {
     .format = "mailkit",
     .client = {"C:", 2},
     .server = {"S:", 2},
     .stamps = true,
     .other = other_mailkit,
     },
    {
     .format = "fetchmail",
     .client = {"POP3> ", 6},
     .server = {"POP3< ", 6},
     .prefix = {"fetchmail: ", 11},
     .split = 62,
     .partial = true,
     .other = other_fetchmail,
     },
    {
     .format = "curl",
     .client = {"> ", 2},
     .server = {"< ", 2},
     .partial = true,
     .other = other_curl,
     },
    {
     .format = "mpop",
     .client = {"--> ", 4},
     .server = {"<-- ", 4},
     .other = other_mpop,
     },
    {
     .format = "rfc",
     .client = {"C:", 2},
     .server = {"S:", 2},
     .indented = true,
     .other = other_rfc,
     .stage = stage_rfc,
     },
};

static const struct marks *marks_of(const struct import_format *format)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].format, format->name) == 0)
            return &formats[i];
    assert(!"a format that is read here has its row");
    abort();
}

/* What stands in front of a mark. */
static struct span skip_front(const struct marks *m, struct span line)
{
    struct span rest;

    if (m->indented)
        line = skip_blanks(line);
    if (m->prefix.len && span_starts(line, m->prefix))
        line = span_from(line, m->prefix.len);
    if (m->stamps && line.len && *line.at >= '0' && *line.at <= '9') {
        rest = span_from(line, span_find(line, ' ') + 1);
        if (span_starts(rest, m->client) || span_starts(rest, m->server))
            line = rest;
    }
    return line;
}

/* It goes on in the lines that follow. */
static bool begins_stage(const struct marks *m, struct span text)
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
static struct span skip_gap(const struct marks *m, struct span line,
                            size_t *gap)
{
    struct span text = skip_blanks(line);
    size_t blanks = line.len - text.len;

    if (m->client.at[m->client.len - 1] != ':')
        return line;
    if (!*gap)
        *gap = m->indented && blanks ? blanks : 1;
    return blanks <= *gap ? text : span_from(line, *gap);
}

/* fetchmail reads CAPA into so few octets that a longer line is shown as two.
 * True when text is kept for the next line, or was joined to the one kept. */
static bool hold_split(struct import *x, const struct marks *m,
                       struct span text)
{
    if (x->held.len) {
        import_tell(x, GUESS_SPLIT,
                    "a long line of CAPA, shown as two, is "
                    "joined");
        buf_add(&x->held, text);
        import_line(x, SIDE_SERVER, buf_span(&x->held));
        buf_clear(&x->held);
        return true;
    }
    if (text.len < m->split || !x->open || !dialogue_in_data(x->dialogue))
        return false;
    buf_add(&x->held, text);
    return true;
}

static void take_marked(struct import *x, const struct marks *m, enum side side,
                        struct span line, size_t *gap)
{
    struct span text = skip_blanks(line);

    if (is_stage(m, line)) {
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

/* What stands in front of the first reply, and so of all lines, up to and with
 * the last ">"; empty when none does. */
static struct span find_quote(struct span text)
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

bool import_read_marked(struct import *x, struct span text, struct span other,
                        struct error *err)
{
    const struct marks *m = marks_of(x->format);
    struct span quote = m->indented ? find_quote(text) : (struct span){0};
    size_t gap = 0;

    (void)other;
    (void)err;
    while (text.len) {
        struct span line = skip_quote(import_next(x, &text), quote);
        struct span rest = skip_front(m, line);

        if (span_starts(rest, m->client) || span_starts(rest, m->server))
            x->indent = line.len - rest.len;
        if (x->stage)
            x->stage = span_find(line, '>') == line.len;
        else if (span_starts(rest, m->client))
            take_marked(x, m, SIDE_CLIENT, span_from(rest, m->client.len),
                        &gap);
        else if (span_starts(rest, m->server))
            take_marked(x, m, SIDE_SERVER, span_from(rest, m->server.len),
                        &gap);
        else if (m->other)
            m->other(x, m, line);
    }
    if (m->partial)
        import_data_lost(x, true);
    return true;
}

/* --- what they look like --- */

unsigned import_like_mailkit(struct span text)
{
    unsigned share = import_share(text, SPAN("C: "), SPAN("S: "));

    struct span front = span_first(text, 4096);

    if (has(front, "Connected to pop") && has(front, "S: +OK") &&
        has(text, "C: "))
        return share > 80 ? share + 9 : 90;
    return share > 10 ? share - 10 : 0;
}

unsigned import_like_fetchmail(struct span text)
{
    unsigned plain = import_share(text, SPAN("POP3> "), SPAN("POP3< "));
    unsigned prefixed = import_share(text, SPAN("fetchmail: POP3> "),
                                     SPAN("fetchmail: POP3< "));
    unsigned share = plain > prefixed ? plain : prefixed;

    return share ? 95 : 0;
}

unsigned import_like_curl(struct span text)
{
    unsigned share = import_share(text, SPAN("> "), SPAN("< "));

    return share && has(span_first(text, 65536), "< +OK") ? 90 : 0;
}

unsigned import_like_mpop(struct span text)
{
    return import_share(text, SPAN("--> "), SPAN("<-- ")) &&
                   has(span_first(text, 65536), "<-- +OK")
               ? 92
               : 0;
}

/* The share of lines that have their mark behind quote and blank. */
static unsigned quoted_share(struct span text, struct span quote,
                             const char *blank)
{
    struct buf client = {0}, server = {0};
    unsigned share;

    buf_add(&client, quote);
    buf_add_format(&client, "%sC:", blank);
    buf_add(&server, quote);
    buf_add_format(&server, "%sS:", blank);
    share = import_share(text, buf_span(&client), buf_span(&server));
    buf_done(&client);
    buf_done(&server);
    return share;
}

unsigned import_like_rfc(struct span text)
{
    struct span quote = span_trim(find_quote(text));
    unsigned tight = quoted_share(text, quote, "");
    unsigned apart = quote.len ? quoted_share(text, quote, " ") : 0;

    return tight > apart ? tight : apart;
}
