/* check-client-security.c - client lints, security (section 22).
 *
 * What is sent in clear, or to whom. STLS is for check-client-stls.c, the
 * choice of a mechanism for check-client-auth.c and what its responses hold
 * for check-client-sasl.c. client/secret-on-command-line is for the shell:
 * the wire does not show where a password came from. */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/base/base64.h"
#include "net/rules/client-place.h"

void client_security_memory_done(struct client_security_memory *m)
{
    (void)m;
}

/* --- what a line gives away --- */

enum exposed { EXPOSED_NOTHING, EXPOSED_PASSWORD, EXPOSED_TOKEN };

static struct span word_at(struct span line, int i)
{
    return client_keyword(span_from(line, client_word_at(line, i)));
}

/* What a command line, or the responses to it, show to who can read them. */
static enum exposed exposed_by(struct span line)
{
    struct span keyword = client_keyword(line), word = word_at(line, 0);

    if (span_is_case(keyword, "PASS"))
        return word.len ? EXPOSED_PASSWORD : EXPOSED_NOTHING;
    if (!span_is_case(keyword, "AUTH"))
        return EXPOSED_NOTHING;
    if (span_is_case(word, "PLAIN") || span_is_case(word, "LOGIN"))
        return EXPOSED_PASSWORD;
    if (span_is_case(word, "OAUTHBEARER") || span_is_case(word, "XOAUTH2"))
        return EXPOSED_TOKEN;
    return EXPOSED_NOTHING;
}

const struct rule *check_refuses(const struct check *c, struct span line)
{
    enum need need = dialogue_need(c->dialogue);
    bool response = need == NEED_RESPONSE;

    if (c->peer.loopback || dialogue_tls(c->dialogue) != TLS_NONE ||
        need == NEED_OPEN || need == NEED_DATA)
        return NULL;
    while (line.len) { /* raw octets may hold several */
        struct span one = span_first(line, span_find(line, '\n'));
        enum exposed exposed = response ? EXPOSED_NOTHING : exposed_by(one);

        if (exposed == EXPOSED_PASSWORD)
            return rules[RULE_CLIENT_PASSWORD_IN_CLEAR];
        if (exposed == EXPOSED_TOKEN)
            return rules[RULE_CLIENT_TOKEN_IN_CLEAR];
        line = span_from(line, one.len + 1);
        response = false;
    }
    return NULL;
}

static bool is_unverified(const struct check *c)
{
    const struct client_security_memory *m = &c->memory.client_security;

    return m->facts_known ? !m->verified : c->peer.unverified;
}

/* Nobody on the path can listen or take the server's place. */
static bool is_safe(const struct check *c, const struct event *e)
{
    return c->peer.loopback || (e->tls != TLS_NONE && !is_unverified(c));
}

static void judge_exposure(struct check *c, const struct event *e)
{
    const struct verb *verb = e->request->verb;
    bool near = c->peer.loopback;
    bool ahead = answers(e, VERB_AUTH) && !e->request->sasl_initial;
    const char *is = ahead ? "is about to be" : "is", *what;
    enum exposed exposed;
    struct place place;

    if (verb && !(verb->flags & VERB_SECRET))
        return;
    exposed = exposed_by(client_line(e));
    what = exposed == EXPOSED_TOKEN ? "token" : "password";
    place = client_place(e, 0);
    if (exposed == EXPOSED_NOTHING)
        return;
    if (e->tls != TLS_NONE) {
        if (is_unverified(c))
            report_as(
                c, RULE_CLIENT_UNVERIFIED_SERVER,
                near ? SEVERITY_NOTE : SEVERITY_WARNING, place,
                "a %s %s sent to a server whose certificate is not verified",
                what, is);
        return;
    }
    if (exposed == EXPOSED_TOKEN)
        report_as(c, RULE_CLIENT_TOKEN_IN_CLEAR,
                  near ? SEVERITY_NOTE : SEVERITY_ERROR, place,
                  "a token %s sent without TLS%s", is,
                  near ? ", though on this machine only" : "");
    else
        report_as(c, RULE_CLIENT_PASSWORD_IN_CLEAR,
                  near ? SEVERITY_NOTE : SEVERITY_WARNING, place,
                  "a password %s sent without TLS%s", is,
                  near ? ", though on this machine only" : "");
}

/* --- what the URL said --- */

static void watch_url(struct check *c, const struct event *e)
{
    struct place place = {.side = SIDE_CLIENT};

    (void)e;
    if (c->peer.url_password)
        report(c, RULE_CLIENT_URL_PASSWORD, place,
               "the URL of this connection holds a password");
    if (c->peer.argv_secret)
        report(c, RULE_CLIENT_SECRET_ON_COMMAND_LINE, place,
               "a command given on the command line holds a secret");
}

/* The name that ;AUTH= has for a login: "USER", "APOP", or a mechanism. */
static struct span login_name(const struct request *r)
{
    if (r->verb->id == VERB_PASS)
        return SPAN("USER");
    if (r->verb->id == VERB_AUTH)
        return request_arg(r, 0);
    return span_of(r->verb->name);
}

static void judge_mechanism(struct check *c, const struct event *e)
{
    struct span wanted = span_of(c->peer.mechanism);

    if (span_starts(wanted, SPAN("+")))
        wanted = span_from(wanted, 1);
    if (!wanted.len || span_is(wanted, "*") || !is_login(e->request) ||
        span_equal_case(wanted, login_name(e->request)))
        return;
    report(c, RULE_CLIENT_URL_MECHANISM, client_place(e, 0),
           "the URL of this connection asks for %.*s", (int)wanted.len,
           wanted.at);
}

/* --- weak digests --- */

static void judge_apop(struct check *c, const struct event *e)
{
    bool safe = is_safe(c, e);

    if (answers(e, VERB_APOP) && e->request->args)
        report_as(c, RULE_CLIENT_APOP_WEAK,
                  safe ? SEVERITY_NOTE : SEVERITY_WARNING, client_place(e, 0),
                  "APOP%s",
                  safe ? ", though nobody can take the server's place"
                       : " with a server that anybody may stand for");
}

/* --- all commands --- */

static void watch_facts(struct check *c, const struct event *e)
{
    struct client_security_memory *m = &c->memory.client_security;

    const struct tls_facts *f = e->facts;

    m->facts_known = f && (!f->on_paper || f->verified || f->verify_error[0]);
    m->verified = f && f->verified;
}

static void watch_command(struct check *c, const struct event *e)
{
    if (e->request->kind != REQUEST_COMMAND)
        return;
    client_judge_stls(c, e);
    judge_exposure(c, e);
    judge_mechanism(c, e);
    judge_apop(c, e);
    client_judge_auth(c, e);
    client_judge_initial(c, e);
}

static void watch_response(struct check *c, const struct event *e)
{
    if (e->request->kind == REQUEST_SASL)
        client_judge_response(c, e);
}

/* --- bookkeeping, behind all else --- */

static void watch_tls(struct check *c, const struct event *e)
{
    struct client_security_memory *m = &c->memory.client_security;

    if (e->tls_ok) {
        m->after_stls = m->capa_due = true;
        m->capa_sent = false;
    }
}

static void begin_auth(struct client_auth *a, const struct request *r)
{
    struct span name = request_arg(r, 0);

    *a = (struct client_auth){.number = r->exchange};
    a->spoke = r->sasl_initial;
    for (size_t i = 0; i < name.len && i < sizeof a->mechanism - 1; i++) {
        char c = name.at[i];

        a->mechanism[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
}

static void watch_course(struct check *c, const struct event *e)
{
    struct client_security_memory *m = &c->memory.client_security;
    const struct request *r = e->request;

    if (r->kind == REQUEST_SASL) {
        m->auth.challenged = false;
        m->auth.spoke = true;
        return;
    }
    m->capa_due = false;
    m->capa_sent = m->capa_sent || answers(e, VERB_CAPA);
    m->utf8_sent = m->utf8_sent || answers(e, VERB_UTF8);
    m->stls_sent = m->stls_sent || answers(e, VERB_STLS);
    if (answers(e, VERB_AUTH) && r->args)
        begin_auth(&m->auth, r);
}

/* A challenge that cannot be decoded, or tells that the token is no good. */
static void watch_challenge(struct check *c, const struct event *e)
{
    struct client_auth *a = &c->memory.client_security.auth;
    struct buf data = {0};

    if (a->number != e->exchange)
        begin_auth(a, e->request);
    a->challenged = true;
    a->undecodable = e->line_octets == e->raw.len && !client_masked(c, e) &&
                     base64_decode(&data, e->text, NULL) == BASE64_BAD;
    a->failure = a->spoke && e->text.len &&
                 (span_is(SPAN("OAUTHBEARER"), a->mechanism) ||
                  span_is(SPAN("XOAUTH2"), a->mechanism));
    buf_done(&data);
}

static void watch_end(struct check *c, const struct event *e)
{
    struct client_auth *a = &c->memory.client_security.auth;

    if (a->number == e->exchange)
        *a = (struct client_auth){0};
}

const struct watch client_security_watches[] = {
    WATCH(ON(OPEN), watch_url, 0),
    WATCH(ON(OPEN) | ON(TLS), watch_facts, 0),
    WATCH(ON(TLS), watch_tls, 0),
    WATCH(ON(REQUEST), watch_command, 0),
    WATCH(ON(REQUEST), watch_response, 0),
    WATCH(ON(REQUEST), watch_course, 0),
    WATCH(ON(CONTINUE), watch_challenge, 0),
    WATCH(ON(END), watch_end, 0),
};
const size_t client_security_watches_count =
    sizeof client_security_watches / sizeof *client_security_watches;
