/* maildrop.c - places, facts and forms for the rules about the maildrop. */
#include <config.h>

#include "net/rules/maildrop.h"

#include <stdio.h>

/* --- places --- */

struct place place_in(const struct event *e, size_t i)
{
    size_t end = e->raw.len;

    if (e->text.at)
        return place_at(e, (size_t)(e->text.at - e->raw.at) + i);
    while (end && (e->raw.at[end - 1] == '\n' || e->raw.at[end - 1] == '\r'))
        end--;
    return place_at(e, end);
}

struct place place_kept(const struct kept_line *k, const struct event *e,
                        uint64_t n)
{
    return (struct place){.side = SIDE_SERVER,
                          .exchange = e->exchange,
                          .line_offset = k->offset,
                          .line = kept_line_span(k),
                          .message_number = n};
}

struct place place_reply(const struct check *c, const struct event *e,
                         uint64_t n)
{
    return place_kept(&c->book.status, e, n);
}

/* --- facts --- */

bool maildrop_status(const struct event *e)
{
    return e->state == STATE_TRANSACTION && e->request && e->request->verb &&
           !(e->flaws & (LINE_UNFINISHED | LINE_ECHO));
}

bool maildrop_whole(const struct event *e)
{
    return e->end == END_DOT || e->end == END_DOT_LF;
}

bool maildrop_number(const struct event *e, uint64_t *n_out)
{
    const struct request *r = e->request;

    if (!r || !r->verb || !(r->verb->flags & VERB_MSGNO) || !r->has_number[0])
        return false;
    *n_out = r->number[0];
    return true;
}

bool maildrop_opening(const struct check *c, uint64_t *count_out)
{
    const struct dele_memory *m = &c->memory.dele;

    if (!c->book.opening_known && !m->uidl_known)
        return false;
    *count_out = c->book.opening_known ? c->book.opening_count : m->uidl_count;
    return true;
}

static unsigned flags_of(const struct check *c, uint64_t n)
{
    const struct message_entry *entry =
        messages_get(dialogue_messages(c->dialogue), n);

    return entry ? entry->flags : 0;
}

bool maildrop_listed(const struct check *c, uint64_t n)
{
    return flags_of(c, n) & (MESSAGE_LIST_NOW | MESSAGE_LIST_BEFORE |
                             MESSAGE_UIDL_NOW | MESSAGE_UIDL_BEFORE);
}

bool maildrop_deleted(const struct check *c, uint64_t n)
{
    return flags_of(c, n) & MESSAGE_DELETED;
}

bool maildrop_moved(const struct check *c)
{
    return has_fired(c, RULE_DELE_RENUMBERED) ||
           has_fired(c, RULE_RETR_DELETED_OK) ||
           has_fired(c, RULE_LIST_NUMBER_DUPLICATE) ||
           has_fired(c, RULE_UIDL_UNSTABLE);
}

/* --- forms --- */

static bool take_digits(struct span s, size_t *i, struct pair *p, int which)
{
    size_t from = *i;

    while (*i < s.len && (unsigned char)(s.at[*i] - '0') < 10)
        ++*i;
    p->at[which] = from;
    p->digits[which] = *i - from;
    p->wrong = *i;
    p->want = "a digit";
    return p->digits[which] > 0;
}

static bool take_blank(struct span s, size_t *i, struct pair *p)
{
    p->wrong = *i;
    p->want = "SP";
    return *i < s.len && s.at[(*i)++] == ' ';
}

/* What follows the second number is not specified (RFC 1939 section 5), so
 * HTAB there is taken for a blank. */
struct pair pair_read(struct span text)
{
    struct pair p = {0};
    size_t i = 0;

    if (!take_digits(text, &i, &p, 0) || !take_blank(text, &i, &p) ||
        !take_digits(text, &i, &p, 1))
        return p;
    p.ok = i == text.len || text.at[i] == ' ' || text.at[i] == '\t';
    p.want = "SP or the line's end";
    while (i < text.len && (text.at[i] == ' ' || text.at[i] == '\t'))
        i++;
    p.rest = i < text.len ? i : 0;
    return p;
}

struct stands stands_at(struct span text, size_t i)
{
    struct stands s = {"the line's end"};

    if (i < text.len)
        snprintf(s.words, sizeof s.words, "0x%02x",
                 (unsigned)(unsigned char)text.at[i]);
    return s;
}
