/* check-capa-args.c - the arguments of registered capabilities (section 7). */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/pop3/capability.h"
#include "net/rules/shown.h"

struct span capa_take_word(struct span *args)
{
    struct span rest = span_trim(*args), word = rest;
    size_t sp = span_find(rest, ' '), tab = span_find(rest, '\t');

    word.len = sp < tab ? sp : tab;
    *args = span_from(rest, word.len);
    return word;
}

static bool is_digits(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
    return s.len > 0;
}

bool capa_value_read(struct span args, bool never, struct capa_value *out)
{
    struct span word = capa_take_word(&args);
    struct capa_value v = {.value = UINT64_MAX};

    if (is_digits(word))
        span_number(word, &v.value);
    else if (!never || !span_is_case(word, "NEVER"))
        return false;
    word = capa_take_word(&args);
    v.user = word.len > 0;
    if (v.user && (!span_is_case(word, "USER") || capa_take_word(&args).len))
        return false;
    *out = v;
    return true;
}

/* LOGIN-DELAY and EXPIRE: a value, then at most USER, before the login. */
static void judge_value(struct check *c, const struct event *e, bool expire)
{
    enum rule_id rule =
        expire ? RULE_CAPA_EXPIRE_ARG : RULE_CAPA_LOGIN_DELAY_ARG;
    struct span args = e->listing.rest;
    struct capa_value v;

    if (!capa_value_read(args, expire, &v)) {
        report(c, rule, place_of(e, args.len ? args : e->text),
               "\"%s\" is not %s, at most followed by USER", shown(args).text,
               expire ? "a number of days or NEVER" : "a number of seconds");
        return;
    }
    if (v.user && c->book.transaction)
        report_as(c, rule, SEVERITY_WARNING, place_of(e, args),
                  "USER means that the value may change with the login, and "
                  "this is after it");
    if (expire && !v.value)
        report(c, RULE_CAPA_EXPIRE_ZERO, place_of(e, args),
               "the server may remove messages once they are retrieved, also "
               "without DELE");
}

static void judge_utf8(struct check *c, const struct event *e)
{
    struct span args = e->listing.rest;
    struct span word = capa_take_word(&args);
    bool user = span_is_case(word, "USER");

    if (user)
        word = capa_take_word(&args);
    if (word.len)
        report(c, RULE_CAPA_UTF8_ARG, place_of(e, word),
               "UTF8 may have the argument USER only, and has \"%s\"%s",
               shown(word).text, user ? " behind it" : "");
}

/* A server that hides the mechanisms for plaintext does that before TLS. */
static void judge_sasl(struct check *c, const struct event *e)
{
    bool hidden = c->book.tls == TLS_NONE || c->book.transaction;

    if (!span_trim(e->listing.rest).len)
        report_as(c, RULE_CAPA_SASL_EMPTY,
                  hidden ? SEVERITY_NOTE : SEVERITY_WARNING,
                  place_of(e, e->text), "SASL lists no mechanism%s",
                  c->book.transaction       ? ", as after a login it may"
                  : c->book.tls == TLS_NONE ? ", as it may without TLS"
                                            : "");
}

static void judge_stls(struct check *c, const struct event *e)
{
    if (c->book.tls != TLS_NONE)
        report(c, RULE_CAPA_STLS_UNDER_TLS, place_of(e, e->text),
               "STLS is listed although TLS is active");
    if (c->book.transaction)
        report(c, RULE_CAPA_STLS_AFTER_LOGIN, place_of(e, e->text),
               "STLS is listed after the login, where it cannot be used");
}

void capa_judge_args(struct check *c, const struct event *e)
{
    struct span tag = e->listing.word;
    const struct capability *row = capability_find(tag);
    struct span args = span_trim(e->listing.rest);

    if (!row->args[0] && args.len)
        report(c, RULE_CAPA_UNEXPECTED_ARGS, place_of(e, args),
               "%s takes no argument, and has \"%s\"", row->tag,
               shown(args).text);
    if (span_is_case(tag, "LOGIN-DELAY"))
        judge_value(c, e, false);
    else if (span_is_case(tag, "EXPIRE"))
        judge_value(c, e, true);
    else if (span_is_case(tag, "UTF8"))
        judge_utf8(c, e);
    else if (span_is_case(tag, "SASL"))
        judge_sasl(c, e);
    else if (span_is_case(tag, "STLS"))
        judge_stls(c, e);
    else if (span_is_case(tag, "IMPLEMENTATION") && !args.len)
        report(c, RULE_CAPA_IMPLEMENTATION_EMPTY, place_of(e, e->text),
               "IMPLEMENTATION names nothing");
}
