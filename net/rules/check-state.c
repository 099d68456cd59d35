/* check-state.c - what a server accepts when, and what it refuses (section 4).
 *
 * Logins of their own kind are for check-auth.c and check-sasl.c, timers and
 * the end of the session for check-session.c. */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/base/text.h"

#define SECONDS(n) ((n)*UINT64_C(1000000000))
enum { STAYS_S = 2 }; /* a server that leaves after -ERR has done so by then */

void state_memory_done(struct state_memory *m)
{
    (void)m;
}

/* The verb of a command that gets +OK by e, or VERB_COUNT. */
static enum verb_id accepted_verb(const struct event *e)
{
    if (e->status != STATUS_OK || !e->request || !e->request->verb)
        return VERB_COUNT;
    return e->request->verb->id;
}

static bool is_mailbox_verb(enum verb_id id)
{
    return id == VERB_STAT || id == VERB_LIST || id == VERB_RETR ||
           id == VERB_DELE || id == VERB_RSET || id == VERB_TOP ||
           id == VERB_UIDL;
}

/* --- state and login --- */

static void watch_facts(struct check *c, const struct event *e)
{
    if (e->facts && e->facts->client_cert_sent)
        c->memory.state.certificate = true;
}

/* A mailbox command worked without a login. The most specific reason for
 * which it should not have is told (precedence.c). */
static void judge_before_login(struct check *c, const struct event *e,
                               enum verb_id id)
{
    const struct state_memory *m = &c->memory.state;
    enum severity severity =
        id == VERB_NOOP || m->private_ok ? SEVERITY_WARNING : SEVERITY_ERROR;

    report_as(c, RULE_STATE_WRONG_STATE_ACCEPTED, severity, place_at(e, 0),
              "+OK to %s before login", verbs[id].name);
    if (id != VERB_STAT)
        return;
    if (c->book.login_failed)
        report_as(c, RULE_STATE_TRANSACTION_AFTER_FAILED_LOGIN, severity,
                  place_at(e, 0),
                  "+OK to STAT after a refused login, and no login before it");
    else if (m->certificate)
        report_as(c, RULE_STATE_TRANSACTION_BEFORE_LOGIN, severity,
                  place_at(e, 0),
                  "+OK to STAT with a client certificate but no login");
}

static void judge_after_login(struct check *c, const struct event *e,
                              enum verb_id id)
{
    bool mechanism = id == VERB_AUTH && e->request->args > 0;

    if (id == VERB_UTF8)
        report_as(c, RULE_STATE_WRONG_STATE_ACCEPTED, SEVERITY_WARNING,
                  place_at(e, 0), "+OK to UTF8 after login");
    else if (mechanism || id == VERB_USER || id == VERB_PASS ||
             id == VERB_APOP || id == VERB_STLS)
        report(c, RULE_STATE_WRONG_STATE_ACCEPTED, place_at(e, 0),
               "+OK to %s after login", verbs[id].name);
}

static void watch_state(struct check *c, const struct event *e)
{
    struct state_memory *m = &c->memory.state;
    enum verb_id id = accepted_verb(e);

    if (e->status == STATUS_OK && e->request && !e->request->verb &&
        !c->book.transaction)
        m->private_ok = true;
    if (id == VERB_COUNT)
        return;
    if (c->book.transaction) {
        judge_after_login(c, e, id);
        m->proved = m->proved || is_mailbox_verb(id) || id == VERB_NOOP;
    } else if (is_mailbox_verb(id) || id == VERB_NOOP) {
        judge_before_login(c, e, id);
    }
}

/* --- arguments --- */

/* How many arguments the command cannot do without, for those where the
 * rule holds. */
static int args_needed(enum verb_id id)
{
    switch (id) {
    case VERB_USER:
    case VERB_PASS:
    case VERB_RETR:
    case VERB_DELE:
    case VERB_TOP:
    case VERB_APOP:
        return verbs[id].args_min;
    default:
        return 0;
    }
}

static bool limits_args(enum verb_id id)
{
    return id == VERB_STAT || id == VERB_NOOP || id == VERB_RSET ||
           id == VERB_QUIT || id == VERB_CAPA || id == VERB_STLS ||
           id == VERB_UTF8 || id == VERB_LIST || id == VERB_UIDL ||
           id == VERB_RETR || id == VERB_DELE || id == VERB_TOP ||
           id == VERB_APOP;
}

static void watch_arg_count(struct check *c, const struct event *e)
{
    enum verb_id id = accepted_verb(e);
    int args, most;

    if (id == VERB_COUNT)
        return;
    args = e->request->args;
    most = verbs[id].args_max;
    if (args < args_needed(id))
        report_as(c, RULE_CMD_MISSING_ARG_ACCEPTED,
                  id == VERB_USER ? SEVERITY_WARNING : SEVERITY_ERROR,
                  place_at(e, 0), "+OK to %s with %d argument%s, where %d %s",
                  verbs[id].name, args, args == 1 ? "" : "s", args_needed(id),
                  args_needed(id) == 1 ? "is needed" : "are needed");
    if (args > most && limits_args(id))
        report(c, RULE_CMD_EXTRA_ARG_ACCEPTED, place_at(e, 0),
               "+OK to %s with %d argument%s, where at most %d %s allowed",
               verbs[id].name, args, args == 1 ? "" : "s", most,
               most == 1 ? "is" : "are");
}

/* 1*DIGIT, of any length. */
static bool is_number(struct span word)
{
    size_t n = 0;

    while (n < word.len && word.at[n] >= '0' && word.at[n] <= '9')
        n++;
    return n && n == word.len;
}

static void judge_number(struct check *c, const struct event *e, int arg)
{
    struct span word = request_arg(e->request, arg);
    bool plus = word.len && word.at[0] == '+' && is_number(span_from(word, 1));
    struct buf text = {.most = 120};

    if (!word.len || is_number(word))
        return;
    text_escape_fit(&text, word, TEXT_ASCII, 30);
    report_as(c, RULE_CMD_BAD_ARG_ACCEPTED,
              plus ? SEVERITY_NOTE : SEVERITY_ERROR, place_at(e, 0),
              "+OK to %s with \"%s\", which is no %s", e->request->verb->name,
              buf_text(&text), arg ? "line count" : "message-number");
    buf_done(&text);
}

static void watch_numbers(struct check *c, const struct event *e)
{
    enum verb_id id = accepted_verb(e);

    if (!c->book.transaction || id == VERB_COUNT)
        return;
    if (id == VERB_LIST || id == VERB_UIDL || id == VERB_RETR ||
        id == VERB_DELE || id == VERB_TOP)
        judge_number(c, e, 0);
    if (id == VERB_TOP)
        judge_number(c, e, 1);
}

/* --- refusals --- */

/* STAT, NOOP, RSET in TRANSACTION, QUIT before it, without a fault of ours. */
static bool has_only_ok(const struct check *c, const struct request *r)
{
    if (!is_formed(r) || r->args)
        return false;
    switch (r->verb->id) {
    case VERB_STAT:
    case VERB_NOOP:
    case VERB_RSET:
        return c->book.transaction && !c->book.quit_answered;
    case VERB_QUIT:
        return !c->book.transaction && !c->book.quit_answered;
    default:
        return false;
    }
}

static void tell_refused(struct check *c, struct place place, const char *name,
                         bool sys)
{
    report_as(c, RULE_CMD_ONLY_OK_REFUSED,
              sys ? SEVERITY_NOTE : SEVERITY_WARNING, place,
              "-ERR to %s, for which RFC 1939 lists +OK only", name);
}

/* The first STAT or NOOP after login: if the server stays, it is the login
 * that did not take effect. */
static bool doubts_login(struct check *c, const struct event *e)
{
    struct state_memory *m = &c->memory.state;
    bool probe = (answers(e, VERB_STAT) || answers(e, VERB_NOOP)) &&
                 has_only_ok(c, e->request);
    bool first = probe && !m->asked && !m->proved;

    m->asked = m->asked || probe;
    if (!first || e->status != STATUS_ERR)
        return false;
    kept_take(&m->refused, e->offset, e->raw);
    m->exchange = e->exchange;
    m->name = e->request->verb->name;
    m->sys = has_sys_code(e);
    m->since_ns = e->at_ns;
    m->alarm_ns = e->at_ns + SECONDS(STAYS_S);
    return true;
}

static void watch_refusal(struct check *c, const struct event *e)
{
    if (!doubts_login(c, e) && e->status == STATUS_ERR &&
        has_only_ok(c, e->request))
        tell_refused(c, place_at(e, 0), e->request->verb->name,
                     has_sys_code(e));
}

/* The server is still there after it. */
static void watch_stay(struct check *c, const struct event *e)
{
    struct state_memory *m = &c->memory.state;
    bool left = e->kind == EVENT_CLOSE && e->side == SIDE_SERVER;

    if (!m->alarm_ns)
        return;
    if (e->kind == EVENT_CLOCK && e->at_ns < m->alarm_ns)
        return;
    m->alarm_ns = 0;
    if (left && e->at_ns - m->since_ns < SECONDS(STAYS_S))
        tell_refused(c, place_line(&m->refused, m->exchange), m->name, m->sys);
    else
        report_as(c, RULE_STATE_NOT_IN_TRANSACTION_AFTER_LOGIN,
                  m->sys ? SEVERITY_NOTE : SEVERITY_WARNING,
                  place_line(&m->refused, m->exchange),
                  "-ERR to %s, the first command after +OK to the login",
                  m->name);
}

const struct watch state_watches[] = {
    WATCH(ON(OPEN) | ON(TLS), watch_facts, 0),
    WATCH(ON(STATUS), watch_state, 0),
    WATCH(ON(STATUS), watch_arg_count, 0),
    WATCH(ON(STATUS), watch_numbers, 0),
    WATCH(ON(STATUS) | ON(CLOCK) | ON(CLOSE), watch_stay, 0),
    WATCH(ON(STATUS), watch_refusal, 0),
};
const size_t state_watches_count = sizeof state_watches / sizeof *state_watches;
