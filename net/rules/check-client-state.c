/* check-client-state.c - client lints, state and order (section 21).
 *
 * Which command is sent when. The steps of a login are for
 * check-client-login.c; where section 22 has a rule of its own for a command
 * in the wrong place, check-client-stls.c and check-client-auth.c tell it. */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/rules/client-place.h"
#include "net/rules/shown.h"

void client_state_memory_done(struct client_state_memory *m)
{
    (void)m;
}

/* --- the state --- */

/* The states that the server may be in when the command arrives there. */
static unsigned possible_states(const struct client_state_memory *m,
                                const struct event *e)
{
    unsigned states = e->state;

    if (e->state == STATE_SASL)
        states = STATE_AUTHORIZATION;
    if (m->login)
        states |= STATE_TRANSACTION;
    return states;
}

/* Other rules tell of these in the wrong place. */
static bool is_told_elsewhere(const struct event *e)
{
    enum verb_id id = e->request->verb->id;

    return id == VERB_STLS ||
           (id == VERB_AUTH && e->state == STATE_TRANSACTION);
}

/* Is the state known, and is it for the client to mind? */
static bool is_state_known(const struct check *c, const struct event *e)
{
    const struct book *b = &c->book;

    return !b->timed_out && !(b->greeting_seen && !b->greeting_ok) &&
           !c->memory.client_state.stls && e->state != STATE_TLS_HANDSHAKE &&
           e->state != STATE_CLOSED;
}

static void judge_state(struct check *c, const struct event *e)
{
    const struct client_state_memory *m = &c->memory.client_state;
    const struct verb *verb = e->request->verb;
    const char *when = e->state == STATE_CONNECTED     ? "before the greeting"
                       : e->state == STATE_TRANSACTION ? "after the login"
                                                       : "before the login";

    if (!verb || is_told_elsewhere(e) || !is_state_known(c, e))
        return;
    if (m->quit)
        when = "after QUIT";
    else if (verb->states & possible_states(m, e))
        return;
    report(c, RULE_CLIENT_WRONG_STATE, client_place(e, 0), "%s is sent %s",
           verb->name, when);
}

/* --- several commands at a time --- */

/* A queue is told of once, at the first command that had to wait. */
static void judge_queue(struct check *c, const struct event *e)
{
    struct client_state_memory *m = &c->memory.client_state;
    const struct verb *verb = e->request->verb;

    if (dialogue_outstanding(c->dialogue) < 2)
        m->queued = false;
    else if (!m->queued && !m->stls && !c->book.timed_out &&
             !(verb && verb->shape == SHAPE_NONE) &&
             book_announced(&c->book, "PIPELINING", NULL) != ANNOUNCED_YES) {
        m->queued = true;
        report(c, RULE_CLIENT_PIPELINING_UNANNOUNCED, client_place(e, 0),
               "a command is sent before the last one was answered, and %s "
               "PIPELINING",
               book_announced(&c->book, "PIPELINING", NULL) == ANNOUNCED_NO
                   ? "CAPA does not list"
                   : "no CAPA reply has listed");
    }
}

/* --- what CAPA lists --- */

static bool is_probing(const struct event *e)
{
    switch (e->request->verb->id) {
    case VERB_TOP:
    case VERB_UIDL:
    case VERB_UTF8:
    case VERB_LANG:
        return true;
    case VERB_STLS: /* else client/stls-misplaced */
        return e->tls == TLS_NONE && e->state == STATE_AUTHORIZATION;
    default:
        return false;
    }
}

/* Once per command name in a session. */
static void judge_announced(struct check *c, const struct event *e)
{
    struct client_state_memory *m = &c->memory.client_state;
    const struct verb *verb = e->request->verb;

    if (!verb || !is_probing(e) || m->unannounced & (1u << verb->id) ||
        book_announced(&c->book, verb->capability, NULL) != ANNOUNCED_NO)
        return;
    m->unannounced |= 1u << verb->id;
    report(c, RULE_CLIENT_EXTENSION_UNANNOUNCED, client_place(e, 0),
           "CAPA does not list %s", verb->capability);
}

/* --- commands that are not for everyone --- */

static void judge_kind(struct check *c, const struct event *e)
{
    const struct verb *verb = e->request->verb;

    if (!verb)
        return;
    if (verb->id == VERB_RPOP)
        report_as(c, RULE_CLIENT_HISTORIC_COMMAND, SEVERITY_WARNING,
                  client_place(e, 0),
                  "RPOP trusts a port number in the place of a password");
    else if (verb->id == VERB_LAST || verb->id == VERB_XTND)
        report(c, RULE_CLIENT_HISTORIC_COMMAND, client_place(e, 0),
               "%s is in no current standard", verb->name);
    else if (verb->id == VERB_AUTH && !e->request->args)
        report(c, RULE_CLIENT_HISTORIC_COMMAND, client_place(e, 0),
               "AUTH without a mechanism is in no standard");
    if (verb->flags & VERB_PROXYING)
        report(c, RULE_CLIENT_PROXY_COMMAND, client_place(e, 0),
               "%s tells a server of another client than this one", verb->name);
}

static void watch_request(struct check *c, const struct event *e)
{
    if (e->request->kind != REQUEST_COMMAND)
        return;
    judge_state(c, e);
    client_judge_login(c, e);
    judge_queue(c, e);
    judge_announced(c, e);
    judge_kind(c, e);
}

/* The server takes what comes next for the response, whatever it is. */
static void watch_response(struct check *c, const struct event *e)
{
    if (e->request->kind == REQUEST_SASL &&
        !c->memory.client_security.auth.challenged)
        report(c, RULE_CLIENT_PIPELINED_AFTER_AUTH, client_place(e, 0),
               "a line is sent behind AUTH before the server asked for it");
}

/* --- the end --- */

static void watch_close(struct check *c, const struct event *e)
{
    size_t deleted = dialogue_messages(c->dialogue)->deleted;
    struct place place = {.side = SIDE_CLIENT};

    place.line_offset = c->memory.client_state.octets;
    if (e->side == SIDE_CLIENT && deleted && !c->book.quit_sent)
        report(c, RULE_CLIENT_QUIT_MISSING, place,
               "the connection is closed without QUIT: %zu deleted message%s "
               "will still be there",
               deleted, deleted == 1 ? "" : "s");
}

/* --- bookkeeping, behind all else --- */

static void take_command(struct client_state_memory *m, const struct event *e)
{
    const struct request *r = e->request;

    if (r->verb && r->verb->id == VERB_USER) {
        m->user = e->exchange;
        m->user_ok = m->user_left = false;
    } else if (r->verb && r->verb->id == VERB_PASS) {
        m->user = 0;
    } else {
        m->user_left = true;
    }
    if (is_login(r))
        m->login = e->exchange;
    if (r->verb && r->verb->id == VERB_QUIT)
        m->quit = true;
    if (r->verb && r->verb->id == VERB_STLS && !m->stls)
        m->stls = e->exchange;
}

static void take_end(struct client_state_memory *m, const struct event *e)
{
    bool ok = e->status == STATUS_OK;

    if (m->user == e->exchange) {
        m->user_ok = ok;
        m->user = ok ? m->user : 0;
    }
    if (m->login == e->exchange)
        m->login = 0;
    if (m->stls == e->exchange && (!ok || e->tls != TLS_NONE))
        m->stls = 0;
    if (answers(e, VERB_QUIT) && !ok && e->state != STATE_UPDATE)
        m->quit = false;
}

static void watch_course(struct check *c, const struct event *e)
{
    struct client_state_memory *m = &c->memory.client_state;

    if (e->kind == EVENT_REQUEST) {
        m->octets = e->offset + e->line_octets;
        if (e->request->kind == REQUEST_COMMAND)
            take_command(m, e);
    } else if (e->kind == EVENT_END) {
        take_end(m, e);
    } else {
        m->stls = 0;
        m->user = e->tls_ok ? 0 : m->user;
    }
}

const struct watch client_state_watches[] = {
    WATCH(ON(REQUEST), watch_request, 0),
    WATCH(ON(REQUEST), watch_response, 0),
    WATCH(ON(CLOSE), watch_close, 0),
    WATCH(ON(REQUEST) | ON(END) | ON(TLS), watch_course, 0),
};
const size_t client_state_watches_count =
    sizeof client_state_watches / sizeof *client_state_watches;
