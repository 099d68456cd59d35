/* tell.c - which reports become findings.
 *
 * Holds what the catalogue says about telling: once per reply, repeats
 * counted; one cause, one finding (precedence.c). */
#include <config.h>

#include "net/rules/check-private.h"
#include "net/rules/precedence.h"

static bool covers(const struct precedence *rule, const struct pending *winner,
                   const struct pending *loser)
{
    if (winner->id != rule->winner)
        return false;
    switch (rule->scope) {
    case SCOPE_LINE:
        return winner->side == loser->side &&
               winner->line_offset == loser->line_offset;
    case SCOPE_MESSAGE:
        return winner->message_number == loser->message_number;
    case SCOPE_SESSION:
        return true;
    }
    return false;
}

static bool beaten_by(const struct precedence *rule, const struct check *c,
                      const struct pending *loser)
{
    for (size_t i = 0; i < c->pending_count; i++)
        if (covers(rule, &c->pending[i], loser))
            return true;
    for (size_t i = 0; i < c->fired_count; i++)
        if (covers(rule, &c->fired[i], loser))
            return true;
    return rule->scope == SCOPE_SESSION && c->told[rule->winner].ever;
}

static bool is_beaten(const struct check *c, const struct pending *p)
{
    for (size_t i = 0; i < precedences_count; i++)
        if (precedences[i].loser == p->id && beaten_by(&precedences[i], c, p))
            return true;
    return false;
}

static void tell(struct check *c, const struct event *at,
                 const struct pending *p, uint64_t count)
{
    struct finding f = {.rule = rules[p->id], .id = p->id};
    struct event e = {.kind = EVENT_FINDING, .side = p->side};

    f.severity = p->severity;
    f.side = p->side;
    f.exchange = p->exchange;
    f.offset = p->offset;
    f.column = p->column;
    f.excerpt = (struct span){p->excerpt, p->excerpt_len};
    f.excerpt_from = (uint32_t)p->excerpt_from;
    f.message = p->message;
    f.count = count;
    f.repeat = count > 1;
    f.doubtful = p->doubtful;
    e.at_ns = at->at_ns;
    e.offset = p->offset;
    e.exchange = p->exchange;
    e.request = at->request;
    e.state = at->state;
    e.tls = at->tls;
    e.finding = &f;
    c->emit(c->ctx, &e);
}

/* Findings without a reply (stray lines, the end) are each their own. */
static bool is_repeat(const struct told *told, const struct pending *p)
{
    return told->ever && p->exchange && told->exchange == p->exchange;
}

static void settle_one(struct check *c, const struct event *at,
                       const struct pending *p)
{
    struct told *told = &c->told[p->id];

    if (is_repeat(told, p)) {
        told->count++;
        c->repeats = true;
        if (p->severity <= c->told_last[p->id].severity)
            return; /* a worse case is not hidden behind a note */
    } else {
        told->count = 1;
    }
    told->ever = true;
    told->exchange = p->exchange;
    c->told_last[p->id] = *p;
    c->fired[c->fired_next] = *p;
    if (c->fired_count < CHECK_FIRED_MOST)
        c->fired_count++;
    c->fired_next = (c->fired_next + 1) % CHECK_FIRED_MOST;
    tell(c, at, p, 1);
}

/* --- what the lines behind a reply decide --- */

/* A listing that belongs to the reply shows that its form is not the fault:
 * reply/multi-for-single. It comes at once or never, so the finding waits. */
static bool is_held(struct check *c, const struct event *e,
                    const struct pending *p)
{
    struct span text = span_trim(e->text);
    bool digit = text.len && text.at[0] >= '0' && text.at[0] <= '9';

    if (e->kind != EVENT_STATUS || digit ||
        (p->id != RULE_LIST_SINGLE_FORMAT && p->id != RULE_UIDL_SINGLE_FORMAT))
        return false;
    c->held = *p;
    c->held_until_ns = e->at_ns + CHECK_HELD_NS;
    return true;
}

/* Nothing that e brings can explain the held finding away any more. */
static bool is_decided(const struct check *c, const struct event *e)
{
    switch (e->kind) {
    case EVENT_END: /* of that very reply */
    case EVENT_STRAY:
    case EVENT_LONG:
    case EVENT_STATE:
        return e->at_ns > c->held_until_ns;
    case EVENT_CLOCK:
        return e->at_ns >= c->held_until_ns;
    default:
        return true;
    }
}

static void release(struct check *c, const struct event *e)
{
    struct event at = *e;
    struct pending p = c->held;

    at.request = NULL; /* that of the next reply */
    c->held_until_ns = 0;
    settle_one(c, &at, &p);
}

void tell_release(struct check *c, const struct event *e)
{
    if (c->held_until_ns && is_decided(c, e))
        release(c, e);
}

/* The listing came. */
static void drop_held(struct check *c)
{
    for (size_t i = 0; c->held_until_ns && i < c->pending_count; i++)
        if (c->pending[i].id == RULE_REPLY_MULTI_FOR_SINGLE &&
            c->pending[i].exchange == c->held.exchange)
            c->held_until_ns = 0;
}

void tell_settle(struct check *c, const struct event *at)
{
    drop_held(c);
    for (size_t i = 0; i < c->pending_count; i++) {
        const struct pending *p = &c->pending[i];

        if (!is_beaten(c, p) && !is_held(c, at, p))
            settle_one(c, at, p);
    }
    c->pending_count = 0;
}

void tell_repeats(struct check *c, const struct event *e)
{
    for (size_t id = 0; e->exchange && id < RULE_COUNT; id++) {
        struct told *told = &c->told[id];

        if (told->ever && told->exchange == e->exchange && told->count > 1) {
            tell(c, e, &c->told_last[id], told->count);
            told->count = 1;
        }
    }
    c->repeats = false;
}
