/* check-list-set.c - a whole LIST or UIDL as a set of numbers: against 1 to n,
 * the listing before, the one of the other kind, and what DELE and RSET did.
 *
 * The rules are of sections 10, 11 and 13. All is told at the end of the
 * listing, when its set is known. */
#include <config.h>

#include "net/rules/maildrop.h"

/* One listing, and what it is compared with. */
struct comparison {
    struct check *c;
    const struct event *e;
    bool is_list; /* LIST, not UIDL */
    const struct listed *now, *before, *other;
    const struct messages *messages;
    uint64_t count, before_count, other_count; /* different numbers in each */
    unsigned flag, before_flag, other_flag;    /* of the messages in each */
};

static struct comparison comparison_of(struct check *c, const struct event *e,
                                       enum content content)
{
    const struct messages *m = dialogue_messages(c->dialogue);
    const struct list_memory *list = &c->memory.list;
    const struct uidl_memory *uidl = &c->memory.uidl;

    if (content == CONTENT_SCAN)
        return (struct comparison){c,
                                   e,
                                   true,
                                   &list->now,
                                   &list->before,
                                   &uidl->now,
                                   m,
                                   m->listed_now,
                                   m->listed_before,
                                   m->uidl_now,
                                   MESSAGE_LIST_NOW,
                                   MESSAGE_LIST_BEFORE,
                                   MESSAGE_UIDL_NOW};
    return (struct comparison){c,
                               e,
                               false,
                               &uidl->now,
                               &uidl->before,
                               &list->now,
                               m,
                               m->uidl_now,
                               m->uidl_before,
                               m->listed_now,
                               MESSAGE_UIDL_NOW,
                               MESSAGE_UIDL_BEFORE,
                               MESSAGE_LIST_NOW};
}

static struct place at_reply(const struct comparison *s, uint64_t n)
{
    return place_reply(s->c, s->e, n);
}

/* The listing was taken at this very epoch and is a set. */
static bool is_current(const struct comparison *s, const struct listed *l)
{
    return listed_is_set(l) && l->epoch == s->c->book.epoch;
}

/* It names the same messages as the last listing of the other kind, which was
 * judged at this very epoch. */
static bool is_same(const struct comparison *s, const struct listed *other)
{
    return is_current(s, other) && s->now->shared == s->count &&
           s->now->shared == s->other_count;
}

/* list/unstable, uidl/unstable: the set; the sizes for LIST */
static void judge_unstable(const struct comparison *s)
{
    enum rule_id id = s->is_list ? RULE_LIST_UNSTABLE : RULE_UIDL_UNSTABLE;
    const struct resized *r = &s->c->memory.list.changed;
    uint64_t added, gone;

    if (!is_current(s, s->before) || !listed_is_set(s->now))
        return;
    if (s->now->again != s->count || s->now->again != s->before_count) {
        added = listed_first(s->messages, s->flag, s->before_flag);
        gone = listed_first(s->messages, s->before_flag, s->flag);
        report(s->c, id, at_reply(s, added ? added : gone),
               "message %ju %s, and no DELE or RSET came between",
               (uintmax_t)(added ? added : gone),
               added ? "was not in the listing before"
                     : "was in the listing before");
    } else if (s->is_list && r->count &&
               (r->count > 1 || !has_fired(s->c, RULE_LIST_SINGLE_VS_FULL))) {
        report_as(s->c, id, SEVERITY_WARNING, at_reply(s, r->first),
                  "%ju message%s another size than before; message %ju had "
                  "%ju octets, now %ju",
                  (uintmax_t)r->count, r->count == 1 ? " has" : "s have",
                  (uintmax_t)r->first, (uintmax_t)r->from, (uintmax_t)r->to);
    }
}

/* list/number-gap: before any DELE the numbers are 1 to n */
static void judge_gap(const struct comparison *s)
{
    uint64_t lines = s->now->lines - s->now->bad;

    if (s->now->bad || s->now->zero || s->now->repeated ||
        s->now->highest <= lines)
        return;
    if (is_current(s, s->before) || (!s->is_list && is_current(s, s->other)))
        return;
    report(s->c, RULE_LIST_NUMBER_GAP, at_reply(s, 0),
           "%ju message%s, but the highest number is %ju; the first that is "
           "missing is %ju",
           (uintmax_t)lines, lines == 1 ? "" : "s", (uintmax_t)s->now->highest,
           (uintmax_t)listed_hole(s->messages, s->flag));
}

/* uidl/set-vs-list, where only STAT tells how many messages there are; its
 * other half is in check-stat.c */
static void judge_counted(const struct comparison *s)
{
    const struct stat_memory *stat = &s->c->memory.stat;

    if (s->is_list || !stat->known || stat->epoch != s->c->book.epoch ||
        stat->count == s->count || has_fired(s->c, RULE_STAT_UNSTABLE) ||
        has_fired(s->c, RULE_STAT_DELETED_COUNTED))
        return;
    report(s->c, RULE_UIDL_SET_VS_LIST, at_reply(s, 0),
           "%ju lines, but STAT said %ju messages", (uintmax_t)s->count,
           (uintmax_t)stat->count);
}

/* uidl/set-vs-list */
static void judge_other(const struct comparison *s)
{
    uint64_t here, there;

    if (!listed_is_set(s->now) || has_fired(s->c, RULE_LIST_UNSTABLE) ||
        has_fired(s->c, RULE_UIDL_UNSTABLE) ||
        has_fired(s->c, RULE_DELE_RENUMBERED) ||
        has_fired(s->c, RULE_LIST_DELETED_LISTED) ||
        has_fired(s->c, RULE_RSET_NOT_RESTORED))
        return;
    if (!is_current(s, s->other)) {
        judge_counted(s);
        return;
    }
    if (is_same(s, s->other))
        return;
    here = listed_first(s->messages, s->flag, s->other_flag);
    there = listed_first(s->messages, s->other_flag, s->flag);
    report(s->c, RULE_UIDL_SET_VS_LIST, at_reply(s, here ? here : there),
           "message %ju is in %s and not in %s",
           (uintmax_t)(here ? here : there),
           (here != 0) == s->is_list ? "LIST" : "UIDL",
           (here != 0) == s->is_list ? "UIDL" : "LIST");
}

/* Deleted messages are listed: they are, or the others took their numbers
 * (then as many are listed as should be, from 1 on). */
static void judge_deleted(const struct comparison *s, bool counted,
                          uint64_t expected)
{
    const struct listed *l = s->now;
    uintmax_t first = l->first_deleted;

    if (counted && s->count == expected && l->highest == s->count) {
        bool told =
            is_same(s, s->other) || (s->c->memory.uidl.moved && !s->is_list);

        if (!told || !has_fired(s->c, RULE_DELE_RENUMBERED))
            report(s->c, RULE_DELE_RENUMBERED,
                   place_kept(&l->deleted_line, s->e, l->first_deleted),
                   "message %ju was deleted; the others seem to have been "
                   "numbered anew from 1 to %ju",
                   first, (uintmax_t)l->highest);
        return;
    }
    report(s->c,
           s->is_list ? RULE_LIST_DELETED_LISTED : RULE_UIDL_DELETED_LISTED,
           place_kept(&l->deleted_line, s->e, l->first_deleted),
           "message %ju is listed, but DELE had +OK for it%s", first,
           l->deleted > 1 ? ", and others too" : "");
}

/* list/deleted-listed, uidl/deleted-listed, dele/renumbered,
 * rset/not-restored: the opening set without the deleted messages */
static void judge_marked(const struct comparison *s)
{
    struct check *c = s->c;
    uint64_t opening = 0, expected;
    bool counted = maildrop_opening(c, &opening) && !c->memory.dele.odd &&
                   !c->memory.dele.unsure && s->messages->deleted <= opening &&
                   !s->now->beyond;
    enum rule_id id = RULE_DELE_RENUMBERED;

    expected = opening - (counted ? s->messages->deleted : 0);
    if (s->now->deleted) {
        judge_deleted(s, counted, expected);
        return;
    }
    if (!counted || !listed_is_set(s->now) || is_current(s, s->before) ||
        is_same(s, s->other) ||
        (s->count == expected && s->now->highest <= opening))
        return;
    if (!c->book.deleted || (c->memory.dele.rsets && s->count < expected &&
                             s->now->highest <= opening))
        id = RULE_RSET_NOT_RESTORED;
    report(c, id, at_reply(s, 0),
           "%ju message%s, the highest number is %ju; the maildrop was opened "
           "with %ju, and %ju of them %s deleted now",
           (uintmax_t)s->count, s->count == 1 ? "" : "s",
           (uintmax_t)s->now->highest, (uintmax_t)opening,
           (uintmax_t)s->messages->deleted,
           s->messages->deleted == 1 ? "is" : "are");
}

/* Can what comes after a DELE be foretold from the maildrop's opening? */
static void note_opening(const struct comparison *s)
{
    struct dele_memory *m = &s->c->memory.dele;
    uint64_t opening;

    if (s->now->highest != s->now->lines || s->now->bad ||
        (maildrop_opening(s->c, &opening) && opening != s->now->lines))
        m->unsure = true;
    if (!s->is_list && !m->uidl_known) {
        m->uidl_known = true;
        m->uidl_count = s->now->lines;
    }
}

void list_judge_set(struct check *c, const struct event *e,
                    enum content content)
{
    struct comparison s = comparison_of(c, e, content);

    if (s.now->beyond)
        c->memory.list.overflowed = true;
    if (c->book.epoch)
        judge_marked(&s);
    judge_unstable(&s);
    if (!c->book.any_dele && !has_fired(c, RULE_RSET_NOT_RESTORED))
        judge_gap(&s);
    if (!c->book.any_dele)
        note_opening(&s);
    judge_other(&s);
}
