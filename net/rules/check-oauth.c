/* check-oauth.c - OAUTHBEARER (RFC 7628) and XOAUTH2, server side. */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/base/json.h"

bool is_oauth(struct span mechanism)
{
    return span_is_case(mechanism, "OAUTHBEARER") ||
           span_is_case(mechanism, "XOAUTH2");
}

void oauth_sent(struct oauth_exchange *x, struct span data)
{
    if (x->error_seen)
        x->dummy_sent = !data.len || span_is(data, "\001");
    else if (data.len)
        x->token_sent = true;
}

/* Behind the token a challenge can only tell of a failure. */
void oauth_judge_challenge(struct check *c, const struct event *e,
                           struct span data)
{
    struct sasl_exchange *x = &c->memory.sasl.exchange;
    enum json_answer answer;

    if (!x->oauth.token_sent || x->oauth.error_seen)
        return;
    if (!data.len && !x->challenges) { /* the initial response was not taken */
        x->oauth.token_sent = false;
        return;
    }
    x->oauth.error_seen = true;
    answer = json_member(data, "status");
    if (answer != JSON_WITH)
        report(c, RULE_SASL_OAUTH_ERROR_JSON, place_of(e, e->text),
               "the challenge that tells of the failure %s",
               answer == JSON_BAD ? "is no JSON object"
                                  : "has no member \"status\"");
}

static bool is_temporary(const struct event *e)
{
    return has_sys_code(e) || code_is(e, "IN-USE") || code_is(e, "LOGIN-DELAY");
}

void oauth_judge_result(struct check *c, const struct event *e)
{
    const struct sasl_exchange *x = &c->memory.sasl.exchange;
    struct span listed = {0};
    bool known = x->challenges ||
                 (book_announced(&c->book, "SASL", &listed) == ANNOUNCED_YES &&
                  args_list(listed, request_arg(e->request, 0)));

    if (e->status == STATUS_OK && x->oauth.error_seen && x->oauth.dummy_sent)
        report(c, RULE_SASL_OAUTH_OK_AFTER_ERROR, place_at(e, 0),
               "+OK follows the challenge that told of a failure");
    if (e->status == STATUS_ERR && x->oauth.token_sent && !x->opaque &&
        !x->oauth.error_seen && !x->cancelled && known && !is_temporary(e))
        report_as(c, RULE_SASL_OAUTH_ERROR_JSON, SEVERITY_NOTE, place_at(e, 0),
                  "the token is refused without a challenge that tells why");
}
