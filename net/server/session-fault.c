/* session-fault.c - which faults strike a session now. */
#include <config.h>

#include "net/server/session-private.h"

#include "net/pop3/saslprep.h"

enum { LONGISH = 200 }; /* octets of a command */

static unsigned conditions(const struct server_session *s)
{
    unsigned now = s->request.args ? FAULT_ARGS : FAULT_BARE;

    now |= s->tls ? FAULT_TLS : FAULT_CLEAR;
    now |= s->began == STATE_TRANSACTION ? FAULT_AFTER : FAULT_BEFORE;
    if (s->seen[s->place] > 1)
        now |= FAULT_AGAIN;
    if (s->utf8 || s->lang_chosen)
        now |= FAULT_UTF8;
    if (s->left < s->count)
        now |= FAULT_MARKED;
    if (s->words.command.len >= LONGISH)
        now |= FAULT_LONGISH;
    if (s->final)
        now |= FAULT_FINAL;
    if (!saslprep_is(span_of(s->user), buf_span(&s->server->user)))
        now |= FAULT_STRANGER;
    if (s->request.has_number[1] && !s->request.number[1])
        now |= FAULT_ZERO;
    if (s->piped)
        now |= FAULT_PIPED;
    return now;
}

static bool applies(const struct server_session *s, const struct fault *f,
                    unsigned when)
{
    return (f->place == FAULT_AT_ANY || f->place == s->place) &&
           !(f->when & ~(when | conditions(s)));
}

const struct fault *session_fault(const struct server_session *s,
                                  enum fault_part part, unsigned when)
{
    const struct fault_set *set = s->server->settings.faults;

    for (size_t i = 0; set && i < set->count; i++)
        if (set->active[i].part == part && applies(s, &set->active[i], when))
            return &set->active[i];
    return NULL;
}

const struct fault *session_capa_fault(const struct server_session *s,
                                       const char *tag)
{
    const struct fault_set *set = s->server->settings.faults;

    for (size_t i = 0; set && i < set->count; i++) {
        const struct fault *f = &set->active[i];
        bool same = tag && f->tag ? strcmp(f->tag, tag) == 0 : tag == f->tag;

        if (f->part == FAULT_CAPA && same && applies(s, f, FAULT_OK))
            return f;
    }
    return NULL;
}

bool session_forgets(const struct server_session *s, unsigned lapses)
{
    const struct fault_set *set = s->server->settings.faults;

    for (size_t i = 0; set && i < set->count; i++) {
        const struct fault *f = &set->active[i];

        if (f->lapses & lapses &&
            (f->place == FAULT_AT_NONE ||
             applies(s, f, f->when & (FAULT_OK | FAULT_ERR))))
            return true;
    }
    return false;
}

bool server_session_lapses(const struct server_session *s, unsigned lapses)
{
    return session_forgets(s, lapses);
}
