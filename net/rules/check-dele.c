/* check-dele.c - DELE, RSET, QUIT (section 13).
 *
 * Leaves what listings show of it to check-list-set.c, what STAT shows to
 * check-stat.c, and the end of the connection to check-session.c. */
#include <config.h>

#include "net/rules/maildrop.h"

#include <string.h>

void dele_memory_done(struct dele_memory *m)
{
    memset(m, 0, sizeof *m);
}

/* dele/refused */
static void watch_refused(struct check *c, const struct event *e)
{
    uint64_t n;

    if (!maildrop_status(e) || e->status != STATUS_ERR ||
        !answers(e, VERB_DELE) || !is_formed(e->request) ||
        !maildrop_number(e, &n) || !maildrop_listed(c, n) ||
        maildrop_deleted(c, n) || (has_sys_code(e) && !code_is(e, "SYS/PERM")))
        return;
    report(c, RULE_DELE_REFUSED, place_in(e, 0),
           "message %ju is listed and not deleted", (uintmax_t)n);
}

/* quit/update-failed */
static void watch_update(struct check *c, const struct event *e)
{
    uint64_t marked = dialogue_messages(c->dialogue)->deleted;

    if (e->state != STATE_UPDATE || !answers(e, VERB_QUIT) ||
        e->status != STATUS_ERR || (e->flaws & (LINE_UNFINISHED | LINE_ECHO)))
        return;
    report(c, RULE_QUIT_UPDATE_FAILED, place_at(e, 0),
           "%ju message%s marked deleted; some may remain", (uintmax_t)marked,
           marked == 1 ? " is" : "s are");
}

/* A DELE whose effect on the counts is known: of a message that is there. */
static bool is_plain(const struct check *c, const struct event *e, uint64_t *n)
{
    uint64_t opening;

    if (!maildrop_number(e, n) || *n == 0 || *n > MESSAGES_MOST)
        return false;
    return maildrop_listed(c, *n) || !maildrop_opening(c, &opening) ||
           *n <= opening;
}

static void take_dele(struct check *c, const struct event *e)
{
    struct stat_memory *stat = &c->memory.stat;
    const struct message_entry *entry;
    uint64_t n;

    if (!is_plain(c, e, &n)) {
        c->memory.dele.odd = true;
        return;
    }
    entry = messages_get(dialogue_messages(c->dialogue), n);
    if (entry && (entry->flags & MESSAGE_DELETED))
        return;
    if (entry && (entry->flags & MESSAGE_LISTED))
        stat->freed += entry->octets;
    else
        stat->freed_unknown = true;
}

/* What DELE and RSET did. */
static void watch_done(struct check *c, const struct event *e)
{
    struct dele_memory *m = &c->memory.dele;

    if (e->state != STATE_TRANSACTION || e->status != STATUS_OK)
        return;
    if (answers(e, VERB_DELE))
        take_dele(c, e);
    if (!answers(e, VERB_RSET))
        return;
    m->rsets++;
    m->odd = false;
}

const struct watch dele_watches[] = {
    WATCH(ON(STATUS), watch_refused, ABOUT(DELE)),
    WATCH(ON(STATUS), watch_update, ABOUT(QUIT)),
    WATCH(ON(END), watch_done, ABOUT(DELE) | ABOUT(RSET)),
};
const size_t dele_watches_count = sizeof dele_watches / sizeof *dele_watches;
