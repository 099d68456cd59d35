/* check-sasl.c - AUTH exchanges, server side (section 6).
 *
 * Follows the exchange and judges what holds for every mechanism; the messages
 * of SCRAM and of the OAuth mechanisms are judged in check-scram.c and
 * check-oauth.c, the lists of mechanisms in check-sasl-list.c. */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/base/base64.h"
#include "net/base/secret.h"
#include "net/rules/sasl-name.h"
#include "net/rules/shown.h"
#include <string.h>

static void exchange_done(struct sasl_exchange *x)
{
    scram_done(&x->scram);
    secret_wipe(x, sizeof *x);
}

void sasl_memory_done(struct sasl_memory *m)
{
    exchange_done(&m->exchange);
    secret_wipe(m, sizeof *m);
}

/* --- what the client sends --- */

/* 16 bits of a Fletcher sum: enough to tell equal data, too few to find any. */
static uint16_t fingerprint(struct span s)
{
    unsigned low = 1, high = 0;

    for (size_t i = 0; i < s.len; i++) {
        low = (low + (unsigned char)s.at[i]) % 251;
        high = (high + low) % 251;
    }
    return (uint16_t)(high << 8 | low);
}

/* "=" is how an initial response of no octets is written. */
static struct span initial_response(const struct request *auth)
{
    struct span response = request_arg(auth, 1);

    return span_is(response, "=") ? span_of(NULL) : response;
}

/* The client sent this response, in base64, to a challenge or with AUTH. False
 * when it cannot be read, as when it was masked in a recording. */
static bool take_sent(struct check *c, struct span mechanism, struct span text)
{
    struct sasl_exchange *x = &c->memory.sasl.exchange;
    struct buf octets = {0};
    bool clear = base64_decode(&octets, text, NULL) != BASE64_BAD;
    struct span data = clear ? buf_span(&octets) : SPAN("?");

    if (is_scram(mechanism))
        scram_sent(&x->scram, data);
    if (is_oauth(mechanism))
        oauth_sent(&x->oauth, data);
    buf_wipe(&octets);
    return clear;
}

static void begin(struct check *c, const struct request *auth)
{
    struct sasl_exchange *x = &c->memory.sasl.exchange;

    exchange_done(x);
    x->number = auth->exchange;
    if (auth->sasl_initial)
        x->initial_clear =
            take_sent(c, request_arg(auth, 0), initial_response(auth));
}

static bool is_auth(const struct request *r)
{
    return r && r->verb && r->verb->id == VERB_AUTH && r->args > 0;
}

/* The exchange that e belongs to, which may have begun behind other commands
 * that were sent at once. */
static struct sasl_exchange *exchange_of(struct check *c, const struct event *e)
{
    if (c->memory.sasl.exchange.number != e->exchange)
        begin(c, e->request);
    return &c->memory.sasl.exchange;
}

unsigned sasl_challenges(const struct check *c, const struct event *e)
{
    const struct sasl_exchange *x = &c->memory.sasl.exchange;

    return x->number && x->number == e->exchange ? x->challenges : 0;
}

static void take_response(struct check *c, struct span line)
{
    struct sasl_exchange *x = &c->memory.sasl.exchange;
    const struct request *auth = dialogue_waiting(c->dialogue);

    x->responses++;
    if (span_is(line, "*")) {
        x->cancelled = x->responses;
        return;
    }
    if (!is_auth(auth) || auth->exchange != x->number)
        return;
    if (x->responses == 1) {
        x->mark = fingerprint(line);
        x->resent = x->empty_first && x->initial_clear &&
                    span_equal(line, initial_response(auth));
    }
    take_sent(c, request_arg(auth, 0), line);
}

static void watch_client(struct check *c, const struct event *e)
{
    if (e->request->kind == REQUEST_SASL && c->memory.sasl.exchange.number)
        take_response(c, request_line(e->request));
    else if (is_auth(e->request))
        begin(c, e->request);
}

/* --- a challenge --- */

/* Was the exchange cancelled in answer to a challenge that came before? */
static bool was_cancelled(const struct sasl_exchange *x)
{
    return x->cancelled && x->challenges >= x->cancelled;
}

/* The form of a challenge. False when its data cannot be judged. */
static bool judge_form(struct check *c, const struct event *e, struct buf *data)
{
    size_t bad = 0, start = place_of(e, e->text).index;
    bool bare = e->raw.len > 1 && e->raw.at[1] != ' ';

    if (bare)
        report(c, RULE_SASL_CHALLENGE_NO_SPACE, place_at(e, 1),
               "an empty challenge is \"+\" and one SP; here the SP is "
               "missing");
    if (e->flaws & (LINE_CUT | LINE_UNFINISHED))
        return false;
    switch (base64_decode(data, e->text, &bad)) {
    case BASE64_OK:
        return true;
    case BASE64_NONCANONICAL:
        report(c, RULE_SASL_CHALLENGE_NONCANONICAL,
               place_at(e, start + e->text.len - 1),
               "unused bits of the last base64 group are not zero");
        return true;
    case BASE64_BAD:
        break;
    }
    if (bad < e->text.len)
        report(c, RULE_SASL_CHALLENGE_BASE64, place_at(e, start + bad),
               "the challenge holds the octet 0x%02x, which base64 cannot "
               "have there",
               (unsigned char)e->text.at[bad]);
    else
        report(c, RULE_SASL_CHALLENGE_BASE64, place_at(e, start + bad),
               "the challenge has %zu octets of base64, which is no multiple "
               "of 4",
               e->text.len);
    return false;
}

/* The first challenge of a client-first mechanism says nothing. */
static void judge_first(struct check *c, const struct event *e,
                        struct span mechanism, struct span data)
{
    bool standard = !span_is_case(mechanism, "XOAUTH2");

    if (!e->request->sasl_initial && data.len &&
        sasl_name_client_first(mechanism))
        report_as(c, RULE_SASL_CLIENT_FIRST_CHALLENGE,
                  standard ? SEVERITY_ERROR : SEVERITY_WARNING,
                  place_of(e, e->text),
                  "%s begins with the client's data, so the first challenge "
                  "is empty; this one has %zu octets",
                  shown(mechanism).text, data.len);
}

/* The challenge of CRAM-MD5 looks like a message-id. */
static void judge_cram(struct check *c, const struct event *e, struct span data)
{
    size_t at = span_find(data, '@');

    if (data.len < 5 || data.at[0] != '<' || data.at[data.len - 1] != '>' ||
        at < 2 || at > data.len - 3)
        report(c, RULE_SASL_CRAM_CHALLENGE, place_of(e, e->text),
               "the challenge \"%s\" has not the form <...@...>",
               shown(data).text);
}

/* A mechanism that CAPA's SASL does not list answers. */
static void judge_unlisted(struct check *c, const struct event *e)
{
    struct span mechanism = request_arg(e->request, 0), listed;
    const struct sasl_exchange *x = &c->memory.sasl.exchange;

    if (x->challenges || c->book.transaction ||
        !capa_lists(book_capa(&c->book), "SASL", &listed) ||
        args_list(listed, mechanism))
        return;
    report(c, RULE_SASL_UNLISTED_MECH_ACCEPTED, place_at(e, 0),
           "%s works, but SASL does not list it", shown(mechanism).text);
}

static void judge_data(struct check *c, const struct event *e, struct span data)
{
    struct sasl_exchange *x = &c->memory.sasl.exchange;
    struct span mechanism = request_arg(e->request, 0);

    if (!x->challenges) {
        x->empty_first = !data.len;
        judge_first(c, e, mechanism, data);
        if (span_is_case(mechanism, "CRAM-MD5"))
            judge_cram(c, e, data);
    }
    if (is_scram(mechanism))
        scram_judge_challenge(c, e, data);
    if (is_oauth(mechanism))
        oauth_judge_challenge(c, e, data);
}

/* A secret of the client, echoed and masked in a recording, is no base64. */
static bool is_masked(const struct check *c, const struct event *e)
{
    return e->masked || (c->peer.offline &&
                         span_find_span(e->text, SPAN("****")) < e->text.len);
}

static void watch_challenge(struct check *c, const struct event *e)
{
    struct sasl_exchange *x = exchange_of(c, e);
    struct buf data = {0};

    if (was_cancelled(x))
        report(c, RULE_SASL_CANCEL_NOT_REFUSED, place_at(e, 0),
               "a challenge follows \"*\", which ends the exchange with -ERR");
    judge_unlisted(c, e);
    if (!is_masked(c, e) && judge_form(c, e, &data))
        judge_data(c, e, buf_span(&data));
    else
        x->opaque = true;
    x->challenges++;
    buf_wipe(&data);
}

/* --- the result --- */

static bool is_temporary(const struct event *e)
{
    return has_sys_code(e) || code_is(e, "IN-USE") || code_is(e, "LOGIN-DELAY");
}

/* AUTH with data was refused, AUTH and then the same data is accepted. */
static void judge_initial(struct check *c, const struct event *e)
{
    struct sasl_memory *m = &c->memory.sasl;
    struct span mechanism = request_arg(e->request, 0);
    bool announced = book_announced(&c->book, "SASL", NULL) == ANNOUNCED_YES;
    bool again = !e->request->sasl_initial && m->exchange.responses == 1 &&
                 span_is_case(mechanism, m->refused_mechanism) &&
                 m->exchange.mark == m->refused_mark;

    if (e->status == STATUS_OK && announced && (m->exchange.resent || again))
        report(c, RULE_SASL_IR_IGNORED, place_at(e, 0),
               "the data that %s as an initial response are accepted after "
               "an empty challenge",
               again ? "were refused" : "had no effect");
    if (!e->request->sasl_initial && !again)
        return;
    memset(m->refused_mechanism, 0, sizeof m->refused_mechanism);
    if (e->status == STATUS_ERR && m->exchange.initial_clear &&
        !m->exchange.challenges && announced && !is_temporary(e) &&
        mechanism.len < sizeof m->refused_mechanism) {
        memcpy(m->refused_mechanism, mechanism.at, mechanism.len);
        m->refused_mark = fingerprint(initial_response(e->request));
    }
}

static void judge_refusal(struct check *c, const struct event *e)
{
    const struct sasl_memory *m = &c->memory.sasl;
    struct span mechanism = request_arg(e->request, 0), listed;
    bool external = span_is_case(mechanism, "EXTERNAL");

    if (e->request->args > 1 || !is_formed(e->request) ||
        m->exchange.challenges || m->exchange.responses ||
        c->book.transaction || is_temporary(e) ||
        !capa_lists(book_capa(&c->book), "SASL", &listed) ||
        !args_list(listed, mechanism))
        return;
    report_as(
        c, RULE_SASL_LISTED_MECH_REFUSED,
        external && !m->client_certificate ? SEVERITY_NOTE : SEVERITY_WARNING,
        place_at(e, 0), "SASL lists %s, and AUTH with it is refused%s",
        shown(mechanism).text,
        external && !m->client_certificate ? "; we sent no certificate" : "");
}

static void watch_result(struct check *c, const struct event *e)
{
    const struct sasl_exchange *x;
    struct span mechanism;

    if (!is_auth(e->request) || (e->flaws & LINE_UNFINISHED))
        return;
    x = exchange_of(c, e);
    mechanism = request_arg(e->request, 0);
    if (e->status == STATUS_OK) {
        if (was_cancelled(x))
            report(c, RULE_SASL_CANCEL_NOT_REFUSED, place_at(e, 0),
                   "+OK follows \"*\", which ends the exchange with -ERR");
        judge_unlisted(c, e);
        if (is_scram(mechanism) && !x->opaque && !c->book.transaction)
            scram_judge_success(c, e);
    } else if (e->status == STATUS_ERR) {
        judge_refusal(c, e);
    }
    judge_initial(c, e);
    if (is_oauth(mechanism))
        oauth_judge_result(c, e);
}

static void watch_end(struct check *c, const struct event *e)
{
    struct place place = place_at(e, 0);

    if (is_auth(e->request)) {
        exchange_done(&c->memory.sasl.exchange);
        return;
    }
    if (e->status != STATUS_OK || (e->end != END_DOT && e->end != END_DOT_LF))
        return;
    place.line_offset = c->book.reply_offset;
    if (answers(e, VERB_AUTH))
        report(c, RULE_SASL_BARE_AUTH_LIST, place,
               "AUTH without a mechanism is answered with a list");
    if (answers(e, VERB_CAPA))
        sasl_judge_capa(c, e);
}

/* --- the connection --- */

static void watch_connection(struct check *c, const struct event *e)
{
    struct sasl_memory *m = &c->memory.sasl;

    exchange_done(&m->exchange);
    if (e->kind == EVENT_CLOSE)
        return;
    memset(m->refused_mechanism, 0, sizeof m->refused_mechanism);
    m->client_certificate = e->facts && e->facts->client_cert_requested &&
                            e->facts->client_cert_sent;
}

const struct watch sasl_watches[] = {
    WATCH(ON(REQUEST), watch_client, 0),
    WATCH(ON(CONTINUE), watch_challenge, 0),
    WATCH(ON(STATUS), watch_result, ABOUT(AUTH)),
    WATCH(ON(LINE), sasl_judge_list, ABOUT(AUTH) | ABOUT(CAPA)),
    WATCH(ON(END), watch_end, ABOUT(AUTH) | ABOUT(CAPA)),
    WATCH(ON(OPEN) | ON(TLS) | ON(CLOSE), watch_connection, 0),
};
const size_t sasl_watches_count = sizeof sasl_watches / sizeof *sasl_watches;
