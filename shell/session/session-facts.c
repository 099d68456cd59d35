/* session-facts.c - what is known of a session, for whoever asks. */
#include <config.h>

#include "shell/session/session-private.h"

#include "net/base/text.h"
#include "net/wire/clock.h"

bool session_is_open(const struct session *s)
{
    return pump_is_open(s->pump);
}

bool session_was_lost(const struct session *s)
{
    return s->lost;
}

bool session_was_refused(const struct session *s)
{
    return s->tls_refused;
}

bool session_stopped(const struct session *s)
{
    return s->stopped;
}

size_t session_queued(const struct session *s)
{
    return pump_queued(s->pump);
}

struct session_counts session_counts(const struct session *s)
{
    return (struct session_counts){
        .commands = s->commands,
        .refused = s->refused,
        .octets_in = pump_octets_in(s->pump),
        .octets_out = pump_octets_out(s->pump),
    };
}

const struct dialogue *session_dialogue(const struct session *s)
{
    return s->dialogue;
}

const struct verdict *session_verdict(const struct session *s)
{
    return s->verdict;
}

const struct mask *session_mask(const struct session *s)
{
    return s->mask;
}

const struct rule *session_refuses(const struct session *s, struct span line)
{
    return check_refuses(s->check, line);
}

const struct target *session_target(const struct session *s)
{
    return &s->target;
}

const struct dial_facts *session_dial_facts(const struct session *s)
{
    return &s->dial;
}

const struct tls_facts *session_tls_facts(const struct session *s)
{
    return s->has_tls ? &s->tls : NULL;
}

uint64_t session_age_ns(const struct session *s)
{
    return clock_ns() - s->opened_ns;
}

const char *session_last_text(const struct session *s)
{
    return buf_text(&s->text);
}

size_t session_marked(const struct session *s)
{
    return pump_is_open(s->pump) && !s->quit_sent
               ? dialogue_messages(s->dialogue)->deleted
               : 0;
}

bool session_is_busy(const struct session *s)
{
    enum need need = dialogue_need(s->dialogue);

    return need != NEED_NOTHING && need != NEED_CLOSE && need != NEED_OPEN;
}

bool session_is_in_exchange(const struct session *s)
{
    enum need need = dialogue_need(s->dialogue);

    return need == NEED_RESPONSE || need == NEED_DATA;
}

bool session_auth_was_refused(const struct session *s)
{
    return s->auth_refused;
}

void session_awaited(const struct session *s, struct buf *out)
{
    const struct request *r = dialogue_waiting(s->dialogue);
    struct buf line = {0}, shown = {0};

    if (!r) {
        buf_add_text(out, dialogue_state(s->dialogue) == STATE_CONNECTED
                              ? "the greeting"
                              : "the server");
        return;
    }
    mask_line(&line, request_line(r), r->kind == REQUEST_SASL);
    mask_hide(s->mask, buf_span(&line), &shown);
    buf_add_text(out, "the reply to ");
    text_escape_fit(out, buf_span(&shown), TEXT_PLAIN, 60);
    buf_wipe(&line);
    buf_done(&shown);
}

void session_peer(const struct session *s, struct buf *out)
{
    const struct target *t = &s->target;

    if (*t->path) {
        text_escape(out, span_of(t->path), TEXT_PLAIN);
        return;
    }
    bool brackets = span_find(span_of(t->host), ':') < span_of(t->host).len;
    buf_add_text(out, brackets ? "[" : "");
    text_escape(out, span_of(t->host), TEXT_PLAIN);
    buf_add_format(out, "%s:%u", brackets ? "]" : "", t->port);
}
