/* check-client-args.c - client lints, the arguments of a command (section 20).
 *
 * How many there are, and whether message-numbers and counts are numbers that
 * can be meant. */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/rules/client-place.h"
#include "net/rules/shown.h"

/* --- how many --- */

/* Private and historic commands have no grammar to hold them to. */
static bool needs_args(const struct verb *verb)
{
    return !(verb->flags & (VERB_HISTORIC | VERB_PROXYING));
}

void client_judge_args(struct check *c, const struct event *e)
{
    const struct request *r = e->request;
    const struct verb *verb = r->verb;
    struct span line = client_line(e);

    if (r->args < verb->args_min && needs_args(verb))
        report(c, RULE_CLIENT_MISSING_ARG, client_place(e, line.len),
               "%s with %d argument%s, where %d %s needed: %s", verb->name,
               r->args, r->args == 1 ? "" : "s", verb->args_min,
               verb->args_min == 1 ? "is" : "are", verb->args);
    if (r->args > verb->args_max)
        report_as(c, RULE_CLIENT_EXTRA_ARG,
                  verb->id == VERB_USER ? SEVERITY_NOTE : SEVERITY_WARNING,
                  client_place(e, client_word_at(line, verb->args_max)),
                  "%s with %d argument%s, where at most %d %s allowed",
                  verb->name, r->args, r->args == 1 ? "" : "s", verb->args_max,
                  verb->args_max == 1 ? "is" : "are");
}

/* --- numbers --- */

static bool is_digits(struct span word)
{
    size_t n = 0;

    while (n < word.len && word.at[n] >= '0' && word.at[n] <= '9')
        n++;
    return n && n == word.len;
}

static bool is_zero(struct span word)
{
    size_t n = 0;

    while (n < word.len && word.at[n] == '0')
        n++;
    return n == word.len;
}

static struct place number_place(const struct event *e)
{
    return client_place(e, client_word_at(client_line(e), 0));
}

/* Is it a message-number, as far as its form goes? */
static bool judge_form(struct check *c, const struct event *e,
                       struct span number)
{
    struct place place;

    if (is_digits(number) && number.at[0] != '0')
        return true;
    place = number_place(e);
    if (!is_digits(number))
        report(c, RULE_CLIENT_MSGNO_SYNTAX, place,
               "\"%s\" is no message-number: decimal digits are",
               shown(number).text);
    else if (is_zero(number))
        report(c, RULE_CLIENT_MSGNO_SYNTAX, place,
               "0 is no message-number: the first is 1");
    else if (number.at[0] == '0')
        report_as(c, RULE_CLIENT_MSGNO_SYNTAX, SEVERITY_NOTE, place,
                  "message-number %s has leading zeros", shown(number).text);
    return is_digits(number) && !is_zero(number);
}

/* The highest number of the maildrop, when that is known: messages do not
 * come or move in a session. */
static bool find_highest(const struct check *c, uint64_t *out)
{
    const struct book *b = &c->book;
    const struct messages *m = dialogue_messages(c->dialogue);
    uint64_t count = b->opening_count;

    if (!b->opening_known && b->uidl_last.known && !b->any_dele)
        count = b->uidl_last.count;
    else if (!b->opening_known)
        return false;
    *out = count > m->count ? count : m->count;
    return !m->overflow;
}

static bool is_deleted(const struct check *c, uint64_t n)
{
    const struct message_entry *entry =
        messages_get(dialogue_messages(c->dialogue), n);

    return entry && (entry->flags & MESSAGE_DELETED) &&
           !c->memory.client_line.rset;
}

static void judge_range(struct check *c, const struct event *e,
                        struct span number)
{
    const struct request *r = e->request;
    uint64_t highest;

    if (c->book.timed_out || e->state != STATE_TRANSACTION)
        return;
    if (find_highest(c, &highest) &&
        (!r->has_number[0] || r->number[0] > highest))
        report(c, RULE_CLIENT_MSGNO_RANGE, number_place(e),
               "there is no message %s: the maildrop has %ju",
               shown(number).text, (uintmax_t)highest);
    else if (is_deleted(c, r->number[0]))
        report(c, RULE_CLIENT_MSGNO_RANGE, number_place(e),
               "message %ju was deleted in this session",
               (uintmax_t)r->number[0]);
}

void client_judge_number(struct check *c, const struct event *e)
{
    const struct request *r = e->request;
    struct span number, count;

    if (!(r->verb->flags & VERB_MSGNO))
        return;
    number = request_arg(r, 0);
    count = request_arg(r, 1);
    if (number.len && judge_form(c, e, number))
        judge_range(c, e, number);
    if (r->verb->id == VERB_TOP && count.len && !is_digits(count))
        report(c, RULE_CLIENT_TOP_COUNT,
               client_place(e, client_word_at(client_line(e), 1)),
               "\"%s\" is no count of lines: decimal digits are",
               shown(count).text);
}
