/* import-follow.c - a TCP stream as "tshark -z follow,tcp,raw" prints it:
 * lines of hexadecimal digits, those of the second node behind a tab.
 *
 * Octets are exact. The server is who speaks first. What is under TLS is left
 * out. */
#include <config.h>

#include "net/transcript/import-private.h"

#include "net/base/hex.h"

/* The octets of a line; false at *bad_out when it has something else. */
static bool decode(struct buf *out, struct span line, size_t *bad_out)
{
    for (size_t i = 0; i < line.len; i += 2) {
        int high = hex_value(line.at[i]);
        int low = i + 1 < line.len ? hex_value(line.at[i + 1]) : -1;

        if (high < 0 || low < 0) {
            *bad_out = high < 0 ? i : i + 1;
            return false;
        }
        buf_add_char(out, (char)(high << 4 | low));
    }
    return true;
}

/* A TCP stream while it is read. */
struct stream {
    struct span nodes[2]; /* "127.0.0.1:110" */
    bool begun;
    bool server_second; /* which of them is the server */
    bool tls;           /* no more to be read */
};

/* "Node 1: 127.0.0.1:110" */
static void take_node(struct stream *s, struct span line)
{
    bool second = span_starts(line, SPAN("Node 1"));

    s->nodes[second] = span_trim(span_from(line, SPAN("Node 0:").len));
}

static uint64_t port_of(struct span node)
{
    uint64_t port = 0;

    for (size_t i = 0; i < node.len; i++)
        if (node.at[i] == ':')
            span_number(span_from(node, i + 1), &port);
    return port;
}

/* A handshake record of TLS (RFC 8446 section 5.1). */
static bool is_handshake(struct span octets)
{
    return octets.len > 2 && octets.at[0] == 0x16 && octets.at[1] == 3;
}

/* Who is the server? It speaks first, unless the capture began too late. */
static void begin(struct import *x, struct stream *s, bool second,
                  struct span octets)
{
    uint64_t first_port = port_of(s->nodes[0]), port = port_of(s->nodes[1]);
    bool late = !import_is_reply(octets) || import_is_challenge(octets);

    s->begun = true;
    s->tls = is_handshake(octets);
    s->server_second = second;
    if (late && import_verb(octets))
        s->server_second = !second;
    else if (late && first_port != port) /* clients have the high ports */
        s->server_second = port < first_port;
    import_authority(x, s->nodes[s->server_second]);
    if (x->open)
        import_close(x, SIDE_CLIENT); /* another stream */
    if (s->tls) {
        import_tell(x, GUESS_OPAQUE,
                    "a session under TLS cannot be read, and is left out");
        return;
    }
    import_open(x);
    if (late)
        import_begin_late(x);
}

static void take_octets(struct import *x, struct stream *s, bool second,
                        struct span octets)
{
    enum side side;

    if (!s->begun)
        begin(x, s, second, octets);
    side = second == s->server_second ? SIDE_SERVER : SIDE_CLIENT;
    if (!s->tls && side == SIDE_CLIENT && is_handshake(octets) &&
        dialogue_need(x->dialogue) == NEED_HANDSHAKE) {
        import_tls(x);
        import_tell(x, GUESS_CUT,
                    "what follows STLS is under TLS and cannot be read; the "
                    "transcript ends there");
        import_note(x, "typed", "unknown");
        s->tls = true;
    }
    if (!s->tls)
        import_octets(x, side, octets);
}

/* --- which node --- */

static bool is_frame(struct span line)
{
    return !line.len || span_starts(line, SPAN("===")) ||
           span_starts(line, SPAN("Follow:")) ||
           span_starts(line, SPAN("Filter:"));
}

/* How the lines of a log are laid out. */
struct layout {
    size_t margin;       /* blanks in front of those of the first node */
    bool second;         /* some stand further in */
    bool reply, command; /* who spoke, by what was said */
};

static size_t indent_of(struct span line)
{
    size_t n = 0;

    while (n < line.len && (line.at[n] == ' ' || line.at[n] == '\t'))
        n++;
    return n;
}

static void look_at(struct layout *l, struct span line)
{
    struct buf octets = {0};
    size_t bad;

    decode(&octets, span_first(span_trim(line), 20), &bad);
    l->second = l->second || indent_of(line) > l->margin;
    l->reply = l->reply || import_is_reply(buf_span(&octets));
    l->command = l->command || import_verb(buf_span(&octets)) != NULL;
    buf_wipe(&octets);
}

/* A terminal makes blanks of the TAB, and a ticket may move all lines in. */
static struct layout find_layout(struct span text)
{
    struct layout l = {.margin = SIZE_MAX};
    struct span rest = text;

    while (rest.len) {
        struct span line = import_paste_cut(&rest);
        size_t n = indent_of(line);

        if (n < line.len && n < l.margin)
            l.margin = n;
    }
    while (text.len) {
        struct span line = import_paste_cut(&text);

        if (!is_frame(span_trim(line)))
            look_at(&l, line);
    }
    return l;
}

bool import_read_follow(struct import *x, struct span text, struct span other,
                        struct error *err)
{
    const struct layout layout = find_layout(text);
    struct stream s = {.begun = false};
    struct buf octets = {0};

    (void)other;
    while (text.len) {
        struct span whole = import_next(x, &text), line = span_trim(whole);
        size_t indent = indent_of(whole), bad = 0;

        if (span_starts(line, SPAN("Follow:")))
            s = (struct stream){.begun = false};
        if (is_frame(line))
            continue;
        if (span_starts(line, SPAN("Node "))) {
            take_node(&s, line);
            continue;
        }
        buf_clear(&octets);
        if (!decode(&octets, line, &bad)) {
            buf_wipe(&octets);
            return error_set(err, ERROR_INPUT,
                             "%s:%zu:%zu: a hexadecimal digit was expected; "
                             "use tshark -q -z follow,tcp,raw,N",
                             x->options->name, x->log_line, bad + indent + 1);
        }
        if (!layout.second && layout.reply && layout.command) {
            buf_wipe(&octets);
            return import_refuse(x, err,
                                 "both sides begin at the same column: the "
                                 "TAB in front of what the second node sent "
                                 "is lost; write what tshark prints to a file");
        }
        take_octets(x, &s, indent > layout.margin, buf_span(&octets));
    }
    buf_wipe(&octets);
    return true;
}

unsigned import_like_follow(struct span text)
{
    return span_find_span(span_first(text, 1024), SPAN("Follow: tcp,raw")) <
                   (text.len < 1024 ? text.len : 1024)
               ? 100
               : 0;
}
