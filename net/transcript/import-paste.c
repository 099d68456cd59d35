/* import-paste.c - what a terminal showed: lines without a mark.
 *
 * Who sent a line follows from where the session is: a reply is due, data is
 * under way, or the next command. Where that cannot be told, because what was
 * typed is not in the paste, the transcript says so and nobody judges what
 * follows. Leaves what the programs themselves say to import-around.c. */
#include <config.h>

#include "net/transcript/import-private.h"

/* --- what cannot be told --- */

static const char *const not_typed =
    "what was typed is not in the paste (a terminal shows both sides, and so "
    "does pop3sh --record)";

/* --- the session --- */

static void take_client(struct import *x, struct span line)
{
    import_tell(x, GUESS_SIDES,
                "lines that are no replies are taken for what the client "
                "typed");
    import_line(x, SIDE_CLIENT, line);
}

/* A line that is of the session, where no data is under way. */
static void take_turn(struct import *x, struct span line, struct span text)
{
    enum need need = dialogue_need(x->dialogue);
    bool reply = import_paste_reply(line) &&
                 !(need == NEED_RESPONSE && !import_is_reply(line));

    if (need == NEED_DATA || (need == NEED_RESPONSE && !reply)) {
        take_client(x, line);
    } else if (reply) {
        if (need != NEED_REPLY)
            import_lose(x, not_typed);
        x->paste.challenged = import_is_challenge(line);
        import_line(x, SIDE_SERVER, line);
    } else if (x->lost && x->paste.challenged) {
        return; /* the response to a challenge; it may be a password */
    } else if (need == NEED_CLOSE || need == NEED_HANDSHAKE) {
        x->paste.over = true; /* what follows STLS in clear is no POP3 */
    } else if (!line.len && (!x->lost || import_paste_typed(line, text))) {
        return; /* for the eye */
    } else if (import_paste_secret(line) || import_paste_typed(line, text)) {
        take_client(x, line);
    } else {
        import_lose(x, not_typed);
        import_line(x, SIDE_SERVER, line);
    }
}

static void end(struct import *x, enum paste_line kind, struct span line)
{
    enum side side = kind == PASTE_CLOSED ? SIDE_SERVER : SIDE_CLIENT;
    enum close_how how = import_paste_how(line);

    if (how == CLOSE_NOTIFY && x->paste.security != PASTE_TLS)
        how = CLOSE_FIN;
    if (kind == PASTE_CLOSED || kind == PASTE_LEFT)
        import_close_how(x, side, how);
    import_place_forget(x);
    x->paste.over = true;
}

/* s_client took a line for itself. */
static bool was_taken(struct import *x, struct span line, struct span text)
{
    struct span next = import_paste_cut(&text);
    bool renegotiate = span_starts(next, SPAN("RENEGOTIATING"));

    if (renegotiate && span_starts(line, SPAN("R"))) {
        import_tell(x, GUESS_TYPED,
                    "s_client took a line that begins with R for itself; it is "
                    "left out");
        return true;
    }
    if (span_is(next, "DONE") && span_starts(line, SPAN("Q"))) {
        import_tell(x, GUESS_QUIT,
                    "s_client took a line that begins with Q for itself and "
                    "closed; it is left out");
        return true;
    }
    return span_is(next, "KEYUPDATE") && span_first(line, 1).len &&
           (*line.at | 32) == 'k';
}

/* The connection went while data was under way: nothing else ends it. */
static bool cuts_data(struct span line, struct span text)
{
    enum { LOOKED_AT = 400 };

    if (import_paste_kind(line) != PASTE_CLOSED || text.len > LOOKED_AT)
        return false;
    while (text.len)
        if (span_is(import_paste_cut(&text), "."))
            return false;
    return true;
}

static void take_line(struct import *x, struct span line, struct span text)
{
    bool inside = x->open && !x->paste.over;
    enum paste_line kind;

    if (inside && dialogue_in_data(x->dialogue) && !cuts_data(line, text)) {
        import_line(x, SIDE_SERVER, line);
        return;
    }
    if (inside && dialogue_need(x->dialogue) == NEED_RESPONSE) {
        take_turn(x, line, text);
        return;
    }
    if (!inside && x->paste.header && !import_paste_header(x, line, text))
        return;
    if (import_paste_block(x, line))
        return;
    kind = import_paste_kind(line);
    if (inside && (kind == PASTE_OPENS || kind > PASTE_TAKEN))
        end(x, kind, line);
    if (kind != PASTE_SESSION)
        import_place(x, line);
    else if (inside && was_taken(x, line, text))
        return;
    else if (inside || import_paste_begin(x, line, text))
        take_turn(x, line, text);
}

/* --- a paste that is quoted or indented --- */

/* What stands in front of a reply, and so of all lines: blanks and ">". Empty
 * when the first line with a reply has none. */
static struct span import_quotation(struct span text)
{
    while (text.len) {
        struct span line = import_paste_cut(&text), rest = line;

        while (rest.len && memchr(" \t>|", *rest.at, 4))
            rest = span_from(rest, 1);
        if (span_starts(rest, SPAN("+OK")))
            return span_first(line, line.len - rest.len);
    }
    return (struct span){0};
}

/* text without it, line by line. */
static void unquote(struct buf *out, struct span text, struct span quote)
{
    while (text.len) {
        struct span line = import_paste_cut(&text);
        size_t n = 0;

        while (n < line.len && n < quote.len && line.at[n] == quote.at[n])
            n++;
        buf_add(out, span_from(line, n));
        buf_add_char(out, '\n');
    }
}

static void read_lines(struct import *x, struct span text)
{
    while (text.len) {
        struct span line = import_next(x, &text);

        take_line(x, line, text);
    }
}

bool import_read_paste(struct import *x, struct span text, struct span other,
                       struct error *err)
{
    struct span quote = import_quotation(text);
    struct buf plain = {0};

    (void)other;
    (void)err;
    import_place_forget(x);
    if (quote.len)
        unquote(&plain, text, quote);
    read_lines(x, quote.len ? buf_span(&plain) : text);
    buf_wipe(&plain);
    return true;
}

/* --- what they look like --- */

static bool has_reply(struct span text)
{
    return import_has(text, "\n+OK") || span_starts(text, SPAN("+OK")) ||
           import_quotation(text).len;
}

unsigned import_like_openssl(struct span text)
{
    struct span front = span_first(text, 4096);

    return has_reply(text) && (import_has(front, "CONNECTED(") ||
                               import_has(front, " s_client") ||
                               import_has(front, "verify return:") ||
                               import_has(front, "CONNECTION ESTABLISHED"))
               ? 96
               : 0;
}

unsigned import_like_telnet(struct span text)
{
    if (!has_reply(text))
        return 0;
    return import_has(span_first(text, 4096), "Escape character is ") ? 95 : 20;
}
