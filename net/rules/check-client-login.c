/* check-client-login.c - client lints, the order of USER, PASS and APOP
 * (section 21). */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/rules/client-place.h"

enum { DIGEST_DIGITS = 32 }; /* of MD5, in hexadecimal */

static void judge_pass(struct check *c, const struct event *e)
{
    const struct client_state_memory *m = &c->memory.client_state;

    if (!m->user)
        report(c, RULE_CLIENT_PASS_WITHOUT_USER, client_place(e, 0),
               "PASS is sent, and no USER was accepted for it");
    else if (m->user_left)
        report(c, RULE_CLIENT_PASS_NOT_IMMEDIATE, client_place(e, 0),
               "another command was sent between USER and PASS");
}

static void judge_second(struct check *c, const struct event *e)
{
    const struct client_state_memory *m = &c->memory.client_state;

    if (m->user && m->user_ok)
        report(c, RULE_CLIENT_USER_AFTER_USER, client_place(e, 0),
               "%s is sent where an accepted USER waits for its PASS",
               e->request->verb->name);
}

/* What is wrong with the digest, or NULL. */
static const char *digest_fault(struct span digest)
{
    bool upper = false;

    for (size_t i = 0; i < digest.len; i++) {
        char c = digest.at[i];

        if (c >= 'A' && c <= 'F')
            upper = true;
        else if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return "holds other octets than hexadecimal digits";
    }
    if (digest.len != DIGEST_DIGITS)
        return digest.len < DIGEST_DIGITS ? "has less than 32 digits"
                                          : "has more than 32 digits";
    return upper ? "has upper-case letters" : NULL;
}

static void judge_apop(struct check *c, const struct event *e)
{
    struct span digest = request_arg(e->request, 1);
    struct place place = client_place(e, client_word_at(client_line(e), 1));
    const char *fault = digest_fault(digest);

    if (!dialogue_timestamp(c->dialogue).len)
        report(c, RULE_CLIENT_APOP_NO_TIMESTAMP, client_place(e, 0),
               "APOP is sent, and the greeting has no timestamp");
    else if (has_fired(c, RULE_GREETING_TIMESTAMP_SYNTAX))
        report(c, RULE_CLIENT_APOP_BAD_TIMESTAMP, client_place(e, 0),
               "APOP answers a timestamp that is no msg-id");
    if (digest.len && fault && !client_masked(c, e))
        report(c, RULE_CLIENT_APOP_DIGEST, place, "the digest of APOP %s",
               fault);
}

void client_judge_login(struct check *c, const struct event *e)
{
    const struct request *r = e->request;
    bool mechanism = r->args > 0;

    if (!r->verb || c->book.timed_out || e->state == STATE_CONNECTED ||
        e->state == STATE_TRANSACTION)
        return;
    switch (r->verb->id) {
    case VERB_PASS:
        judge_pass(c, e);
        break;
    case VERB_APOP:
        judge_apop(c, e);
        judge_second(c, e);
        break;
    case VERB_AUTH:
        if (mechanism)
            judge_second(c, e);
        break;
    case VERB_USER:
    case VERB_STLS:
        judge_second(c, e);
        break;
    default:
        break;
    }
}
