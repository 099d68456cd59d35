/* memory.c - releases the own memories of the families. */
#include <config.h>

#include "net/rules/memory.h"

#include <string.h>

void memory_done(struct memory *m)
{
    line_memory_done(&m->line);
    stray_memory_done(&m->stray);
    framing_memory_done(&m->framing);
    greeting_memory_done(&m->greeting);
    state_memory_done(&m->state);
    session_memory_done(&m->session);
    auth_memory_done(&m->auth);
    sasl_memory_done(&m->sasl);
    capa_memory_done(&m->capa);
    resp_memory_done(&m->resp);
    lang_memory_done(&m->lang);
    stls_memory_done(&m->stls);
    tls_memory_done(&m->tls);
    stat_memory_done(&m->stat);
    list_memory_done(&m->list);
    uidl_memory_done(&m->uidl);
    retr_memory_done(&m->retr);
    dele_memory_done(&m->dele);
    message_memory_done(&m->message);
    client_line_memory_done(&m->client_line);
    client_state_memory_done(&m->client_state);
    client_security_memory_done(&m->client_security);
    host_session_done(&m->host);
    memset(m, 0, sizeof *m);
}
