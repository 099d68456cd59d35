/* session-line.c - makes lines of octets, within bounds.
 *
 * Only CRLF ends a line. What is too long is read to its end and answered
 * once; what does not end at all ends the connection. */
#include <config.h>

#include "net/server/session-private.h"

static void forget_line(struct server_session *s)
{
    secret_wipe(s->line, s->line_len);
    secret_wipe(s->response.at, s->response.len);
    buf_clear(&s->response);
    s->line_len = 0;
    s->line_octets = 0;
    s->line_cr = false;
}

static void keep_octets(struct server_session *s, struct span octets)
{
    size_t n = COMMAND_MOST - s->line_len;

    s->line_octets += octets.len;
    s->line_cr = octets.at[octets.len - 1] == '\r';
    if (s->state == STATE_SASL) {
        buf_add(&s->response, octets);
        return;
    }
    n = octets.len < n ? octets.len : n;
    memcpy(s->line + s->line_len, octets.at, n);
    s->line_len += n;
}

static void refuse_line(struct server_session *s, enum phrase phrase)
{
    s->place = FAULT_AT_UNKNOWN;
    s->words = (struct words){
        .command = {s->line, s->line_len}
    };
    session_say(s, STATUS_ERR, NULL, phrase);
}

static void run_line(struct server_session *s, size_t end_octets)
{
    struct span line = {s->line, s->line_len};

    s->began = s->state;
    if (s->state == STATE_SASL) {
        struct span text = buf_span(&s->response);

        session_respond(
            s, span_first(text, text.len - (text.len < 2 ? text.len : 2)),
            s->line_octets > RESPONSE_MOST + 2);
    } else if (s->line_octets > COMMAND_MOST) {
        s->user_given = false;
        refuse_line(s, PHRASE_LONG);
    } else {
        session_run(s, span_first(line, line.len - end_octets));
    }
    forget_line(s);
}

/* No end so far: is it still bearable? */
static void judge_endless(struct server_session *s)
{
    if (s->state != STATE_SASL && s->line_len == COMMAND_MOST &&
        session_forgets(s, LAPSE_LONG)) {
        refuse_line(s, PHRASE_LONG);
        forget_line(s);
        return;
    }
    if (s->line_octets < ENDLESS_MOST)
        return;
    refuse_line(s, PHRASE_LINE_ENDLESS);
    forget_line(s);
    session_close(s);
}

size_t session_read_line(struct server_session *s, struct span octets)
{
    size_t lf = span_find(octets, '\n');
    struct span part = span_first(octets, lf + 1);
    bool cr;

    if (s->state != STATE_SASL && session_forgets(s, LAPSE_LONG))
        part = span_first(part, COMMAND_MOST - s->line_len);
    s->piped = part.len < octets.len;
    cr = part.len > 1 ? part.at[part.len - 2] == '\r' : s->line_cr;
    keep_octets(s, part);
    if (part.at[part.len - 1] == '\n' && (cr || session_forgets(s, LAPSE_CRLF)))
        run_line(s, cr ? 2 : 1);
    else
        judge_endless(s);
    return part.len;
}
