/* check-resp.c - response codes (section 8). */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/pop3/code.h"
#include "net/rules/shown.h"

void resp_memory_done(struct resp_memory *m)
{
    m->seen = false;
}

/* Is RESP-CODES announced? What an earlier CAPA reply of the session said
 * counts where none holds now. */
static enum announced codes_announced(const struct book *b)
{
    enum announced now = book_announced(b, "RESP-CODES", NULL);
    bool known = false;

    if (now != ANNOUNCED_UNKNOWN)
        return now;
    for (int i = 0; i < 4; i++) {
        const struct book_capa *capa = &b->capa[i / 2][i % 2];

        if (capa_lists(capa, "RESP-CODES", NULL))
            return ANNOUNCED_YES;
        known = known || capa->known;
    }
    return known ? ANNOUNCED_NO : ANNOUNCED_UNKNOWN;
}

/* code is it, or a deeper level of it. */
static bool is_below(struct span code, const char *level)
{
    struct span want = span_of(level);

    return span_starts_case(code, want) &&
           (code.len == want.len ||
            span_starts(span_from(code, want.len), SPAN("/")));
}

/* --- resp/syntax --- */

/* resp-level *("/" resp-level), resp-level = 1*rchar (RFC 2449 section 3).
 * *bad_out: the octet at fault, or the length when a level is missing. */
static bool is_code(struct span code, size_t *bad_out)
{
    size_t level = 0; /* octets of the level so far */

    for (size_t i = 0; i < code.len; i++) {
        unsigned char octet = (unsigned char)code.at[i];

        *bad_out = i;
        if (octet <= ' ' || octet >= 0x7F || (octet == '/' && !level))
            return false;
        level = octet == '/' ? 0 : level + 1;
    }
    *bad_out = code.len;
    return level > 0;
}

static void judge_syntax(struct check *c, const struct event *e)
{
    struct span inside = span_from(e->text, 1);
    size_t end = span_find(inside, ']'), bad = 0;
    bool closed = end < inside.len;
    bool announced = codes_announced(&c->book) == ANNOUNCED_YES;
    struct place place;

    if (closed && is_code(span_first(inside, end), &bad))
        return;
    place = place_of(e, e->text);
    if (closed)
        place.index += 1 + bad;
    report_as(c, RULE_RESP_SYNTAX, announced ? SEVERITY_ERROR : SEVERITY_NOTE,
              place, "the text begins with \"[\" but %s%s",
              !closed     ? "has no \"]\""
              : bad < end ? "what follows is no response code"
                          : "the response code lacks a level",
              announced ? "; RESP-CODES is announced" : "");
}

/* --- a well-formed code --- */

static void judge_registered(struct check *c, const struct event *e,
                             const struct response_code *row)
{
    const struct verb *verb = e->request ? e->request->verb : NULL;
    uint32_t allowed = row->verbs;

    if (codes_announced(&c->book) == ANNOUNCED_NO)
        report(c, RULE_RESP_UNANNOUNCED, place_of(e, e->text),
               "[%s] is sent, but CAPA does not list RESP-CODES", row->code);
    if (codes_announced(&c->book) == ANNOUNCED_UNKNOWN)
        c->memory.resp.seen = true;
    if (e->status == STATUS_OK) {
        report(c, RULE_RESP_WRONG_STATUS, place_of(e, e->text),
               "[%s] belongs to -ERR, not to +OK", row->code);
        return;
    }
    if (allowed & (UINT32_C(1) << VERB_PASS)) /* a login: USER is part of it */
        allowed |= UINT32_C(1) << VERB_USER | UINT32_C(1) << VERB_RPOP;
    if (!e->request)
        return;
    if (verb ? !(allowed & UINT32_C(1) << verb->id) : allowed != UINT32_MAX)
        report(c, RULE_RESP_WRONG_COMMAND, place_of(e, e->text),
               "[%s] is not defined for %s", row->code,
               verb ? verb->name : "an unknown command");
}

/* TEMP or PERM is the second level of SYS (RFC 3206 section 4). */
static void judge_sys(struct check *c, const struct event *e)
{
    struct span level = span_from(e->code, sizeof "SYS/" - 1);

    if (!is_below(level, "TEMP") && !is_below(level, "PERM"))
        report(c, RULE_RESP_SYS_LEVEL, place_of(e, e->code),
               "[%s] lacks the level TEMP or PERM", shown(e->code).text);
}

static void watch_code(struct check *c, const struct event *e)
{
    const struct response_code *row = code_find(e->code);
    size_t bad = 0;

    if ((e->status != STATUS_OK && e->status != STATUS_ERR) || !e->text.len ||
        e->text.at[0] != '[' || (e->flaws & LINE_UNFINISHED))
        return;
    judge_syntax(c, e);
    if (!is_code(e->code, &bad))
        return;
    if (is_below(e->code, "SYS"))
        judge_sys(c, e);
    else if (!row)
        report(c, RULE_RESP_UNKNOWN_CODE, place_of(e, e->code),
               "the response code [%s] is not registered", shown(e->code).text);
    if (row)
        judge_registered(c, e, row);
}

/* --- what a code tells --- */

static void watch_user_code(struct check *c, const struct event *e)
{
    if (!answers(e, VERB_USER) || e->status != STATUS_ERR)
        return;
    if (is_below(e->code, "AUTH") || is_below(e->code, "LOGIN-DELAY") ||
        is_below(e->code, "IN-USE"))
        report(c, RULE_RESP_USER_LEAK, place_of(e, e->code),
               "[%s] on USER tells that the user exists", shown(e->code).text);
}

static bool was_cancelled(const struct check *c, const struct event *e)
{
    const struct sasl_exchange *x = &c->memory.sasl.exchange;

    return x->number == e->exchange && x->cancelled;
}

static void watch_auth_code(struct check *c, const struct event *e)
{
    const char *cause = NULL;

    if (e->status != STATUS_ERR || !is_below(e->code, "AUTH"))
        return;
    if (answers(e, VERB_PASS) && !c->book.user_accepted)
        cause = "a PASS without USER";
    else if (answers(e, VERB_USER) && c->book.user_pending)
        cause = "a second USER";
    else if (answers(e, VERB_AUTH) && was_cancelled(c, e))
        cause = "a cancelled exchange";
    if (cause)
        report(c, RULE_RESP_AUTH_NOT_CREDENTIALS, place_of(e, e->code),
               "[AUTH] is about credentials, and this is %s", cause);
}

/* --- resp/auth-missing --- */

/* Did the refused login put credentials before the server? */
static bool gave_credentials(const struct check *c, const struct event *e)
{
    struct span listed = {0};

    if (answers(e, VERB_PASS))
        return c->book.user_pending;
    if (answers(e, VERB_APOP))
        return e->request->args == 2;
    if (!answers(e, VERB_AUTH) || was_cancelled(c, e))
        return false;
    if (e->request->sasl_initial) /* or the mechanism may be unknown */
        return book_announced(&c->book, "SASL", &listed) == ANNOUNCED_YES &&
               args_list(listed, request_arg(e->request, 0));
    return sasl_challenges(c, e) > 0;
}

/* Without a probe nobody knows whether the password was wrong: a note. */
static void watch_refusal(struct check *c, const struct event *e)
{
    const struct response_code *row = code_find(e->code);

    if (e->status != STATUS_ERR || !is_login(e->request) ||
        c->book.transaction || row || is_below(e->code, "SYS") ||
        (e->flaws & LINE_UNFINISHED) || !gave_credentials(c, e))
        return;
    if (book_announced(&c->book, "AUTH-RESP-CODE", NULL) == ANNOUNCED_YES)
        report_as(c, RULE_RESP_AUTH_MISSING, SEVERITY_NOTE, place_at(e, 0),
                  "%s is refused without [AUTH], and AUTH-RESP-CODE is "
                  "announced: were the credentials at fault, it should say so",
                  e->request->verb->name);
}

/* A CAPA reply that comes after the codes. */
static void watch_capa(struct check *c, const struct event *e)
{
    struct book_capa capa = book_capa_reading(&c->book);
    struct place place = place_at(e, 0);

    if (!c->memory.resp.seen || !answers(e, VERB_CAPA) ||
        e->status != STATUS_OK || (e->end != END_DOT && e->end != END_DOT_LF) ||
        capa.lines.cut)
        return;
    c->memory.resp.seen = false;
    place.line_offset = c->book.reply_offset;
    if (!capa_lists(&capa, "RESP-CODES", NULL))
        report(c, RULE_RESP_UNANNOUNCED, place,
               "response codes were sent before, and this CAPA reply does not "
               "list RESP-CODES");
}

const struct watch resp_watches[] = {
    WATCH(ON(GREETING) | ON(STATUS), watch_code, 0),
    WATCH(ON(STATUS), watch_user_code, ABOUT(USER)),
    WATCH(ON(STATUS), watch_auth_code, 0),
    WATCH(ON(STATUS), watch_refusal,
          ABOUT(PASS) | ABOUT(APOP) | ABOUT(AUTH) | ABOUT(RPOP)),
    WATCH(ON(END), watch_capa, ABOUT(CAPA)),
};
const size_t resp_watches_count = sizeof resp_watches / sizeof *resp_watches;
