/* check-retr-size.c - the size that LIST gives against the octets that RETR
 * sends (section 12), and what explains a difference. */
#include <config.h>

#include "net/rules/maildrop.h"

enum { LATE_MOST = 16 }; /* findings of one LIST */

/* What RETR sent of message n, and what LIST says of it. */
struct sizes {
    uint64_t n, listed, sent, lines, stuffed;
};

static bool is_line_count(const struct sizes *s)
{
    uint64_t more = s->sent - s->listed;

    return s->sent > s->listed && more > 1 && more + 1 >= s->lines &&
           more <= s->lines + 1;
}

/* retr/size-final-crlf, retr/size-counts-stuffing, retr/size-counts-lf,
 * retr/size-mismatch: the first that explains it */
static void judge(struct check *c, const struct event *e, const struct sizes *s)
{
    struct place place = place_reply(c, e, s->n);

    if (s->sent == s->listed)
        return;
    if (s->sent == s->listed + 2)
        report(c, RULE_RETR_SIZE_FINAL_CRLF, place,
               "message %ju: LIST says %ju octets, RETR sends 2 more",
               (uintmax_t)s->n, (uintmax_t)s->listed);
    else if (s->stuffed && s->listed == s->sent + s->stuffed)
        report(c, RULE_RETR_SIZE_COUNTS_STUFFING, place,
               "message %ju: LIST says %ju octets, RETR sends %ju and %ju "
               "stuffing dot%s",
               (uintmax_t)s->n, (uintmax_t)s->listed, (uintmax_t)s->sent,
               (uintmax_t)s->stuffed, s->stuffed == 1 ? "" : "s");
    else if (is_line_count(s))
        report(c, RULE_RETR_SIZE_COUNTS_LF, place,
               "message %ju: LIST says %ju octets, RETR sends %ju in %ju "
               "lines",
               (uintmax_t)s->n, (uintmax_t)s->listed, (uintmax_t)s->sent,
               (uintmax_t)s->lines);
    else
        report(c, RULE_RETR_SIZE_MISMATCH, place,
               "message %ju: LIST says %ju octets, RETR sends %ju",
               (uintmax_t)s->n, (uintmax_t)s->listed, (uintmax_t)s->sent);
}

/* A bare LF is one octet on the wire and two in the size (RFC 1939 section
 * 11): msg/bare-lf tells of it. */
static bool is_sum(const struct tally *t, uint64_t octets)
{
    return octets == t->octets || octets == t->octets + t->bare_lf;
}

/* The RETR of the passage is over. */
void retr_judge_size(struct check *c, const struct event *e)
{
    const struct passage *p = &c->memory.retr.passage;
    const struct tally *t = e->tally;
    const struct message_entry *entry =
        messages_get(dialogue_messages(c->dialogue), p->n);
    struct seen *seen = seen_of(&c->memory.retr, p->n);

    if (entry && (entry->flags & MESSAGE_LISTED) && !maildrop_moved(c)) {
        struct sizes s = {p->n, entry->octets, t->octets, t->lines, t->stuffed};

        if (!is_sum(t, entry->octets))
            judge(c, e, &s);
        if (seen)
            seen->flags |= SEEN_SIZE;
    } else if (seen) {
        seen->flags &= ~(unsigned)SEEN_SIZE;
    }
    if (p->text_known && !is_sum(t, p->text))
        report(c, RULE_RETR_OCTETS_TEXT, place_reply(c, e, p->n),
               "the reply says %ju octets, %ju were sent", (uintmax_t)p->text,
               (uintmax_t)t->octets);
}

static bool judge_late(struct check *c, const struct event *e,
                       struct seen *seen)
{
    const struct message_entry *entry =
        messages_get(dialogue_messages(c->dialogue), seen->n);
    struct sizes s = {.n = seen->n};

    if (!(seen->flags & SEEN_RETR) || (seen->flags & SEEN_SIZE) || !entry ||
        !(entry->flags & MESSAGE_LISTED))
        return false;
    seen->flags |= SEEN_SIZE;
    s.listed = entry->octets;
    s.sent = seen->octets;
    s.lines = seen->lines;
    s.stuffed = seen->stuffed;
    if ((seen->flags & SEEN_RETR_BARE_LF) || s.sent == s.listed)
        return false;
    judge(c, e, &s);
    return true;
}

/* A LIST has ended: sizes of messages that RETR sent before. */
void retr_watch_listed(struct check *c, const struct event *e)
{
    struct retr_memory *m = &c->memory.retr;
    int told = 0;

    if (!answers(e, VERB_LIST) || e->status != STATUS_OK || !m->seen ||
        e->state != STATE_TRANSACTION || maildrop_moved(c))
        return;
    for (size_t i = 0; i < SEEN_MOST && told < LATE_MOST; i++)
        if (m->seen[i].n)
            told += judge_late(c, e, &m->seen[i]);
}
