/* check-capa-use.c - what commands make of the capabilities (section 7). */
#include <config.h>

#include "net/rules/check-private.h"

/* Does LIST show message n? */
static bool is_listed(const struct check *c, uint64_t n)
{
    const struct message_entry *entry =
        messages_get(dialogue_messages(c->dialogue), n);

    return entry && (entry->flags & MESSAGE_LISTED) &&
           !(entry->flags & MESSAGE_DELETED);
}

/* Is r a TOP or UIDL that an announced capability makes work? */
static bool should_work(const struct check *c, const struct request *r)
{
    if (r->verb->id == VERB_TOP)
        return r->args == 2 && r->has_number[0] && r->has_number[1] &&
               is_listed(c, r->number[0]);
    if (r->verb->id == VERB_UIDL)
        return !r->args ||
               (r->args == 1 && r->has_number[0] && is_listed(c, r->number[0]));
    return false;
}

static void judge_refused(struct check *c, const struct event *e)
{
    const struct request *r = e->request;

    if (!c->book.transaction || !is_formed(r) || has_sys_code(e) ||
        code_is(e, "UTF8") || !should_work(c, r) ||
        book_announced(&c->book, r->verb->capability, NULL) != ANNOUNCED_YES)
        return;
    report(c, RULE_CAPA_ANNOUNCED_BUT_REFUSED, place_at(e, 0),
           "%s is announced, and is refused", r->verb->name);
}

static void judge_unannounced(struct check *c, const struct event *e)
{
    static const enum verb_id optional[] = {VERB_TOP,  VERB_UIDL, VERB_USER,
                                            VERB_AUTH, VERB_STLS, VERB_UTF8,
                                            VERB_LANG};
    const struct request *r = e->request;
    unsigned state =
        c->book.transaction ? STATE_TRANSACTION : STATE_AUTHORIZATION;
    bool judged = false;

    for (size_t i = 0; i < sizeof optional / sizeof *optional; i++)
        judged = judged || r->verb->id == optional[i];
    if (!judged || !(r->verb->states & state) || !r->verb->capability ||
        (r->verb->id == VERB_AUTH && !r->args) ||
        (r->verb->id == VERB_STLS && c->book.tls != TLS_NONE))
        return;
    if (book_announced(&c->book, r->verb->capability, NULL) == ANNOUNCED_NO)
        report(c, RULE_CAPA_WORKS_UNANNOUNCED, place_at(e, 0),
               "%s works, but CAPA does not list %s", r->verb->name,
               r->verb->capability);
}

void capa_judge_use(struct check *c, const struct event *e)
{
    unsigned told = e->kind == EVENT_CONTINUE; /* by the SASL rules, just now */

    if (!e->request || !e->request->verb || (e->flaws & LINE_UNFINISHED) ||
        sasl_challenges(c, e) > told)
        return; /* an exchange is judged at its first challenge */
    if (e->status == STATUS_ERR)
        judge_refused(c, e);
    else if (e->status == STATUS_OK || e->status == STATUS_CONTINUE)
        judge_unannounced(c, e);
}
