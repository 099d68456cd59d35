/* check-retr.c - RETR (section 12), and the reading of message data.
 *
 * Leaves sizes to check-retr-size.c, TOP to check-top.c and what is in a
 * message to check-message.c. */
#include <config.h>

#include "net/rules/maildrop.h"

#include "net/base/memory.h"
#include <stdlib.h>
#include <string.h>

void retr_memory_done(struct retr_memory *m)
{
    free(m->seen);
    memset(m, 0, sizeof *m);
}

struct seen *seen_of(struct retr_memory *m, uint64_t n)
{
    struct seen *s;

    if (n == 0 || n > UINT32_MAX)
        return NULL;
    if (!m->seen)
        m->seen = xcalloc(SEEN_MOST, sizeof *m->seen);
    s = &m->seen[n % SEEN_MOST];
    if (s->n != n)
        *s = (struct seen){.n = (uint32_t)n};
    return s;
}

/* --- replies in one line --- */

/* Is the command of r, about message n, one that this server has? TOP and UIDL
 * are optional, so only what they showed tells. */
static bool is_had(const struct check *c, const struct request *r, uint64_t n)
{
    const struct message_entry *entry =
        messages_get(dialogue_messages(c->dialogue), n);

    if (r->verb->id == VERB_TOP)
        return c->memory.retr.top_works && r->has_number[1] &&
               r->number[1] <= INT32_MAX; /* more may be too much to read */
    return r->verb->id != VERB_UIDL || (entry && entry->flags & MESSAGE_UID);
}

/* retr/listed-but-refused */
static void watch_refused(struct check *c, const struct event *e)
{
    uint64_t n;

    if (maildrop_status(e) && e->status == STATUS_ERR &&
        is_formed(e->request) && maildrop_number(e, &n) &&
        maildrop_listed(c, n) && !maildrop_deleted(c, n) &&
        is_had(c, e->request, n) && !has_sys_code(e) && !code_is(e, "UTF8") &&
        !code_is(e, "IN-USE"))
        report(c, RULE_RETR_LISTED_BUT_REFUSED, place_at(e, 0),
               "%s: message %ju is listed and not deleted",
               e->request->verb->name, (uintmax_t)n);
}

/* retr/deleted-ok */
static void watch_deleted(struct check *c, const struct event *e)
{
    uint64_t n;

    if (maildrop_status(e) && e->status == STATUS_OK &&
        maildrop_number(e, &n) && maildrop_deleted(c, n))
        report(c, RULE_RETR_DELETED_OK, place_at(e, 0),
               "%s had +OK for message %ju, which is marked deleted",
               e->request->verb->name, (uintmax_t)n);
}

/* --- the data --- */

bool passage_has_blank(const struct passage *p)
{
    char last = p->tail[2], before = p->tail[1], third = p->tail[0];

    return p->body || (last == '\n' &&
                       (before == '\n' || (before == '\r' && third == '\n')));
}

static bool is_message(const struct event *e)
{
    return answers(e, VERB_RETR) || answers(e, VERB_TOP);
}

/* "120 octets" at the front of the status line's text. */
static bool text_octets(struct span text, uint64_t *out)
{
    return span_take_number(&text, out) && span_starts(text, SPAN(" octets")) &&
           (text.len == 7 || text.at[7] < 'a' || text.at[7] > 'z');
}

static void watch_begin(struct check *c, const struct event *e)
{
    struct passage *p = &c->memory.retr.passage;
    const struct seen *s;

    if (!is_message(e))
        return;
    p->open = maildrop_status(e) && e->status == STATUS_OK;
    if (!p->open)
        return;
    p->top = answers(e, VERB_TOP);
    c->memory.retr.top_works |= p->top;
    p->n = 0;
    maildrop_number(e, &p->n);
    p->asked_known = p->top && e->request->has_number[1];
    p->asked = e->request->number[1];
    p->text_known = !p->top && text_octets(e->text, &p->text);
    memcpy(p->tail, "\0\0\n", sizeof p->tail);
    p->body = p->front_known = false;
    p->header_lines = p->header_bare_lf = p->header_eight_bit = 0;
    p->front_octets = 0;
    digest_init(&p->digest);
    s = seen_of(&c->memory.retr, p->n);
    if (s && !p->top && (s->flags & SEEN_TOP))
        p->front_octets = s->top_octets;
}

static void keep_tail(char tail[3], struct span text)
{
    struct span last = span_from(text, text.len > 3 ? text.len - 3 : 0);

    if (!last.len)
        return;
    memmove(tail, tail + last.len, 3 - last.len);
    memcpy(tail + 3 - last.len, last.at, last.len);
}

static void digest_front(struct passage *p, struct span text)
{
    uint64_t left = p->front_octets - p->digest.octets;

    if (text.len < left) {
        digest_add(&p->digest, text);
        return;
    }
    digest_add(&p->digest, span_first(text, left));
    p->front_digest = digest_value(&p->digest);
    p->front_known = true;
    digest_add(&p->digest, span_from(text, left));
}

static void watch_data(struct check *c, const struct event *e)
{
    struct passage *p = &c->memory.retr.passage;

    if (!p->open)
        return;
    if (!e->body) {
        keep_tail(p->tail, e->text);
        p->header_lines = e->tally->lines;
        p->header_bare_lf = e->tally->bare_lf;
        p->header_eight_bit = e->tally->eight_bit;
    } else if (!p->body) {
        p->body = true;
        p->header_digest = digest_value(&p->digest);
    }
    if (p->digest.octets < p->front_octets)
        digest_front(p, e->text);
    else
        digest_add(&p->digest, e->text);
}

/* retr/unstable */
static void judge_unstable(struct check *c, const struct event *e)
{
    const struct passage *p = &c->memory.retr.passage;
    const struct seen *s = seen_of(&c->memory.retr, p->n);

    if (!s || !(s->flags & SEEN_RETR) || maildrop_moved(c))
        return;
    if (s->octets != e->tally->octets)
        report(c, RULE_RETR_UNSTABLE, place_reply(c, e, p->n),
               "message %ju had %ju octets in the RETR before, now %ju",
               (uintmax_t)p->n, (uintmax_t)s->octets,
               (uintmax_t)e->tally->octets);
    else if (s->digest != digest_value(&p->digest))
        report(c, RULE_RETR_UNSTABLE, place_reply(c, e, p->n),
               "message %ju is not what the RETR before sent; its size is the "
               "same",
               (uintmax_t)p->n);
}

uint32_t seen_count(uint64_t number)
{
    return number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;
}

static void remember(struct check *c, const struct event *e)
{
    struct passage *p = &c->memory.retr.passage;
    const struct tally *t = e->tally;
    struct seen *s = seen_of(&c->memory.retr, p->n);

    if (!s)
        return;
    s->flags &= ~(unsigned)(SEEN_RETR_BLANK | SEEN_RETR_BARE_LF);
    s->flags |= SEEN_RETR | (passage_has_blank(p) ? SEEN_RETR_BLANK : 0) |
                (t->bare_lf ? SEEN_RETR_BARE_LF : 0);
    s->octets = t->octets;
    s->digest = digest_value(&p->digest);
    s->header = (uint32_t)p->header_digest;
    s->lines = seen_count(t->lines);
    s->body_lines = seen_count(t->lines - p->header_lines);
    s->stuffed = seen_count(t->stuffed);
}

static void watch_end(struct check *c, const struct event *e)
{
    struct passage *p = &c->memory.retr.passage;

    if (!p->open || !is_message(e))
        return;
    p->open = false;
    if (!maildrop_whole(e))
        return;
    if (!p->body)
        p->header_digest = digest_value(&p->digest);
    if (!e->tally->octets)
        report(c, RULE_RETR_EMPTY, place_reply(c, e, p->n),
               "no line of message %ju came", (uintmax_t)p->n);
    if (p->top) {
        top_judge(c, e);
        return;
    }
    if (e->end == END_DOT)
        retr_judge_size(c, e);
    judge_unstable(c, e);
    remember(c, e);
    top_judge_retr(c, e);
}

const struct watch retr_watches[] = {
    WATCH(ON(STATUS), watch_refused,
          ABOUT(LIST) | ABOUT(RETR) | ABOUT(TOP) | ABOUT(UIDL)),
    WATCH(ON(STATUS), watch_deleted,
          ABOUT(LIST) | ABOUT(RETR) | ABOUT(TOP) | ABOUT(UIDL) | ABOUT(DELE)),
    WATCH(ON(STATUS), top_watch_refused, ABOUT(TOP)),
    WATCH(ON(STATUS), watch_begin, ABOUT(RETR) | ABOUT(TOP)),
    WATCH(ON(DATA), watch_data, 0),
    WATCH(ON(END), watch_end, ABOUT(RETR) | ABOUT(TOP)),
    WATCH(ON(END), retr_watch_listed, ABOUT(LIST)),
};
const size_t retr_watches_count = sizeof retr_watches / sizeof *retr_watches;
