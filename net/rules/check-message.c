/* check-message.c - message data (section 14) as octets and lines.
 *
 * Works on the tally of the whole reply; leaves what the header says to
 * check-message-header.c. What it tells of the retrieved message (number,
 * header's size) comes from the passage of check-retr.c, whose watchers run
 * before these. */
#include <config.h>

#include "net/rules/maildrop.h"

#include <string.h>

enum { LINE_OCTETS_MOST = 998 }; /* RFC 5322 section 2.1.1 */

void message_memory_done(struct message_memory *m)
{
    memset(m, 0, sizeof *m);
}

static void watch_begin(struct check *c, const struct event *e)
{
    struct message_memory *m = &c->memory.message;

    m->open = m->reading = (answers(e, VERB_RETR) || answers(e, VERB_TOP)) &&
                           c->memory.retr.passage.open;
    if (m->open)
        header_init(&m->header);
}

/* Reads the header; octets of the body pass by. */
static void watch_data(struct check *c, const struct event *e)
{
    struct message_memory *m = &c->memory.message;

    if (!m->reading)
        return;
    if (!e->body) {
        header_add(&m->header, e->text, e->offset + e->raw.len - e->text.len);
        return;
    }
    m->reading = false;
    message_judge_header(c, e);
}

/* At an octet of the data whose offset the tally knows. */
static struct place at_octet(const struct check *c, const struct event *e,
                             uint64_t offset)
{
    return (struct place){.side = SIDE_SERVER,
                          .exchange = e->exchange,
                          .line_offset = offset,
                          .message_number = c->memory.retr.passage.n};
}

/* msg/lf-only, msg/bare-lf, msg/bare-cr */
static void judge_ends(struct check *c, const struct event *e)
{
    const struct tally *t = e->tally;

    if (t->bare_lf > 1 && t->bare_lf == t->lines)
        report(c, RULE_MSG_LF_ONLY, at_octet(c, e, t->first_bare_lf),
               "all %ju lines end in a bare LF", (uintmax_t)t->lines);
    else if (t->bare_lf)
        report(c, RULE_MSG_BARE_LF, at_octet(c, e, t->first_bare_lf),
               "%ju of %ju lines end%s in a bare LF", (uintmax_t)t->bare_lf,
               (uintmax_t)t->lines, t->bare_lf == 1 ? "s" : "");
    if (t->bare_cr)
        report(c, RULE_MSG_BARE_CR, at_octet(c, e, t->first_bare_cr),
               "%ju CR without LF", (uintmax_t)t->bare_cr);
}

/* msg/nul, msg/line-998, msg/eight-bit-body */
static void judge_octets(struct check *c, const struct event *e)
{
    const struct passage *p = &c->memory.retr.passage;
    const struct tally *t = e->tally;

    if (t->nul)
        report(c, RULE_MSG_NUL, at_octet(c, e, t->first_nul),
               "0x00 in the data");
    if (t->longest > LINE_OCTETS_MOST)
        report(c, RULE_MSG_LINE_998, place_reply(c, e, p->n),
               "the longest line has %ju octets", (uintmax_t)t->longest);
    if (t->eight_bit > p->header_eight_bit)
        report(c, RULE_MSG_EIGHT_BIT_BODY,
               p->header_eight_bit ? place_reply(c, e, p->n)
                                   : at_octet(c, e, t->first_eight_bit),
               "octets above 0x7f in the body");
}

/* msg/no-separator; of TOP, top/no-blank-line tells */
static void judge_separator(struct check *c, const struct event *e)
{
    const struct passage *p = &c->memory.retr.passage;

    if (maildrop_whole(e) && !p->top && e->tally->octets &&
        !passage_has_blank(p))
        report(c, RULE_MSG_NO_SEPARATOR, place_reply(c, e, p->n),
               "the data ends without a blank line");
}

static void watch_end(struct check *c, const struct event *e)
{
    struct message_memory *m = &c->memory.message;

    if (!m->open || e->end == END_LINE)
        return;
    if (m->reading)
        message_judge_header(c, e);
    m->open = m->reading = false;
    judge_ends(c, e);
    judge_octets(c, e);
    judge_separator(c, e);
}

const struct watch message_watches[] = {
    WATCH(ON(STATUS), watch_begin, ABOUT(RETR) | ABOUT(TOP)),
    WATCH(ON(DATA), watch_data, 0),
    WATCH(ON(END), watch_end, ABOUT(RETR) | ABOUT(TOP)),
};
const size_t message_watches_count =
    sizeof message_watches / sizeof *message_watches;
