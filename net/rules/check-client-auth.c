/* check-client-auth.c - client lints about AUTH and the mechanism it names
 * (section 22). */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/rules/client-place.h"
#include "net/rules/shown.h"

/* The mechanism for a message, unless the word may be something else. */
static struct shown name_of(struct span mechanism)
{
    return shown(client_mechanism_shown(mechanism) ? mechanism
                                                   : SPAN("the mechanism"));
}

/* --- is it announced? --- */

static bool was_refused(const struct check *c, const struct event *e)
{
    return c->book.capa[e->tls != TLS_NONE][0].refused;
}

static void judge_announced(struct check *c, const struct event *e,
                            struct span mechanism)
{
    struct span listed = {0};
    enum announced sasl = book_announced(&c->book, "SASL", &listed);
    const char *why = sasl == ANNOUNCED_NO ? "CAPA does not list SASL"
                                           : "the server refused CAPA";

    if (sasl == ANNOUNCED_YES) {
        if (!args_list(listed, mechanism))
            report(c, RULE_CLIENT_AUTH_MECH_UNLISTED,
                   client_place(e, client_word_at(client_line(e), 0)),
                   "CAPA does not list %s", name_of(mechanism).text);
    } else if (sasl == ANNOUNCED_NO || was_refused(c, e)) {
        if (e->request->sasl_initial)
            report(c, RULE_CLIENT_AUTH_IR_UNANNOUNCED,
                   client_place(e, client_word_at(client_line(e), 1)),
                   "AUTH with an initial response, and %s", why);
        else
            report(c, RULE_CLIENT_AUTH_UNANNOUNCED, client_place(e, 0),
                   "AUTH is sent, and %s", why);
    }
}

/* --- is it a good one? --- */

static void judge_strength(struct check *c, const struct event *e,
                           struct span mechanism)
{
    struct place place = client_place(e, client_word_at(client_line(e), 0));
    bool clear = e->tls == TLS_NONE && !c->peer.loopback;
    struct span listed = {0};

    if (span_is_case(mechanism, "CRAM-MD5"))
        report_as(c, RULE_CLIENT_CRAM_WEAK,
                  clear ? SEVERITY_WARNING : SEVERITY_NOTE, place, "CRAM-MD5%s",
                  clear ? " without TLS: who listens can guess the password"
                        : " rests on MD5");
    else if (span_is_case(mechanism, "DIGEST-MD5"))
        report(c, RULE_CLIENT_DIGEST_HISTORIC, place,
               "DIGEST-MD5 is historic since RFC 6331");
    else if (span_is_case(mechanism, "XOAUTH2") &&
             book_announced(&c->book, "SASL", &listed) == ANNOUNCED_YES &&
             args_list(listed, SPAN("OAUTHBEARER")))
        report(c, RULE_CLIENT_XOAUTH2_PRIVATE, place,
               "XOAUTH2 is sent, and CAPA lists OAUTHBEARER");
}

/* --- does an initial response go with it? --- */

static void judge_first(struct check *c, const struct event *e,
                        struct span mechanism)
{
    struct place place = client_place(e, client_word_at(client_line(e), 1));

    if (!e->request->sasl_initial)
        return;
    if (span_is_case(mechanism, "CRAM-MD5"))
        report(c, RULE_CLIENT_AUTH_IR_SERVER_FIRST, place,
               "an initial response, where CRAM-MD5 begins with a challenge");
    else if (span_is_case(mechanism, "LOGIN") ||
             span_is_case(mechanism, "NTLM"))
        report_as(c, RULE_CLIENT_AUTH_IR_SERVER_FIRST, SEVERITY_NOTE, place,
                  "an initial response, where %s has no rule for one",
                  name_of(mechanism).text);
}

void client_judge_auth(struct check *c, const struct event *e)
{
    struct span mechanism;

    if (!answers(e, VERB_AUTH))
        return;
    mechanism = request_arg(e->request, 0);
    if (e->state == STATE_TRANSACTION) {
        report(c, RULE_CLIENT_SECOND_AUTH, client_place(e, 0),
               "AUTH is sent after the login");
        return;
    }
    if (!mechanism.len)
        return;
    judge_announced(c, e, mechanism);
    judge_strength(c, e, mechanism);
    judge_first(c, e, mechanism);
}
