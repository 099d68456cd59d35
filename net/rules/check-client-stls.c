/* check-client-stls.c - client lints about STLS and what follows it (section
 * 22). */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/rules/client-place.h"

/* --- STLS itself --- */

static void judge_place(struct check *c, const struct event *e)
{
    const struct client_security_memory *m = &c->memory.client_security;
    const char *when = NULL;

    if (m->utf8_sent)
        report(c, RULE_CLIENT_STLS_AFTER_UTF8, client_place(e, 0),
               "STLS is sent after UTF8");
    if (e->tls != TLS_NONE)
        when = "under TLS";
    else if (e->state == STATE_CONNECTED && !c->book.greeting_seen)
        when = "before the greeting";
    else if (e->state == STATE_TRANSACTION || e->state == STATE_UPDATE)
        when = "after the login";
    if (when)
        report(c, RULE_CLIENT_STLS_MISPLACED, client_place(e, 0),
               "STLS is sent %s", when);
}

/* --- octets behind it --- */

/* A probe sends them on purpose, unasked. */
static void judge_queue(struct check *c, const struct event *e)
{
    struct client_security_memory *m = &c->memory.client_security;
    uint32_t stls = c->memory.client_state.stls;

    if (!stls || stls == e->exchange || m->queue_told || e->request->automatic)
        return;
    m->queue_told = true;
    report(c, RULE_CLIENT_STLS_PIPELINED, client_place(e, 0),
           "a command is sent behind STLS, before the end of the handshake");
}

/* --- a login without it --- */

static bool begins_login(const struct event *e)
{
    return is_login(e->request) || answers(e, VERB_USER);
}

static void judge_declined(struct check *c, const struct event *e)
{
    struct client_security_memory *m = &c->memory.client_security;

    if (e->tls != TLS_NONE || e->state != STATE_AUTHORIZATION || m->stls_sent ||
        m->declined_told || !begins_login(e) ||
        book_announced(&c->book, "STLS", NULL) != ANNOUNCED_YES)
        return;
    m->declined_told = true;
    report_as(c, RULE_CLIENT_STLS_DECLINED,
              c->peer.loopback ? SEVERITY_NOTE : SEVERITY_WARNING,
              client_place(e, 0),
              "the login begins without TLS, and CAPA lists STLS");
}

/* --- capabilities behind it --- */

static void judge_capa(struct check *c, const struct event *e)
{
    if (c->memory.client_security.capa_due && !answers(e, VERB_CAPA) &&
        !answers(e, VERB_QUIT))
        report(c, RULE_CLIENT_CAPA_NOT_REISSUED, client_place(e, 0),
               "the first command after the handshake is not CAPA");
}

/* Does the command follow a list from before the handshake? */
static bool is_listed(const struct book_capa *old, const struct request *r)
{
    struct span mechanisms = {0};

    if (!r->verb)
        return false;
    if (r->verb->id == VERB_UTF8 || r->verb->id == VERB_LANG)
        return capa_lists(old, r->verb->capability, NULL);
    return r->verb->id == VERB_AUTH && capa_lists(old, "SASL", &mechanisms) &&
           args_list(mechanisms, request_arg(r, 0));
}

static void judge_stale(struct check *c, const struct event *e)
{
    struct client_security_memory *m = &c->memory.client_security;

    if (!m->after_stls || m->capa_sent || m->stale_told ||
        !is_listed(&c->book.capa[0][0], e->request))
        return;
    m->stale_told = true;
    report(c, RULE_CLIENT_STALE_CAPA, client_place(e, 0),
           "%s was listed before the handshake only, and no CAPA was sent "
           "since",
           e->request->verb->id == VERB_AUTH ? "the mechanism"
                                             : e->request->verb->name);
}

void client_judge_stls(struct check *c, const struct event *e)
{
    if (answers(e, VERB_STLS))
        judge_place(c, e);
    judge_queue(c, e);
    judge_declined(c, e);
    judge_capa(c, e);
    judge_stale(c, e);
}
