/* import-paste-begin.c - where in a paste the session begins.
 *
 * Knows what s_client tells of its handshake, and that a greeting can be cut
 * or missing. */
#include <config.h>

#include "net/transcript/import-private.h"

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

    if (!import_paste_reply(line))
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
bool import_paste_header(struct import *x, struct span line, struct span text)
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
    return import_paste_known(line) &&
           import_paste_reply(import_paste_cut(&text));
}

/* True when line is of the session. */
bool import_paste_begin(struct import *x, struct span line, struct span text)
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
    if (!import_paste_reply(line))
        return false;
    if (is_glued_greeting(x, line)) {
        x->paste.starttls = true;
        open_session(x);
        if (!ends_in_rule(line)) /* a command can be in it */
            import_lose(x, "the greeting runs into what was typed");
        return false;
    }
    open_session(x);
    if (import_is_challenge(line))
        import_begin_late(x);
    return true;
}

/* Blocks that s_client prints about a session of TLS. */
bool import_paste_block(struct import *x, struct span line)
{
    if (span_starts(line, SPAN("Post-Handshake New Session Ticket")) ||
        span_starts(line, SPAN("SSL-Session:")))
        x->paste.block = true;
    else if (x->paste.block && (span_starts(line, SPAN("read R BLOCK")) ||
                                import_paste_reply(line)))
        x->paste.block = false;
    else if (x->paste.block && span_is(line, "---")) {
        x->paste.block = false;
        return true;
    }
    return x->paste.block;
}
