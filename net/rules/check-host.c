/* check-host.c - rules across sessions (marked [X]): greetings, challenges,
 * logins and STLS.
 *
 * Compares with the memory of the host, which does not change before the end
 * of the session; then it takes in what this one showed. Unique-ids are for
 * check-host-uid.c. */
#include <config.h>

#include "net/rules/maildrop.h"

#include <stdlib.h>
#include <string.h>

void host_session_done(struct host_session *m)
{
    host_stamps_done(&m->challenges);
    host_index_done(&m->index);
    free(m->headers);
}

void check_host(struct check *c, struct host_memory *h)
{
    c->host = h;
}

/* --- greeting/timestamp-reused --- */

/* The first "<...>" of line, brackets included, or empty. */
static struct span stamp_of(struct span line)
{
    struct span stamp = span_from(line, span_find(line, '<'));
    size_t end = span_find(stamp, '>');

    return end < stamp.len ? span_first(stamp, end + 1) : (struct span){0};
}

/* What clients take for a timestamp may be a mail address. */
static bool is_timestamp(struct span stamp)
{
    bool digit = false;

    for (size_t i = 0; i < stamp.len; i++)
        digit = digit || (stamp.at[i] >= '0' && stamp.at[i] <= '9');
    return digit && span_find(stamp, '@') < stamp.len;
}

static void watch_greeting(struct check *c, const struct event *e)
{
    struct host_session *m = &c->memory.host;
    struct span stamp = stamp_of(e->raw);

    if (!c->host || e->status != STATUS_OK || !stamp.len)
        return;
    m->stamp_known = true;
    m->stamp = host_digest_of(stamp);
    if (!host_stamps_has(&c->host->greetings, m->stamp))
        return;
    if (is_timestamp(stamp))
        report(c, RULE_GREETING_TIMESTAMP_REUSED, place_of(e, stamp),
               "an earlier greeting of this host had the same timestamp");
    else
        report_as(c, RULE_GREETING_TIMESTAMP_REUSED, SEVERITY_WARNING,
                  place_of(e, stamp),
                  "the text in angle brackets is the same in each greeting, "
                  "and clients take it for an APOP challenge");
}

/* --- sasl/cram-challenge: is it fresh? --- */

static void watch_challenge(struct check *c, const struct event *e)
{
    struct host_session *m = &c->memory.host;
    struct span challenge = span_trim(e->text);
    struct host_digest digest;

    if (!answers(e, VERB_AUTH) || m->cram_exchange == e->exchange ||
        !span_is_case(request_arg(e->request, 0), "CRAM-MD5") || !challenge.len)
        return;
    m->cram_exchange = e->exchange;
    digest = host_digest_of(challenge);
    if (host_stamps_has(&m->challenges, digest) ||
        (c->host && host_stamps_has(&c->host->challenges, digest)))
        report_as(c, RULE_SASL_CRAM_CHALLENGE, SEVERITY_ERROR,
                  place_of(e, e->text),
                  "this challenge was sent before: whoever saw the response "
                  "to it can log in");
    host_stamps_add(&m->challenges, digest);
}

/* --- logins --- */

/* Whose login r is. That of a SASL exchange is known only when the program
 * did it, for the user of the target. */
static bool user_of(const struct check *c, const struct request *r,
                    struct host_digest *out)
{
    struct span name = {0};

    if (r->verb->id == VERB_PASS)
        name = dialogue_user(c->dialogue);
    else if (r->verb->id == VERB_APOP)
        name = request_arg(r, 0);
    else if (r->verb->id == VERB_AUTH && r->automatic)
        name = span_of(c->peer.user);
    if (name.len)
        *out = host_digest_of(name);
    return name.len > 0;
}

static int64_t time_of(const struct check *c, const struct event *e)
{
    return c->peer.now_s ? c->peer.now_s + (int64_t)(e->at_ns / 1000000000) : 0;
}

/* The seconds that a CAPA reply asks for between two logins. */
static bool delay_of(const struct book_capa *capa, uint64_t *delay_s_out)
{
    struct span args;
    struct capa_value value;

    if (!capa_lists(capa, "LOGIN-DELAY", &args) ||
        !capa_value_read(args, false, &value))
        return false;
    *delay_s_out = value.value;
    return true;
}

/* What is asked for now, or was at the last login. */
static uint64_t delay_due(const struct check *c, const struct host_login *last)
{
    const struct book_capa *capa = book_capa(&c->book);
    uint64_t delay_s = 0;

    if (!capa)
        return last->delay_s;
    delay_of(capa, &delay_s);
    return delay_s;
}

/* The line may hold a password: it is not shown. */
static void watch_hurry(struct check *c, const struct event *e)
{
    const struct request *r = e->request;
    int64_t now_s = time_of(c, e), since_s;
    const struct host_login *last = NULL;
    struct host_digest user;
    uint64_t delay_s;

    if (!c->host || !now_s || r->kind != REQUEST_COMMAND || !is_login(r) ||
        c->book.transaction || has_fired(c, RULE_CLIENT_LOGIN_DELAY))
        return;
    if (user_of(c, r, &user))
        last = host_login_find(c->host, user);
    if (!last || !last->at_s)
        return;
    since_s = now_s - last->at_s;
    delay_s = delay_due(c, last);
    if (since_s >= 0 && (uint64_t)since_s < delay_s)
        report(c, RULE_CLIENT_LOGIN_DELAY,
               (struct place){.side = SIDE_CLIENT,
                              .exchange = e->exchange,
                              .line_offset = e->offset},
               "%jd s after the last login, while LOGIN-DELAY asks for %ju s",
               (intmax_t)since_s, (uintmax_t)delay_s);
}

static void watch_login(struct check *c, const struct event *e)
{
    struct host_session *m = &c->memory.host;
    const struct request *r = e->request;
    const struct host_login *last;

    if (!c->host || e->status != STATUS_OK || !is_login(r) ||
        c->book.transaction || c->book.timed_out || !user_of(c, r, &m->user))
        return;
    m->login_known = true;
    m->login_s = time_of(c, e);
    m->apop = r->verb->id == VERB_APOP;
    m->pass = r->verb->id == VERB_PASS;
    last = host_login_find(c->host, m->user);
    if (last && ((m->apop && last->pass) || (m->pass && last->apop)))
        report(c, RULE_AUTH_APOP_AND_PASS, place_at(e, 0),
               "%s has +OK, and in an earlier session %s had it for this user",
               r->verb->name, m->apop ? "PASS" : "APOP");
}

/* --- client/stls-declined: it was there before --- */

static void tell_vanished(struct check *c, struct place place)
{
    if (!has_fired(c, RULE_CLIENT_STLS_DECLINED))
        report_as(c, RULE_CLIENT_STLS_DECLINED,
                  c->peer.loopback ? SEVERITY_NOTE : SEVERITY_WARNING, place,
                  "this host announced STLS in an earlier session and does not "
                  "now: someone on the path may have taken it out");
}

static bool may_be_stripped(const struct check *c, const struct event *e)
{
    return c->host && c->host->stls_listed && answers(e, VERB_CAPA) &&
           c->book.tls == TLS_NONE && !c->book.transaction;
}

static void watch_refused_capa(struct check *c, const struct event *e)
{
    if (may_be_stripped(c, e) && e->status == STATUS_ERR && !e->request->args &&
        !has_sys_code(e))
        tell_vanished(c, place_at(e, 0));
}

static void watch_capa(struct check *c, const struct event *e)
{
    struct book_capa capa = book_capa_reading(&c->book);

    if (may_be_stripped(c, e) && e->status == STATUS_OK && maildrop_whole(e) &&
        !capa.lines.cut && !capa_lists(&capa, "STLS", NULL))
        tell_vanished(c, place_reply(c, e, 0));
}

/* --- capa/required-with-stls: STLS worked before --- */

/* The server may be another one by now, so this is a warning; an error it is
 * within one session. */
static void watch_lost_capa(struct check *c, const struct event *e)
{
    if (c->host && c->host->stls_accepted && e->status == STATUS_ERR &&
        c->book.tls == TLS_NONE && !c->book.transaction &&
        is_formed(e->request) && !has_sys_code(e))
        report_as(c, RULE_CAPA_REQUIRED_WITH_STLS, SEVERITY_WARNING,
                  place_at(e, 0),
                  "CAPA is refused, and STLS was accepted in an earlier "
                  "session with this host");
}

static void watch_stls(struct check *c, const struct event *e)
{
    if (c->book.tls == TLS_NONE && !c->book.transaction)
        c->memory.host.stls = e->status;
}

/* --- reply/missing, once more --- */

static void watch_answered(struct check *c, const struct event *e)
{
    if (c->host && *c->host->unanswered && e->request->verb &&
        e->end != END_CUT &&
        strcmp(c->host->unanswered, e->request->verb->name) == 0)
        c->memory.host.answered = true;
}

bool host_lacked_reply(const struct check *c, const struct verb *verb)
{
    return c->host && verb && strcmp(c->host->unanswered, verb->name) == 0;
}

static void keep_unanswered(struct check *c)
{
    const struct host_session *m = &c->memory.host;

    if (m->unanswered)
        memcpy(c->host->unanswered, m->unanswered->name,
               strlen(m->unanswered->name) + 1);
    else if (m->answered)
        *c->host->unanswered = '\0';
}

/* --- the end --- */

static void watch_quit(struct check *c, const struct event *e)
{
    struct host_session *m = &c->memory.host;

    if (e->kind == EVENT_REQUEST)
        m->quit_sent = m->quit_sent || answers(e, VERB_QUIT);
    else if (answers(e, VERB_QUIT) && e->end != END_CUT)
        m->quit_ok = m->quit_ok || e->status == STATUS_OK;
}

static void keep_capa(struct check *c)
{
    for (int tls = 0; tls < 2; tls++) {
        const struct book_capa *capa = &c->book.capa[tls][0];
        struct buf *kept = &c->host->capa[tls];

        if (!capa->known || capa->lines.len > HOST_CAPA_MOST)
            continue;
        buf_clear(kept);
        buf_add(kept, buf_span(&capa->lines));
        if (!tls && capa_lists(capa, "STLS", NULL))
            c->host->stls_listed = true;
    }
}

static void keep_login(struct check *c)
{
    const struct host_session *m = &c->memory.host;
    bool tls = c->book.tls != TLS_NONE;
    struct host_login *login;

    if (!m->login_known)
        return;
    login = host_login_take(c->host, m->user);
    login->at_s = m->login_s;
    login->apop = login->apop || m->apop;
    login->pass = login->pass || m->pass;
    if (!delay_of(&c->book.capa[tls][1], &login->delay_s))
        delay_of(&c->book.capa[tls][0], &login->delay_s);
}

static void watch_close(struct check *c, const struct event *e)
{
    const struct host_session *m = &c->memory.host;

    (void)e;
    if (!c->host)
        return;
    if (m->stamp_known)
        host_stamps_add(&c->host->greetings, m->stamp);
    for (size_t i = 0; i < m->challenges.count; i++)
        host_stamps_add(&c->host->challenges, m->challenges.at[i]);
    if (m->stls != STATUS_NONE)
        c->host->stls_accepted = m->stls == STATUS_OK;
    keep_unanswered(c);
    keep_capa(c);
    host_keep_uids(c);
    keep_login(c);
}

#define ABOUT_LOGIN (ABOUT(PASS) | ABOUT(APOP) | ABOUT(AUTH) | ABOUT(RPOP))
#define ABOUT_MESSAGE (ABOUT(RETR) | ABOUT(TOP))

const struct watch host_watches[] = {
    WATCH(ON(GREETING), watch_greeting, 0),
    WATCH(ON(CONTINUE), watch_challenge, ABOUT(AUTH)),
    WATCH(ON(REQUEST), watch_hurry, ABOUT_LOGIN),
    WATCH(ON(STATUS), watch_login, ABOUT_LOGIN),
    WATCH(ON(STATUS), watch_refused_capa, ABOUT(CAPA)),
    WATCH(ON(STATUS), watch_lost_capa, ABOUT(CAPA)),
    WATCH(ON(STATUS), watch_stls, ABOUT(STLS)),
    WATCH(ON(END), watch_capa, ABOUT(CAPA)),
    WATCH(ON(END), watch_answered, 0),
    WATCH(ON(STATUS) | ON(DATA), host_watch_header, ABOUT_MESSAGE),
    WATCH(ON(END), host_watch_message, ABOUT_MESSAGE),
    WATCH(ON(END), host_watch_uidl, ABOUT(UIDL)),
    WATCH(ON(REQUEST) | ON(END), watch_quit, ABOUT(QUIT)),
    WATCH(ON(CLOSE), watch_close, 0),
};
const size_t host_watches_count = sizeof host_watches / sizeof *host_watches;
