/* session-send.c - puts lines and octets on the way to the server. */
#include <config.h>

#include "shell/session/session-private.h"

void session_send(struct session *s, struct span line, bool automatic)
{
    buf_clear(&s->line);
    buf_add(&s->line, line);
    buf_add(&s->line, SPAN("\r\n"));
    pump_send(s->pump, buf_span(&s->line), automatic);
    secret_wipe(s->line.at, s->line.len); /* it may be a PASS */
}

void session_send_repeats(struct session *s, struct span line, uint64_t count)
{
    if (count == 1) {
        session_send(s, line, false);
        return;
    }
    struct buf lines = {0};

    buf_clear(&s->line);
    buf_add(&s->line, line);
    buf_add(&s->line, SPAN("\r\n"));
    buf_add_repeats(&lines, buf_span(&s->line), count);
    pump_send(s->pump, buf_span(&lines), false);
    buf_wipe(&lines);
    secret_wipe(s->line.at, s->line.len);
}

void session_send_octets(struct session *s, struct span octets)
{
    pump_send(s->pump, octets, false);
}

void session_send_password(struct session *s, struct span keyword,
                           const struct secret *password, bool automatic)
{
    mask_learn(s->mask, secret_span(password));
    buf_clear(&s->line);
    buf_add(&s->line, keyword);
    buf_add_char(&s->line, ' ');
    buf_add(&s->line, secret_span(password));
    buf_add(&s->line, SPAN("\r\n"));
    pump_send(s->pump, buf_span(&s->line), automatic);
    buf_wipe(&s->line);
}
