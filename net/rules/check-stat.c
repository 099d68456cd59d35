/* check-stat.c - STAT (section 9), and what RSET makes of it. */
#include <config.h>

#include "net/rules/maildrop.h"

#include <string.h>

void stat_memory_done(struct stat_memory *m)
{
    memset(m, 0, sizeof *m);
}

static bool is_stat(const struct event *e)
{
    return maildrop_status(e) && answers(e, VERB_STAT) &&
           e->status == STATUS_OK;
}

/* stat/format, stat/extra-info */
static void watch_form(struct check *c, const struct event *e)
{
    struct pair p;

    if (!is_stat(e))
        return;
    p = pair_read(e->text);
    if (e->raw.len < 4 || e->raw.at[3] != ' ')
        report(c, RULE_STAT_FORMAT, place_at(e, 3),
               "\"+OK\" SP count SP size is due; SP is missing behind \"+OK\"");
    else if (!p.ok)
        report(c, RULE_STAT_FORMAT, place_in(e, p.wrong),
               "\"+OK\" SP count SP size is due; %s stands where %s should",
               stands_at(e->text, p.wrong).words, p.want);
    else if (p.rest)
        report(c, RULE_STAT_EXTRA_INFO, place_in(e, p.rest),
               "text follows the size");
    if (p.ok)
        list_judge_zeros(c, e, &p);
}

/* Is number i of the pair above 2^31 - 1? It may be too long for any type. */
static bool is_huge(const struct pair *p, struct span text, int i)
{
    struct span digits = span_first(span_from(text, p->at[i]), p->digits[i]);
    uint64_t value;

    return !span_number(digits, &value) || value > INT32_MAX;
}

/* stat/huge */
static void watch_huge(struct check *c, const struct event *e)
{
    const struct listing *l = &e->listing;
    struct pair p;

    if (!is_stat(e))
        return;
    if (l->ok && l->n <= INT32_MAX && l->octets <= INT32_MAX)
        return;
    p = pair_read(e->text);
    if (p.ok) {
        bool size = !is_huge(&p, e->text, 0);

        report(c, RULE_STAT_HUGE, place_in(e, p.at[size]),
               "the %s is above 2147483647 (2^31 - 1)",
               size ? "size" : "count");
    }
}

/* stat/unstable */
static void watch_unstable(struct check *c, const struct event *e)
{
    const struct stat_memory *m = &c->memory.stat;
    const struct listing *l = &e->listing;

    if (!is_stat(e) || !l->ok || !m->known || m->epoch != c->book.epoch)
        return;
    if (l->n != m->count)
        report(c, RULE_STAT_UNSTABLE, place_in(e, 0),
               "%ju messages; the STAT before said %ju, and no DELE or RSET "
               "came between",
               (uintmax_t)l->n, (uintmax_t)m->count);
    else if (l->octets != m->octets)
        report_as(c, RULE_STAT_UNSTABLE, SEVERITY_WARNING, place_in(e, 0),
                  "%ju octets; the STAT before said %ju, and no DELE or RSET "
                  "came between",
                  (uintmax_t)l->octets, (uintmax_t)m->octets);
}

/* The LIST that the STAT before agreed with: only then the size can be
 * foretold. */
static bool size_is_sum(const struct check *c)
{
    const struct stat_memory *m = &c->memory.stat;
    const struct listed *list = &c->memory.list.now;

    return list->whole && !list->bad && list->epoch == m->epoch &&
           list->octets == m->octets && !has_fired(c, RULE_LIST_UNSTABLE) &&
           !has_fired(c, RULE_STAT_UNSTABLE);
}

/* stat/deleted-counted, stat/deleted-size */
static void watch_deleted(struct check *c, const struct event *e)
{
    const struct stat_memory *m = &c->memory.stat;
    const struct listing *l = &e->listing;
    uint64_t deleted = dialogue_messages(c->dialogue)->deleted, gone;

    if (!is_stat(e) || !l->ok || !m->known || c->memory.dele.odd ||
        m->rsets != c->memory.dele.rsets || deleted <= m->deleted)
        return;
    gone = deleted - m->deleted;
    if (gone > m->count)
        return;
    if (l->n != m->count - gone)
        report(c, RULE_STAT_DELETED_COUNTED, place_in(e, 0),
               "%ju messages; %ju before, and %ju were deleted since",
               (uintmax_t)l->n, (uintmax_t)m->count, (uintmax_t)gone);
    else if (!m->freed_unknown && size_is_sum(c) &&
             l->octets != m->octets - m->freed)
        report(c, RULE_STAT_DELETED_SIZE, place_in(e, 0),
               "%ju octets; %ju before, and messages of %ju octets were "
               "deleted since",
               (uintmax_t)l->octets, (uintmax_t)m->octets, (uintmax_t)m->freed);
}

/* stat/count-vs-list, stat/size-vs-list; their other half is in
 * check-list.c */
static void watch_list(struct check *c, const struct event *e)
{
    const struct listed *list = &c->memory.list.now;
    const struct listing *l = &e->listing;

    if (!is_stat(e) || !l->ok || !list->whole || list->epoch != c->book.epoch ||
        has_fired(c, RULE_STAT_UNSTABLE))
        return;
    if (l->n != list->lines && l->n != list->lines - list->bad) {
        report(c, RULE_STAT_COUNT_VS_LIST, place_in(e, 0),
               "%ju messages, but LIST has %ju lines", (uintmax_t)l->n,
               (uintmax_t)list->lines);
        c->memory.dele.unsure = true;
    } else if (!list->bad && l->octets != list->octets) {
        report(c, RULE_STAT_SIZE_VS_LIST, place_in(e, 0),
               "%ju octets, but the sizes in LIST add up to %ju",
               (uintmax_t)l->octets, (uintmax_t)list->octets);
    }
}

/* uidl/set-vs-list, where no LIST tells more; its other half is in
 * check-list-set.c */
static void watch_uidl(struct check *c, const struct event *e)
{
    const struct listed *uidl = &c->memory.uidl.now;
    const struct listed *list = &c->memory.list.now;

    if (!is_stat(e) || !e->listing.ok || !listed_is_set(uidl) ||
        uidl->epoch != c->book.epoch ||
        (list->whole && list->epoch == c->book.epoch) ||
        has_fired(c, RULE_STAT_UNSTABLE) ||
        has_fired(c, RULE_STAT_DELETED_COUNTED) || e->listing.n == uidl->lines)
        return;
    report(c, RULE_UIDL_SET_VS_LIST, place_in(e, 0),
           "%ju messages, but UIDL has %ju lines", (uintmax_t)e->listing.n,
           (uintmax_t)uidl->lines);
}

/* rset/not-restored, as STAT shows it */
static void watch_restored(struct check *c, const struct event *e)
{
    uint64_t opening;

    if (!is_stat(e) || !e->listing.ok || !c->memory.dele.rsets ||
        c->book.deleted || c->memory.dele.unsure ||
        !maildrop_opening(c, &opening) || e->listing.n == opening)
        return;
    if (c->memory.stat.known && c->memory.stat.epoch == c->book.epoch)
        return; /* stat/unstable, or told then */
    report(c, RULE_RSET_NOT_RESTORED, place_in(e, 0),
           "%ju messages after RSET; there were %ju when the maildrop was "
           "opened",
           (uintmax_t)e->listing.n, (uintmax_t)opening);
}

/* Behind the others: remember this STAT. */
static void watch_take(struct check *c, const struct event *e)
{
    if (!is_stat(e) || !e->listing.ok)
        return;
    c->memory.stat = (struct stat_memory){
        .known = true,
        .count = e->listing.n,
        .octets = e->listing.octets,
        .deleted = dialogue_messages(c->dialogue)->deleted,
        .epoch = c->book.epoch,
        .rsets = c->memory.dele.rsets,
    };
}

const struct watch stat_watches[] = {
    WATCH(ON(STATUS), watch_form, ABOUT(STAT)),
    WATCH(ON(STATUS), watch_huge, ABOUT(STAT)),
    WATCH(ON(STATUS), watch_unstable, ABOUT(STAT)),
    WATCH(ON(STATUS), watch_deleted, ABOUT(STAT)),
    WATCH(ON(STATUS), watch_list, ABOUT(STAT)),
    WATCH(ON(STATUS), watch_uidl, ABOUT(STAT)),
    WATCH(ON(STATUS), watch_restored, ABOUT(STAT)),
    WATCH(ON(STATUS), watch_take, ABOUT(STAT)),
};
const size_t stat_watches_count = sizeof stat_watches / sizeof *stat_watches;
