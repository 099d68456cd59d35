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
    buf_clear(&s->line);
    buf_add(&s->line, line);
    buf_add(&s->line, SPAN("\r\n"));
    session_send_octets(s, buf_span(&s->line), count);
    secret_wipe(s->line.at, s->line.len);
}

void session_send_octets(struct session *s, struct span octets, uint64_t count)
{
    pump_send_repeats(s->pump, octets, count);
}

void session_send_password(struct session *s, struct span keyword,
                           const struct secret *password, bool automatic)
{
    mask_learn_password(s->mask, secret_span(password));
    buf_clear(&s->line);
    buf_add(&s->line, keyword);
    buf_add_char(&s->line, ' ');
    buf_add(&s->line, secret_span(password));
    buf_add(&s->line, SPAN("\r\n"));
    pump_send(s->pump, buf_span(&s->line), automatic);
    buf_wipe(&s->line);
}
