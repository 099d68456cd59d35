/* import-paste.c - what a terminal showed: lines without a mark.
 *
 * Who sent a line follows from where the session is: a reply is due, data is
 * under way, or the next command. Where that cannot be told, because what was
 * typed is not in the paste, the transcript says so and nobody judges what
 * follows. Leaves what the programs themselves say to import-around.c. */
#include <config.h>

#include "net/transcript/import-private.h"

/* --- what a line can be --- */

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Also one that is wrong, such as "+ERR". */
static bool is_reply(struct span line)
{
    return import_is_reply(line) ||
           (line.len > 1 && (*line.at == '+' || *line.at == '-') &&
            is_letter(line.at[1]));
}

/* Has it a password in it, if it is a command? */
static bool is_secret(struct span line)
{
    struct span word = span_first(line, span_find(line, ' '));
    const struct verb *v = verb_find(word);

    return word.len < line.len &&
           (v ? v->flags & VERB_SECRET : verb_meant_secret(word) != NULL);
}

/* Known or not: it begins with a word of letters, digits and "-". */
static bool may_be_command(struct span line)
{
    struct span word = span_first(line, span_find(line, ' '));

    if (!word.len || !is_letter(*word.at))
        return false;
    for (size_t i = 0; i < word.len; i++)
        if (!is_letter(word.at[i]) && word.at[i] != '-' && word.at[i] != '_' &&
            (word.at[i] < '0' || word.at[i] > '9'))
            return false;
    return true;
}

static struct span cut_line(struct span *text)
{
    size_t end = span_find(*text, '\n');
    struct span line = span_first(*text, end);

    *text = span_from(*text, end + 1);
    while (line.len && line.at[line.len - 1] == '\r')
        line.len--;
    return line;
}

static bool is_known(struct span line)
{
    return verb_find(span_first(line, span_find(line, ' '))) != NULL;
}

/* Were line and what follows it up to the next reply typed? Data has "." behind
 * it and lines that are no commands, and a word that is no command of POP3 was
 * hardly typed ahead. */
static bool was_typed(struct span line, struct span text)
{
    enum { LOOKED_AT = 200 };
    bool known = true;

    for (unsigned n = 0; n < LOOKED_AT; n++) {
        if (is_reply(line))
            return true;
        if (line.len && import_paste_kind(line) == PASTE_SESSION) {
            if (!known || !may_be_command(line))
                return false;
            known = is_known(line);
        }
        if (!text.len)
            return true;
        line = cut_line(&text);
    }
    return false;
}

/* --- what cannot be told --- */

static const char *const not_typed =
    "what was typed is not in the paste (a terminal shows both sides, and so "
    "does pop3sh --record)";

static void open_session(struct import *x)
{
    bool known = x->paste.security != PASTE_UNKNOWN;
    bool starttls = x->paste.starttls;

    if (x->paste.security == PASTE_TLS && !starttls)
        import_tls(x);
    if (x->open) /* one before it, of whose end nothing was said */
        import_close(x, SIDE_CLIENT);
    import_open(x);
    x->paste.header = x->paste.over = false;
    if (!known) {
        import_tell(x, GUESS_SECURITY,
                    "the paste does not say whether this was in clear or under "
                    "TLS; no rule that depends on it will be judged. The "
                    "command line in front of it would tell");
        import_note(x, "security", "unknown");
    }
    if (!starttls)
        return;
    import_tell(x, GUESS_GREETING,
                "s_client -starttls shows only the beginning of the greeting, "
                "and nothing of STLS; both are assumed");
    import_note(x, "greeting", "assumed");
    import_line(x, SIDE_SERVER, SPAN("+OK"));
    import_line(x, SIDE_CLIENT, SPAN("STLS"));
    import_line(x, SIDE_SERVER, SPAN("+OK"));
    import_tls(x);
}

/* --- before the session --- */

static bool ends_in_rule(struct span line)
{
    return line.len > 3 && span_is(span_from(line, line.len - 3), "---");
}

/* Of the greeting s_client -starttls prints as many octets as the reply to STLS
 * has, so the end of the line is lost. In front of the certificates? */
static bool is_cut_greeting(struct span line, struct span text)
{
    struct span next = span_first(text, 200);

    if (!is_reply(line))
        return false;
    return span_find_span(next, SPAN("Certificate chain")) < next.len ||
           span_find_span(next, SPAN("no peer certificate")) < next.len;
}

/* Behind them, or without: does it run into what follows? */
static bool is_glued_greeting(const struct import *x, struct span line)
{
    bool begun = span_find(line, '<') < line.len;
    bool ended = span_find(line, '>') < line.len;

    return x->paste.security == PASTE_TLS &&
           (x->paste.starttls || (begun && !ended) || ends_in_rule(line));
}

/* s_client tells of the handshake, up to "---" behind the verdict on the
 * certificate. True when line is behind it. */
static bool pass_header(struct import *x, struct span line, struct span text)
{
    bool reply = import_is_reply(span_first(line, span_find(line, ' ')));

    if (is_cut_greeting(line, text)) {
        x->paste.starttls = true;
        return false;
    }
    if (span_find_span(line, SPAN("Verify return code:")) < line.len)
        x->paste.verified = true;
    if (reply || (x->paste.verified && span_is(line, "---")))
        x->paste.header = false;
    return reply;
}

/* The client speaks, and what came before it is not in the paste. */
static bool begins_late(struct span line, struct span text)
{
    return is_known(line) && is_reply(cut_line(&text));
}

/* True when line is of the session. */
static bool begin(struct import *x, struct span line, struct span text)
{
    if (x->paste.starttls && x->paste.verified) {
        open_session(x); /* there is no greeting under TLS */
        return line.len != 0;
    }
    if (begins_late(line, text)) {
        open_session(x);
        if (!x->paste.starttls) {
            import_begin_late(x);
        }
        return true;
    }
    if (!is_reply(line))
        return false;
    if (is_glued_greeting(x, line)) {
        x->paste.starttls = true;
        open_session(x);
        if (!ends_in_rule(line)) /* a command can be in it */
            import_lose(x, "the greeting runs into what was typed");
        return false;
    }
    open_session(x);
    return true;
}

/* Blocks that s_client prints about a session of TLS. */
static bool skip_block(struct import *x, struct span line)
{
    if (span_starts(line, SPAN("Post-Handshake New Session Ticket")) ||
        span_starts(line, SPAN("SSL-Session:")))
        x->paste.block = true;
    else if (x->paste.block &&
             (span_starts(line, SPAN("read R BLOCK")) || is_reply(line)))
        x->paste.block = false;
    else if (x->paste.block && span_is(line, "---")) {
        x->paste.block = false;
        return true;
    }
    return x->paste.block;
}

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
    bool reply =
        is_reply(line) && !(need == NEED_RESPONSE && !import_is_reply(line));

    if (need == NEED_DATA || (need == NEED_RESPONSE && !reply)) {
        take_client(x, line);
    } else if (reply) {
        if (need != NEED_REPLY)
            import_lose(x, not_typed);
        import_line(x, SIDE_SERVER, line);
    } else if (need == NEED_CLOSE || need == NEED_HANDSHAKE) {
        x->paste.over = true; /* what follows STLS in clear is no POP3 */
    } else if (!line.len && (!x->lost || was_typed(line, text))) {
        return; /* for the eye */
    } else if (is_secret(line) || was_typed(line, text)) {
        take_client(x, line);
    } else {
        import_lose(x, not_typed);
        import_line(x, SIDE_SERVER, line);
    }
}

static void end(struct import *x, enum paste_line kind)
{
    if (kind == PASTE_CLOSED || kind == PASTE_LEFT)
        import_close(x, kind == PASTE_CLOSED ? SIDE_SERVER : SIDE_CLIENT);
    import_place_forget(x);
    x->paste.over = true;
}

/* s_client took a line for itself. */
static bool was_taken(struct import *x, struct span line, struct span text)
{
    struct span next = cut_line(&text);
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
        if (span_is(cut_line(&text), "."))
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
    if (!inside && x->paste.header && !pass_header(x, line, text))
        return;
    if (skip_block(x, line))
        return;
    kind = import_paste_kind(line);
    if (inside && (kind == PASTE_OPENS || kind > PASTE_TAKEN))
        end(x, kind);
    if (kind != PASTE_SESSION)
        import_place(x, line);
    else if (inside && was_taken(x, line, text))
        return;
    else if (inside || begin(x, line, text))
        take_turn(x, line, text);
}

/* --- a paste that is quoted or indented --- */

/* What stands in front of a reply, and so of all lines: blanks and ">". Empty
 * when the first line with a reply has none. */
static struct span quotation(struct span text)
{
    while (text.len) {
        struct span line = cut_line(&text), rest = line;

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
        struct span line = cut_line(&text);
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
    struct span quote = quotation(text);
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

static bool has(struct span text, const char *word)
{
    return span_find_span(text, span_of(word)) < text.len;
}

static bool has_reply(struct span text)
{
    return has(text, "\n+OK") || span_starts(text, SPAN("+OK")) ||
           quotation(text).len;
}

unsigned import_like_openssl(struct span text)
{
    struct span front = span_first(text, 4096);

    return has_reply(text) &&
                   (has(front, "CONNECTED(") || has(front, " s_client") ||
                    has(front, "verify return:") ||
                    has(front, "CONNECTION ESTABLISHED"))
               ? 96
               : 0;
}

unsigned import_like_telnet(struct span text)
{
    if (!has_reply(text))
        return 0;
    return has(span_first(text, 4096), "Escape character is ") ? 95 : 20;
}
