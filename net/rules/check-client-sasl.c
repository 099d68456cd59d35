/* check-client-sasl.c - client lints about what the responses of an AUTH
 * exchange hold (section 22).
 *
 * Looks into secrets, and tells nothing of them but what is wrong with their
 * form. */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/base/base64.h"
#include "net/base/text.h"
#include "net/rules/client-place.h"

enum { PLAIN_PARTS = 3, PLAIN_PART_MOST = 255 };

/* --- PLAIN --- */

/* Cut the part up to the next NUL off *s. */
static struct span take_part(struct span *s)
{
    struct span part = span_first(*s, span_find(*s, '\0'));

    *s = span_from(*s, part.len + 1);
    return part;
}

static size_t count_nuls(struct span s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += !s.at[i];
    return n;
}

/* [authzid] NUL authcid NUL passwd */
static void judge_plain(struct check *c, struct place place, struct span data)
{
    static const char *const names[PLAIN_PARTS] = {"authorization name",
                                                   "login name", "password"};
    size_t nuls = count_nuls(data);
    bool utf8 = text_is_utf8(data, NULL);

    if (nuls != PLAIN_PARTS - 1) {
        report(c, RULE_CLIENT_PLAIN_FORMAT, place,
               "a PLAIN response with %zu NUL%s, where 2 divide its parts",
               nuls, nuls == 1 ? "" : "s");
        return;
    }
    if (!utf8) {
        report(c, RULE_CLIENT_PLAIN_FORMAT, place,
               "a PLAIN response that is not UTF-8");
        return;
    }
    for (int i = 0; i < PLAIN_PARTS; i++) {
        struct span part = take_part(&data);

        if (i && !part.len) {
            report(c, RULE_CLIENT_PLAIN_FORMAT, place,
                   "the %s of a PLAIN response is empty", names[i]);
            return;
        }
        if (part.len > PLAIN_PART_MOST)
            report_as(c, RULE_CLIENT_PLAIN_FORMAT, SEVERITY_NOTE, place,
                      "the %s of a PLAIN response has more than 255 octets",
                      names[i]);
    }
}

/* --- base64 --- */

static void judge_base64(struct check *c, const struct event *e,
                         struct place place, struct span text)
{
    const struct client_auth *a = &c->memory.client_security.auth;
    bool plain = e->request->kind == REQUEST_SASL
                     ? !a->spoke && span_is(SPAN("PLAIN"), a->mechanism)
                     : span_is_case(request_arg(e->request, 0), "PLAIN");
    struct buf data = {0};
    size_t bad = 0;
    enum base64_result result = base64_decode(&data, text, &bad);

    if (result == BASE64_BAD && bad < text.len)
        report(c, RULE_CLIENT_BASE64, place,
               "the response stops being base64 at its octet %zu", bad + 1);
    else if (result == BASE64_BAD)
        report(c, RULE_CLIENT_BASE64, place,
               "the length of the response is no multiple of 4");
    else if (result == BASE64_NONCANONICAL)
        report_as(c, RULE_CLIENT_BASE64, SEVERITY_WARNING, place,
                  "the unused bits at the end of the response are not zero");
    if (result != BASE64_BAD && plain)
        judge_plain(c, place, buf_span(&data));
    buf_wipe(&data);
}

/* --- the initial response --- */

/* The word behind the mechanism, to the end of a line of any length. */
static struct span initial_of(const struct event *e)
{
    struct span line = client_line(e);
    struct span rest = span_from(line, client_word_at(line, 1));

    return span_first(rest, span_find(rest, ' '));
}

static bool is_whole(const struct event *e)
{
    return e->line_octets == e->raw.len;
}

void client_judge_initial(struct check *c, const struct event *e)
{
    const unsigned told = LINE_NUL | LINE_BARE_CR | LINE_CR_CR_LF;
    struct span line, data;
    struct place place;

    if (!answers(e, VERB_AUTH) || !e->request->args || client_masked(c, e))
        return;
    line = client_line(e);
    data = initial_of(e);
    place = client_place(e, client_word_at(line, 1));
    if (e->request->sasl_initial ? span_is(data, "\"\"")
                                 : line.at[line.len - 1] == ' ')
        report(c, RULE_CLIENT_AUTH_IR_EMPTY, place,
               "an empty initial response that is not written as =");
    else if (e->request->sasl_initial && is_whole(e) && !(e->flaws & told))
        judge_base64(c, e, place, span_is(data, "=") ? span_of(NULL) : data);
}

/* --- responses --- */

/* The answers to the challenge that tells of a failed OAuth login. */
static bool ends_failure(const struct client_auth *a, struct span line)
{
    return span_is(SPAN("XOAUTH2"), a->mechanism) ? !line.len
                                                  : span_is(line, "AQ==");
}

/* One line, one finding: what the challenge demands comes first. A line that
 * was sent before its challenge is for client/pipelined-after-auth. */
void client_judge_response(struct check *c, const struct event *e)
{
    const struct client_auth *a = &c->memory.client_security.auth;
    struct span line = client_line(e);
    struct place place = client_place(e, 0);

    if (!a->challenged || span_is(line, "*") || client_masked(c, e))
        return;
    if (a->undecodable)
        report(c, RULE_CLIENT_CHALLENGE_UNDECODABLE, place,
               "a response to a challenge that is no base64, where * belongs");
    else if (a->failure && !ends_failure(a, line))
        report(c, RULE_CLIENT_OAUTH_DUMMY_RESPONSE, place,
               "the challenge that tells of the failure wants %s or *",
               span_is(SPAN("XOAUTH2"), a->mechanism) ? "an empty line"
                                                      : "AQ==");
    else if (!a->failure && is_whole(e))
        judge_base64(c, e, place, line);
}
