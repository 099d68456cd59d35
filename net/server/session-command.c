/* session-command.c - decides whether a command may run.
 *
 * What a command takes and where it is allowed stands in verbs[]; here is
 * only who runs it. */
#include <config.h>

#include "net/base/text.h"
#include "net/server/session-private.h"

static command_fn *const handlers[VERB_COUNT] = {
    [VERB_USER] = command_user, [VERB_PASS] = command_pass,
    [VERB_APOP] = command_apop, [VERB_AUTH] = command_auth,
    [VERB_CAPA] = command_capa, [VERB_STLS] = command_stls,
    [VERB_QUIT] = command_quit, [VERB_STAT] = command_stat,
    [VERB_LIST] = command_list, [VERB_RETR] = command_retr,
    [VERB_DELE] = command_dele, [VERB_NOOP] = command_noop,
    [VERB_RSET] = command_rset, [VERB_TOP] = command_top,
    [VERB_UIDL] = command_uidl, [VERB_UTF8] = command_utf8,
    [VERB_LANG] = command_lang,
};

/* Printable ASCII; names and passwords may be UTF-8, as UTF8 USER says (RFC
 * 6856 section 2.2). */
static bool has_good_octets(struct span line, const struct verb *verb)
{
    bool may_be_utf8 = verb && (verb->id == VERB_USER ||
                                verb->id == VERB_PASS || verb->id == VERB_APOP);

    for (size_t i = 0; i < line.len; i++) {
        unsigned char c = (unsigned char)line.at[i];

        if (c < 0x20 || c == 0x7f || (c > 0x7e && !may_be_utf8))
            return false;
    }
    return true;
}

static bool refuse(struct server_session *s, enum phrase phrase)
{
    session_say(s, STATUS_ERR, NULL, phrase);
    return false;
}

static bool check_arguments(struct server_session *s, const struct request *r)
{
    if (r->args < r->verb->args_min)
        return refuse(s, PHRASE_ARGUMENT_MISSING);
    if (r->args > r->verb->args_max)
        return refuse(s, PHRASE_ARGUMENT_SPARE);
    return true;
}

/* Message-numbers, the count of TOP: digits, and a message that is there. */
static bool check_numbers(struct server_session *s, const struct request *r)
{
    if (!(r->verb->flags & VERB_MSGNO) || !r->args)
        return true;
    for (int i = 0; i < r->args; i++)
        if (!r->has_number[i])
            return refuse(s, PHRASE_ARGUMENT_NUMBER);
    if (!r->number[0] || r->number[0] > s->count) {
        s->words.number = s->count;
        return refuse(s, PHRASE_MESSAGE_NONE);
    }
    s->words.number = r->number[0];
    if (!session_has(s, (size_t)r->number[0]))
        return refuse(s, PHRASE_MESSAGE_DELETED);
    return true;
}

static bool may_run(struct server_session *s, const struct request *r)
{
    const struct verb *verb = r->verb;

    if (!verb || !handlers[verb->id])
        return refuse(s, PHRASE_UNKNOWN);
    if (!(verb->states & s->state))
        return refuse(s, s->state == STATE_TRANSACTION
                             ? PHRASE_STATE_LOGIN_DONE
                             : PHRASE_STATE_LOGIN_FIRST);
    return check_arguments(s, r) && check_numbers(s, r);
}

/* PASS comes right behind USER (RFC 1939 section 7). */
static bool keeps_user(const struct server_session *s, const struct verb *verb)
{
    return verb &&
           (verb->id == VERB_USER ||
            (verb->id == VERB_STLS && session_forgets(s, LAPSE_STLS_STATE)));
}

void session_run(struct server_session *s, struct span line)
{
    struct request *r = &s->request;
    size_t keyword;

    request_done(r);
    request_parse(r, REQUEST_COMMAND, line);
    keyword = request_keyword(r).len;
    s->words =
        (struct words){.command = line, .args = span_from(line, keyword + 1)};
    if (r->verb && session_forgets(s, LAPSE_CASE) &&
        span_find_span(line, span_of(r->verb->name)) != 0)
        r->verb = NULL;
    s->place =
        r->verb && handlers[r->verb->id] ? (int)r->verb->id : FAULT_AT_UNKNOWN;
    if (!has_good_octets(line, r->verb))
        refuse(s, PHRASE_OCTETS);
    else if (may_run(s, r))
        handlers[r->verb->id](s);
    if (!keeps_user(s, r->verb))
        s->user_given = false;
    request_done(r);
}
