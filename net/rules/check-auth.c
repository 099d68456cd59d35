/* check-auth.c - USER, PASS, APOP (section 5). */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/rules/shown.h"

enum { APOP_DIGEST_OCTETS = 32 };

void auth_memory_done(struct auth_memory *m)
{
    (void)m;
}

/* --- auth/pass-without-user --- */

static void watch_pass(struct check *c, const struct event *e)
{
    if (!answers(e, VERB_PASS) || e->status != STATUS_OK || c->book.transaction)
        return;
    if (!c->book.user_accepted)
        report(c, RULE_AUTH_PASS_WITHOUT_USER, place_at(e, 0),
               "PASS had +OK, but no USER had +OK before it");
    else if (c->book.pass_failed)
        report_as(c, RULE_AUTH_PASS_WITHOUT_USER, SEVERITY_WARNING,
                  place_at(e, 0),
                  "PASS had +OK after a refused PASS, with no USER in between");
}

/* --- APOP and the timestamp --- */

static bool is_apop_digest(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!((s.at[i] >= '0' && s.at[i] <= '9') ||
              (s.at[i] >= 'a' && s.at[i] <= 'f')))
            return false;
    return s.len == APOP_DIGEST_OCTETS;
}

static bool holds_case(struct span text, const char *words)
{
    struct span want = span_of(words);

    for (; text.len >= want.len; text = span_from(text, 1))
        if (span_starts_case(text, want))
            return true;
    return false;
}

/* Does the text refuse the command itself, and not this user? */
static bool refuses_command(struct span text)
{
    static const char *const persons[] = {"user", "account", "mailbox",
                                          "maildrop"};
    static const char *const refusals[] = {
        "unknown command",   "command unknown", "unrecognized",
        "unrecognised",      "unsupported",     "not supported",
        "not implemented",   "unimplemented",   "disabled",
        "not enabled",       "not available",   "invalid command",
        "command not valid", "bad command",
    };

    for (size_t i = 0; i < sizeof persons / sizeof *persons; i++)
        if (holds_case(text, persons[i]))
            return false;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        if (holds_case(text, refusals[i]))
            return true;
    return false;
}

static void watch_apop(struct check *c, const struct event *e)
{
    struct span stamp = dialogue_timestamp(c->dialogue);

    if (!answers(e, VERB_APOP) || c->book.transaction ||
        e->request->args != 2 || (e->flaws & LINE_UNFINISHED))
        return;
    if (e->status == STATUS_OK && c->book.greeting_seen && !stamp.len)
        report(c, RULE_AUTH_APOP_WITHOUT_TIMESTAMP, place_at(e, 0),
               "APOP had +OK, but the greeting held no timestamp");
    if (e->status == STATUS_ERR && !e->code.len &&
        span_find(stamp, '@') < stamp.len &&
        is_apop_digest(request_arg(e->request, 1)) && refuses_command(e->text))
        report(c, RULE_AUTH_APOP_TIMESTAMP_BUT_REFUSED, place_of(e, e->text),
               "the greeting's timestamp %s announces APOP, which the server "
               "refuses as a command",
               shown(stamp).text);
}

/* --- auth/none-available --- */

static bool has_words(struct span args)
{
    return span_trim(args).len > 0;
}

/* A CAPA reply before login is complete. */
static void watch_ways(struct check *c, const struct event *e)
{
    const struct book *b = &c->book;
    struct book_capa capa = book_capa_reading(b);
    struct span args = {0};
    struct place place = place_at(e, 0);

    if (!answers(e, VERB_CAPA) || e->status != STATUS_OK || b->transaction ||
        b->user_accepted || (e->end != END_DOT && e->end != END_DOT_LF) ||
        capa.lines.cut)
        return;
    if (capa_lists(&capa, "USER", NULL) || dialogue_timestamp(c->dialogue).len)
        return;
    if (capa_lists(&capa, "SASL", &args) && has_words(args))
        return;
    if (b->tls == TLS_NONE && capa_lists(&capa, "STLS", NULL))
        return;
    place.line_offset = b->reply_offset;
    report(c, RULE_AUTH_NONE_AVAILABLE, place,
           "CAPA lists neither USER nor a SASL mechanism%s, and the greeting "
           "has no timestamp for APOP",
           b->tls == TLS_NONE ? " nor STLS" : "");
}

/* --- auth/second-login-accepted --- */

static void watch_second_login(struct check *c, const struct event *e)
{
    const struct request *r = e->request;
    bool login = is_login(r) && r->verb->id != VERB_RPOP;

    if (!c->book.transaction || (!login && !answers(e, VERB_USER)))
        return;
    if (e->kind == EVENT_CONTINUE && sasl_challenges(c, e))
        return; /* the first one was told */
    if (e->kind == EVENT_CONTINUE || e->status == STATUS_OK)
        report(c, RULE_AUTH_SECOND_LOGIN_ACCEPTED, place_at(e, 0),
               "%s after a login was answered %s, where -ERR is due",
               r->verb->name,
               e->kind == EVENT_CONTINUE ? "by a challenge" : "+OK");
}

const struct watch auth_watches[] = {
    WATCH(ON(STATUS), watch_pass, ABOUT(PASS)),
    WATCH(ON(STATUS), watch_apop, ABOUT(APOP)),
    WATCH(ON(END), watch_ways, ABOUT(CAPA)),
    WATCH(ON(STATUS) | ON(CONTINUE), watch_second_login,
          ABOUT(USER) | ABOUT(PASS) | ABOUT(APOP) | ABOUT(AUTH) | ABOUT(RPOP)),
};
const size_t auth_watches_count = sizeof auth_watches / sizeof *auth_watches;
