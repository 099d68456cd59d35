/* import-poplib.c - what poplib of Python prints after set_debuglevel(2): each
 * line as a literal, "*put* b'NOOP'" and "*get* b'+OK\r\n'".
 *
 * Octets are exact. The greeting came before the level was set. What stands
 * behind "*cmd*", "*resp*" and "*stat*" is said twice. */
#include <config.h>

#include "net/transcript/import-private.h"

#include "net/base/hex.h"

/* The octet behind a backslash in *s, cut off. */
static char take_escape(struct span *s)
{
    static const char *const letters = "nrt";
    static const char octets[] = {'\n', '\r', '\t'};
    char c = s->len ? *s->at : '\\';
    const char *letter = c ? strchr(letters, c) : NULL;
    int high = c == 'x' && s->len > 2 ? hex_value(s->at[1]) : -1;
    int low = high >= 0 ? hex_value(s->at[2]) : -1;

    *s = span_from(*s, low >= 0 ? 3 : 1);
    return low >= 0 ? (char)(high << 4 | low)
           : letter ? octets[letter - letters]
                    : c;
}

/* The octets of "b'...'", "'...'" or the same with double quotes. False when s
 * is none. */
static bool decode(struct buf *out, struct span s)
{
    char quote;

    if (span_starts(s, SPAN("b")))
        s = span_from(s, 1);
    if (s.len < 2 || !memchr("'\"", *s.at, 2) || s.at[s.len - 1] != *s.at)
        return false;
    quote = *s.at;
    s = span_first(span_from(s, 1), s.len - 2);
    while (s.len && *s.at != quote) {
        char c = *s.at;

        s = span_from(s, 1);
        buf_add_char(out, c == '\\' ? take_escape(&s) : c);
    }
    return !s.len;
}

static void open_session(struct import *x, enum side side, struct span octets)
{
    const struct verb *v = import_verb(octets);

    import_open(x);
    if (side == SIDE_SERVER)
        return;
    if (v && !(v->states & STATE_AUTHORIZATION)) {
        import_begin_late(x);
        return;
    }
    import_tell(x, GUESS_GREETING,
                "poplib prints nothing before set_debuglevel; a greeting is "
                "assumed");
    import_note(x, "greeting", "assumed");
    import_line(x, SIDE_SERVER, SPAN("+OK"));
}

static void take(struct import *x, enum side side, struct span octets)
{
    if (!x->open ||
        (side == SIDE_CLIENT && dialogue_need(x->dialogue) == NEED_CLOSE))
        open_session(x, side, octets);
    if (side == SIDE_SERVER)
        import_octets(x, side, octets);
    else
        import_line(x, side, octets); /* shown without its CRLF */
}

bool import_read_poplib(struct import *x, struct span text, struct span other,
                        struct error *err)
{
    const struct span put = SPAN("*put* "), get = SPAN("*get* ");
    struct buf octets = {0};

    (void)other;
    while (text.len) {
        struct span line = span_trim(import_next(x, &text));
        bool client = span_starts(line, put);

        buf_clear(&octets);
        if (!client && !span_starts(line, get))
            continue;
        if (!decode(&octets, span_from(line, put.len))) {
            buf_wipe(&octets);
            return import_refuse(
                x, err,
                "a literal of Python was expected behind the "
                "mark, such as b'+OK'; the line must be whole");
        }
        take(x, client ? SIDE_CLIENT : SIDE_SERVER, buf_span(&octets));
    }
    buf_wipe(&octets);
    return true;
}

unsigned import_like_poplib(struct span text)
{
    return import_share(text, SPAN("*put* "), SPAN("*get* ")) ? 94 : 0;
}
