/* bearer.c - reads the one message a bearer sends, and judges its token. */
#include <config.h>

#include "net/server/bearer.h"

#include "net/pop3/saslprep.h"
#include "net/server/sasl.h"

#include <openssl/crypto.h>

/* What the message says, borrowed. */
struct claim {
    struct span user, token;
};

void bearer_init(struct bearer *b, enum bearer_form form, struct span user,
                 const struct secret *token)
{
    *b = (struct bearer){.form = form, .user = user, .token = token};
}

/* Cut off *rest what stands before the next octet c; false when there is
 * none. */
static bool take_until(struct span *rest, char c, struct span *out)
{
    size_t n = span_find(*rest, c);

    if (n == rest->len)
        return false;
    *out = span_first(*rest, n);
    *rest = span_from(*rest, n + 1);
    return true;
}

/* "Bearer TOKEN", the word in any case (RFC 6750 section 2.1). */
static bool read_auth(struct span value, struct span *token)
{
    if (!span_is_case(span_take_word(&value), "Bearer"))
        return false;
    *token = span_trim(value);
    return token->len > 0;
}

/* gs2-header: "n," or "y,", then "a=NAME," or "," (RFC 5801 section 4). */
static bool read_gs2(struct span *rest, struct span *user)
{
    struct span flag, name;

    if (!take_until(rest, ',', &flag) || !take_until(rest, ',', &name) ||
        !(span_is(flag, "n") || span_is(flag, "y")))
        return false;
    if (name.len && !span_starts(name, SPAN("a=")))
        return false;
    *user = span_from(name, 2);
    return true;
}

/* kvpairs, each ended by ^A, and one more ^A behind them all. */
static bool read_claim(enum bearer_form form, struct span rest,
                       struct claim *out)
{
    struct span pair = {0};

    if (form == BEARER_OAUTH && (!read_gs2(&rest, &out->user) ||
                                 !take_until(&rest, '\1', &pair) || pair.len))
        return false;
    while (take_until(&rest, '\1', &pair) && pair.len) {
        if (span_starts(pair, SPAN("user=")) && form == BEARER_X)
            out->user = span_from(pair, 5);
        else if (span_starts(pair, SPAN("auth=")) &&
                 !read_auth(span_from(pair, 5), &out->token))
            return false;
    }
    return !pair.len && !rest.len && out->token.len > 0;
}

static bool is_right(const struct bearer *b, const struct claim *claim)
{
    bool right =
        claim->token.len == b->token->len &&
        CRYPTO_memcmp(claim->token.at, b->token->at, claim->token.len) == 0;

    return right && (!claim->user.len || saslprep_is(claim->user, b->user));
}

enum sasl_result bearer_step(struct bearer *b, struct span response,
                             struct buf *out)
{
    struct claim claim = {0};
    bool read;

    if (b->refused) /* by ^A (RFC 7628 section 3.2.3) or an empty line */
        return SASL_REFUSED;
    read = read_claim(b->form, response, &claim);
    if (read && is_right(b, &claim))
        return SASL_DONE;
    b->refused = true;
    if (b->form == BEARER_X)
        buf_add_text(out, "{\"status\":\"401\",\"schemes\":\"bearer\"}");
    else
        buf_add_text(out, read ? "{\"status\":\"invalid_token\"}"
                               : "{\"status\":\"invalid_request\"}");
    return SASL_CHALLENGE;
}
