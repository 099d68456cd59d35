/* import-paste.c - what a terminal showed: lines without a mark.
 *
 * Who sent a line follows from where the session is: a reply is due, data is
 * under way, or the next command. Leaves out what the program itself said. */
#include <config.h>

#include "net/transcript/import-private.h"

static bool starts_with_any(struct span line, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (span_starts(line, span_of(words[i])))
            return true;
    return false;
}

static bool has(struct span text, const char *word)
{
    return span_find_span(text, span_of(word)) < text.len;
}

/* What telnet and s_client say between the lines of a session. */
static const char *const said[] = {
    "Trying ",     "Escape character is ", "telnet> ", "depth=",
    "verify ",     "read R BLOCK",         "DONE",     "closed",
    "read:errno=", "Connection to ",       "Ncat: ",   NULL,
};

static const char *const ends[] = {
    "Connection closed by foreign host.",
    "closed",
    "read:errno=",
    NULL,
};

/* "Connected to host." of telnet; nc -v says "Connection to host 110 port". */
static void take_place(struct import *x, struct span line)
{
    struct span host = span_from(line, SPAN("Connected to ").len);

    if (!span_starts(line, SPAN("Connected to ")) || x->open)
        return;
    if (host.len && host.at[host.len - 1] == '.')
        host.len--;
    import_peer(x, host, 0);
}

static bool is_server(const struct import *x, struct span line)
{
    enum need need = x->open ? dialogue_need(x->dialogue) : NEED_REPLY;

    if (x->open && dialogue_in_data(x->dialogue))
        return true;
    if (need == NEED_RESPONSE || need == NEED_DATA)
        return false;
    return import_is_reply(line);
}

/* Blocks that s_client prints about a session of TLS. */
static bool skip_block(struct span line, bool *in_block)
{
    if (span_starts(line, SPAN("Post-Handshake New Session Ticket")) ||
        span_starts(line, SPAN("SSL-Session:")))
        *in_block = true;
    else if (*in_block &&
             (span_starts(line, SPAN("read R BLOCK")) || import_is_reply(line)))
        *in_block = false;
    return *in_block;
}

static void take_line(struct import *x, struct span line)
{
    bool data = x->open && dialogue_in_data(x->dialogue);

    if (!x->open && !import_is_reply(line)) {
        take_place(x, line);
        if (span_starts(line, SPAN("CONNECTED(")))
            import_tls(x);
        return;
    }
    if (!data && starts_with_any(line, ends)) {
        import_close(x, SIDE_SERVER);
        return;
    }
    if (!data && (starts_with_any(line, said) || span_is(line, "---") ||
                  has(line, ":SSL routines:")))
        return;
    if (is_server(x, line)) {
        import_line(x, SIDE_SERVER, line);
    } else if (line.len || dialogue_need(x->dialogue) == NEED_RESPONSE) {
        import_tell(x, GUESS_SIDES,
                    "lines that are no replies are taken for "
                    "what the client typed");
        import_line(x, SIDE_CLIENT, line);
    }
}

bool import_read_paste(struct import *x, struct span text, struct span other,
                       struct error *err)
{
    bool in_block = false;

    (void)other;
    (void)err;
    while (text.len) {
        struct span line = import_next(x, &text);

        if (span_starts(text, SPAN("RENEGOTIATING")))
            import_tell(x, GUESS_TYPED,
                        "s_client took a line that begins with "
                        "R for itself; it is left out");
        else if (!skip_block(line, &in_block))
            take_line(x, line);
    }
    return true;
}

/* --- what they look like --- */

static bool has_reply(struct span text)
{
    return has(text, "\n+OK") || span_starts(text, SPAN("+OK"));
}

unsigned import_like_openssl(struct span text)
{
    return span_find_span(span_first(text, 4096), SPAN("CONNECTED(")) <
                       (text.len < 4096 ? text.len : 4096) &&
                   has_reply(text)
               ? 96
               : 0;
}

unsigned import_like_telnet(struct span text)
{
    if (!has_reply(text))
        return 0;
    return has(span_first(text, 4096), "Escape character is ") ? 95 : 20;
}
