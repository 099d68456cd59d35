/* memory.h - the own memories of the families, together in struct check. */
#ifndef POP3SH_RULES_MEMORY_H
#define POP3SH_RULES_MEMORY_H

#include "net/rules/check-auth.h"
#include "net/rules/check-capa.h"
#include "net/rules/check-client-line.h"
#include "net/rules/check-client-security.h"
#include "net/rules/check-client-state.h"
#include "net/rules/check-dele.h"
#include "net/rules/check-framing.h"
#include "net/rules/check-greeting.h"
#include "net/rules/check-host.h"
#include "net/rules/check-lang.h"
#include "net/rules/check-line.h"
#include "net/rules/check-list.h"
#include "net/rules/check-message.h"
#include "net/rules/check-resp.h"
#include "net/rules/check-retr.h"
#include "net/rules/check-sasl.h"
#include "net/rules/check-session.h"
#include "net/rules/check-stat.h"
#include "net/rules/check-state.h"
#include "net/rules/check-stls.h"
#include "net/rules/check-stray.h"
#include "net/rules/check-tls.h"
#include "net/rules/check-uidl.h"

struct memory {
    struct line_memory line;
    struct stray_memory stray;
    struct framing_memory framing;
    struct greeting_memory greeting;
    struct state_memory state;
    struct session_memory session;
    struct auth_memory auth;
    struct sasl_memory sasl;
    struct capa_memory capa;
    struct resp_memory resp;
    struct lang_memory lang;
    struct stls_memory stls;
    struct tls_memory tls;
    struct stat_memory stat;
    struct list_memory list;
    struct uidl_memory uidl;
    struct retr_memory retr;
    struct dele_memory dele;
    struct message_memory message;
    struct client_line_memory client_line;
    struct client_state_memory client_state;
    struct client_security_memory client_security;
    struct host_session host;
};

/* Release what the families hold; all is zero after it. */
void memory_done(struct memory *m);

#endif
