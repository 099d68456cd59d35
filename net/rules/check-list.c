/* check-list.c - LIST (section 10) line by line, and the numbers of LIST and
 * UIDL.
 *
 * Leaves whole listings as sets of numbers to check-list-set.c. */
#include <config.h>

#include "net/rules/maildrop.h"

#include <string.h>

void list_memory_done(struct list_memory *m)
{
    memset(m, 0, sizeof *m);
}

bool check_overflowed(const struct check *c)
{
    return c->memory.list.overflowed;
}

/* --- the form --- */

void list_judge_zeros(struct check *c, const struct event *e,
                      const struct pair *p)
{
    for (int i = 0; i < 2; i++)
        if (p->digits[i] > 1 && e->text.at[p->at[i]] == '0') {
            report(c, RULE_LIST_LEADING_ZERO, place_in(e, p->at[i]),
                   "the %s has a leading zero", i ? "size" : "number");
            return;
        }
}

/* list/extra-info, list/leading-zero: of a line whose form is right */
static void judge_numbers(struct check *c, const struct event *e,
                          const struct pair *p)
{
    if (p->rest)
        report(c, RULE_LIST_EXTRA_INFO, place_in(e, p->rest),
               "text follows the size");
    list_judge_zeros(c, e, p);
}

/* list/format */
static void watch_line(struct check *c, const struct event *e)
{
    struct pair p;

    if (e->listing.content != CONTENT_SCAN || !e->text.len ||
        (e->flaws & LINE_UNFINISHED) || e->state != STATE_TRANSACTION)
        return;
    p = pair_read(e->text);
    if (p.ok)
        judge_numbers(c, e, &p);
    else
        report(c, RULE_LIST_FORMAT, place_in(e, p.wrong),
               "number SP size is due; %s stands where %s should",
               stands_at(e->text, p.wrong).words, p.want);
}

static bool is_single(const struct event *e)
{
    return maildrop_status(e) && answers(e, VERB_LIST) && e->request->args &&
           e->status == STATUS_OK;
}

/* list/single-format */
static void watch_single(struct check *c, const struct event *e)
{
    struct pair p;

    if (!is_single(e))
        return;
    p = pair_read(e->text);
    if (e->raw.len < 4 || e->raw.at[3] != ' ')
        report(
            c, RULE_LIST_SINGLE_FORMAT, place_at(e, 3),
            "\"+OK\" SP number SP size is due; SP is missing behind \"+OK\"");
    else if (p.ok)
        judge_numbers(c, e, &p);
    else
        report(c, RULE_LIST_SINGLE_FORMAT, place_in(e, p.wrong),
               "\"+OK\" SP number SP size is due; %s stands where %s should",
               stands_at(e->text, p.wrong).words, p.want);
}

/* list/single-number, list/single-vs-full */
static void watch_single_facts(struct check *c, const struct event *e)
{
    struct list_memory *m = &c->memory.list;
    const struct listing *l = &e->listing;
    const struct message_entry *was;
    uint64_t n;

    if (!is_single(e) || !l->ok || !maildrop_number(e, &n))
        return;
    if (l->n != n) {
        report(c, RULE_LIST_SINGLE_NUMBER, place_in(e, 0),
               "the answer is about message %ju, the question was about %ju",
               (uintmax_t)l->n, (uintmax_t)n);
        return;
    }
    was = &e->past->entry;
    if (m->now.whole && m->now.epoch == c->book.epoch &&
        (was->flags & MESSAGE_LIST_NOW) && was->octets != l->octets)
        report(c, RULE_LIST_SINGLE_VS_FULL, place_of(e, e->text),
               "message %ju has %ju octets here and %ju in the full LIST",
               (uintmax_t)n, (uintmax_t)l->octets, (uintmax_t)was->octets);
    else if (m->single_known && m->single_epoch == c->book.epoch &&
             (was->flags & MESSAGE_LISTED) && was->octets != l->octets)
        report(c, RULE_LIST_SINGLE_VS_FULL, place_of(e, e->text),
               "message %ju has %ju octets here and had %ju before",
               (uintmax_t)n, (uintmax_t)l->octets, (uintmax_t)was->octets);
    m->single_known = true;
    m->single_epoch = c->book.epoch;
}

/* list/nonexistent-ok */
static void watch_nonexistent(struct check *c, const struct event *e)
{
    uint64_t n, opening = 0;
    bool known;

    if (!maildrop_status(e) || e->status != STATUS_OK ||
        !maildrop_number(e, &n))
        return;
    known = maildrop_opening(c, &opening);
    if (n == 0)
        report(c, RULE_LIST_NONEXISTENT_OK, place_at(e, 0),
               "%s had +OK for message 0; numbers begin at 1",
               e->request->verb->name);
    else if (known && n > opening && !maildrop_listed(c, n))
        report(c, RULE_LIST_NONEXISTENT_OK, place_at(e, 0),
               "%s had +OK for message %ju, but the maildrop was opened with "
               "%ju",
               e->request->verb->name, (uintmax_t)n, (uintmax_t)opening);
}

/* Is it known that nothing is left to be listed? */
static bool is_empty(const struct check *c)
{
    const struct stat_memory *stat = &c->memory.stat;
    uint64_t opening;

    if (stat->known && stat->epoch == c->book.epoch)
        return stat->count == 0;
    return maildrop_opening(c, &opening) && !c->memory.dele.odd &&
           dialogue_messages(c->dialogue)->deleted == opening;
}

/* list/empty-refused */
static void watch_refused(struct check *c, const struct event *e)
{
    if (maildrop_status(e) && answers(e, VERB_LIST) && !e->request->args &&
        is_formed(e->request) && e->status == STATUS_ERR && !has_sys_code(e) &&
        is_empty(c))
        report(c, RULE_LIST_EMPTY_REFUSED, place_at(e, 0),
               "the maildrop is empty; +OK and an empty listing are due");
}

/* --- the numbers, of LIST and UIDL --- */

static struct listed *listed_of(struct check *c, enum content content)
{
    return content == CONTENT_SCAN  ? &c->memory.list.now
           : content == CONTENT_UID ? &c->memory.uidl.now
                                    : NULL;
}

/* A full LIST or UIDL begins. */
static void watch_begin(struct check *c, const struct event *e)
{
    enum content content = request_content(e->request);
    struct listed *now = listed_of(c, content);

    if (!now || e->status != STATUS_OK ||
        request_shape(e->request) != SHAPE_LISTING)
        return;
    if (content == CONTENT_SCAN) {
        struct list_memory *m = &c->memory.list;

        m->before = *now;
        m->changed = m->single = (struct resized){0};
    } else {
        c->memory.uidl.before = *now;
    }
    *now = (struct listed){.epoch = c->book.epoch};
}

/* list/number-zero, list/number-duplicate, list/order */
static void watch_number(struct check *c, const struct event *e)
{
    struct listed *l = listed_of(c, e->listing.content);
    uintmax_t n = e->listing.n, last;

    if (!l || !e->text.len)
        return;
    last = l->last;
    switch (listed_line(l, e)) {
    case LISTED_FINE:
        break;
    case LISTED_ZERO:
        report(c, RULE_LIST_NUMBER_ZERO, place_in(e, 0),
               "message 0 is listed; numbers begin at 1");
        break;
    case LISTED_TWICE:
        report(c, RULE_LIST_NUMBER_DUPLICATE, place_in(e, 0),
               "message %ju was listed before", n);
        break;
    case LISTED_BACK:
        report(c, RULE_LIST_ORDER, place_in(e, 0),
               "message %ju comes behind message %ju", n, last);
        break;
    }
}

/* Consecutive, exact, and new: nothing to be said. */
static void watch_lines(struct check *c, const struct event *e)
{
    listed_lines(listed_of(c, e->listing.content),
                 dialogue_messages(c->dialogue), e);
}

static void note_resized(struct resized *r, const struct event *e)
{
    if (!r->count++)
        *r = (struct resized){1, e->listing.n, e->past->entry.octets,
                              e->listing.octets};
}

/* Sizes that are not those of the LIST, or LIST n, before. */
static void watch_size(struct check *c, const struct event *e)
{
    struct list_memory *m = &c->memory.list;
    unsigned flags;

    if (e->listing.content != CONTENT_SCAN || !e->listing.ok)
        return;
    flags = e->past->entry.flags;
    if (e->past->entry.octets == e->listing.octets ||
        !(flags & MESSAGE_LISTED) || (flags & MESSAGE_LIST_NOW))
        return;
    note_resized(flags & MESSAGE_LIST_BEFORE ? &m->changed : &m->single, e);
}

/* list/single-vs-full, when the full LIST comes second */
static void judge_single(struct check *c, const struct event *e)
{
    const struct list_memory *m = &c->memory.list;

    if (m->single.count && m->single_known && m->single_epoch == c->book.epoch)
        report(c, RULE_LIST_SINGLE_VS_FULL, place_reply(c, e, m->single.first),
               "message %ju has %ju octets here and had %ju in LIST %ju",
               (uintmax_t)m->single.first, (uintmax_t)m->single.to,
               (uintmax_t)m->single.from, (uintmax_t)m->single.first);
}

/* stat/count-vs-list, stat/size-vs-list, when LIST comes second */
static void judge_stat(struct check *c, const struct event *e)
{
    const struct stat_memory *stat = &c->memory.stat;
    const struct listed *l = &c->memory.list.now;

    if (!stat->known || stat->epoch != c->book.epoch)
        return;
    if (stat->count != l->lines && stat->count != l->lines - l->bad)
        report(c, RULE_STAT_COUNT_VS_LIST, place_reply(c, e, 0),
               "%ju lines, but STAT said %ju messages", (uintmax_t)l->lines,
               (uintmax_t)stat->count);
    else if (!l->bad && stat->octets != l->octets)
        report(c, RULE_STAT_SIZE_VS_LIST, place_reply(c, e, 0),
               "the sizes add up to %ju octets, but STAT said %ju",
               (uintmax_t)l->octets, (uintmax_t)stat->octets);
}

/* The end of a full LIST. */
static void watch_end(struct check *c, const struct event *e)
{
    struct list_memory *m = &c->memory.list;

    if (!answers(e, VERB_LIST) || e->request->args || !maildrop_whole(e) ||
        e->state != STATE_TRANSACTION)
        return;
    m->now.whole = true;
    list_judge_set(c, e, CONTENT_SCAN);
    judge_single(c, e);
    judge_stat(c, e);
}

const struct watch list_watches[] = {
    WATCH(ON(STATUS), watch_single, ABOUT(LIST)),
    WATCH(ON(STATUS), watch_single_facts, ABOUT(LIST)),
    WATCH(ON(STATUS), watch_nonexistent,
          ABOUT(LIST) | ABOUT(RETR) | ABOUT(TOP) | ABOUT(UIDL) | ABOUT(DELE)),
    WATCH(ON(STATUS), watch_refused, ABOUT(LIST)),
    WATCH(ON(STATUS), watch_begin, ABOUT(LIST) | ABOUT(UIDL)),
    WATCH(ON(LINE), watch_line, ABOUT(LIST)),
    WATCH(ON(LINE), watch_size, ABOUT(LIST)),
    WATCH(ON(LINE), watch_number, ABOUT(LIST) | ABOUT(UIDL)),
    WATCH(ON(LINES), watch_lines, ABOUT(LIST) | ABOUT(UIDL)),
    WATCH(ON(END), watch_end, ABOUT(LIST)),
};
const size_t list_watches_count = sizeof list_watches / sizeof *list_watches;
