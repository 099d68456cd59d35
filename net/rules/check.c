/* check.c - runs the watchers over every event and tells their findings.
 *
 * Holds what the catalogue says about telling: once per reply, repeats
 * counted; one cause, one finding (precedence.c); never above the rule's own
 * severity. What a rule looks for is in check-<family>.c. */
#include <config.h>

#include "net/rules/check-private.h"
#include "net/rules/precedence.h"

#include "net/base/memory.h"
#include "net/base/text.h"
#include <stdlib.h>
#include <string.h>

/* Is a watcher about this kind of event and this verb (VERB_COUNT: none)? */
static bool is_about(const struct watch *watch, size_t kind, size_t verb)
{
    return (watch->kinds >> kind & 1) &&
           (!watch->about || (watch->about >> verb & 1));
}

/* Collect into at (NULL: only count) the watchers of a kind and a verb, in the
 * order of the catalogue. */
static unsigned collect(size_t kind, size_t verb, const struct watch **at)
{
    unsigned count = 0;

    for (size_t f = 0; f < watch_families_count; f++)
        for (size_t w = 0; w < *watch_families[f].count; w++) {
            const struct watch *watch = &watch_families[f].watches[w];

            if (!is_about(watch, kind, verb))
                continue;
            if (at)
                at[count] = watch;
            count++;
        }
    return count;
}

struct check *check_new(event_fn *emit, void *ctx)
{
    struct check *c = xcalloc(1, sizeof *c);

    c->emit = emit;
    c->ctx = ctx;
    return c;
}

/* The watchers of an event; the list is made when it is first asked for. */
static const struct watch_list *watchers_of(struct check *c,
                                            const struct event *e)
{
    bool known = e->request && e->request->verb;
    size_t verb = known ? (size_t)e->request->verb->id : VERB_COUNT;
    struct watch_list *list = &c->watchers[e->kind][verb];

    if (!list->at) {
        list->count = collect(e->kind, verb, NULL);
        list->at = xcalloc(list->count + 1, sizeof *list->at);
        collect(e->kind, verb, list->at);
    }
    return list;
}

void check_free(struct check *c)
{
    if (!c)
        return;
    for (size_t kind = 0; kind < EVENT_FINDING; kind++)
        for (size_t verb = 0; verb <= VERB_COUNT; verb++)
            free(c->watchers[kind][verb].at);
    book_done(&c->book);
    memory_done(&c->memory);
    free(c);
}

void check_attach(struct check *c, const struct dialogue *d)
{
    c->dialogue = d;
}

void check_peer(struct check *c, const struct check_peer *peer)
{
    c->peer = *peer;
}

/* Rules that watchers of others ask for with has_fired. */
static const enum rule_id asked_for[] = {
    RULE_GREETING_TIMESTAMP_SYNTAX,
    RULE_LIST_SINGLE_VS_FULL,
    RULE_STAT_UNSTABLE,
    RULE_UIDL_UNSTABLE,
    RULE_RSET_NOT_RESTORED,
};

/* Does a finding of this rule keep one of another rule from being told, or
 * bring it about? */
static bool is_needed(enum rule_id id)
{
    for (size_t i = 0; i < precedences_count; i++)
        if (precedences[i].winner == id)
            return true;
    for (size_t i = 0; i < sizeof asked_for / sizeof *asked_for; i++)
        if (asked_for[i] == id)
            return true;
    return false;
}

void check_mute(struct check *c, enum rule_id id)
{
    if (is_needed(id))
        return;
    c->muted[id] = true;
}

void check_strict(struct check *c, bool strict)
{
    c->strict = strict;
}

/* The sooner of two alarms; 0 is none. */
static uint64_t sooner(uint64_t a, uint64_t b)
{
    return !a || (b && b < a) ? b : a;
}

uint64_t check_alarm(const struct check *c)
{
    const struct memory *m = &c->memory;

    return sooner(c->held_until_ns,
                  sooner(sooner(m->greeting.alarm_ns, m->session.alarm_ns),
                         sooner(m->state.alarm_ns, m->stray.alarm_ns)));
}

/* --- reporting --- */

struct place place_at(const struct event *e, size_t index)
{
    return (struct place){.side = e->side,
                          .exchange = e->exchange,
                          .line_offset = e->offset,
                          .line = e->raw,
                          .index = index};
}

struct place place_of(const struct event *e, struct span part)
{
    bool inside = part.at >= e->raw.at && part.at <= e->raw.at + e->raw.len;

    return place_at(e, part.at && inside ? (size_t)(part.at - e->raw.at) : 0);
}

struct place place_message(const struct event *e, uint64_t n)
{
    struct place place = place_at(e, 0);

    place.message_number = n;
    return place;
}

struct place place_line(const struct kept_line *k, uint32_t exchange)
{
    return (struct place){.side = SIDE_SERVER,
                          .exchange = exchange,
                          .line_offset = k->offset,
                          .line = kept_span(k)};
}

static struct span without_end(struct span line)
{
    while (line.len &&
           (line.at[line.len - 1] == '\n' || line.at[line.len - 1] == '\r'))
        line.len--;
    return line;
}

static enum severity strict_severity(const struct check *c, enum rule_id id,
                                     enum severity severity)
{
    enum level level = rules[id]->level;
    bool must = level == LEVEL_MUST || level == LEVEL_MUST_PLAIN;

    return c->strict && must && severity == SEVERITY_WARNING ? SEVERITY_ERROR
                                                             : severity;
}

/* Findings of sections 4 to 16 are guesses while a command is unanswered. */
static bool is_guess(const struct check *c, enum rule_id id)
{
    return c->book.timed_out && id >= RULE_STATE_WRONG_STATE_ACCEPTED &&
           id < RULE_STLS_INJECTED_REPLY;
}

/* The line, or of a long one the part around the octet at fault. */
static void keep_excerpt(struct pending *p, struct span line, size_t index)
{
    size_t most = sizeof p->excerpt;

    if (line.len > most && index >= most - 1)
        p->excerpt_from =
            index < line.len ? index - most / 2 : line.len - most / 2;
    line = span_first(span_from(line, p->excerpt_from), most);
    p->excerpt_len = line.len;
    if (line.len)
        memcpy(p->excerpt, line.at, line.len);
}

__attribute__((format(printf, 5, 0))) static void
report_va(struct check *c, enum rule_id id, enum severity severity,
          struct place place, const char *format, va_list args)
{
    struct span line = without_end(place.line);
    struct buf message = {.most = sizeof c->pending[0].message - 1};
    struct pending *p;

    if (c->pending_count == CHECK_PENDING_MOST || c->muted[id])
        return;
    p = &c->pending[c->pending_count++];
    *p = (struct pending){.id = id, .side = place.side};
    p->severity = strict_severity(c, id, severity);
    p->doubtful = is_guess(c, id);
    if (p->doubtful && p->severity == SEVERITY_ERROR)
        p->severity = SEVERITY_WARNING;
    p->exchange = place.exchange;
    p->line_offset = place.line_offset;
    p->offset = place.line_offset + place.index;
    p->column = place.line.len ? (uint32_t)place.index + 1 : 0;
    p->message_number = place.message_number;
    keep_excerpt(p, line, place.index);
    buf_add_formatv(&message, format, args);
    memcpy(p->message, buf_text(&message), message.len + 1);
    buf_done(&message);
}

void report(struct check *c, enum rule_id id, struct place place,
            const char *format, ...)
{
    va_list args;

    va_start(args, format);
    report_va(c, id, rules[id]->severity, place, format, args);
    va_end(args);
}

void report_as(struct check *c, enum rule_id id, enum severity severity,
               struct place place, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    report_va(c, id, severity, place, format, args);
    va_end(args);
}

bool has_fired(const struct check *c, enum rule_id id)
{
    for (size_t i = 0; i < c->pending_count; i++)
        if (c->pending[i].id == id)
            return true;
    return c->told[id].ever;
}

/* --- telling --- */

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
    for (size_t i = 0; i < CHECK_FIRED_MOST; i++)
        if (c->fired[i].message[0] && covers(rule, &c->fired[i], loser))
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
        if (p->severity <= told->last.severity)
            return; /* a worse case is not hidden behind a note */
    } else {
        told->count = 1;
    }
    told->ever = true;
    told->exchange = p->exchange;
    told->last = *p;
    c->fired[c->fired_next] = *p;
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

static void release_held(struct check *c, const struct event *e)
{
    struct event at = *e;
    struct pending p = c->held;

    if (!c->held_until_ns || !is_decided(c, e))
        return;
    at.request = NULL; /* that of the next reply */
    c->held_until_ns = 0;
    settle_one(c, &at, &p);
}

/* The listing came. */
static void drop_held(struct check *c)
{
    for (size_t i = 0; c->held_until_ns && i < c->pending_count; i++)
        if (c->pending[i].id == RULE_REPLY_MULTI_FOR_SINGLE &&
            c->pending[i].exchange == c->held.exchange)
            c->held_until_ns = 0;
}

static void settle(struct check *c, const struct event *at)
{
    drop_held(c);
    for (size_t i = 0; i < c->pending_count; i++) {
        const struct pending *p = &c->pending[i];

        if (!is_beaten(c, p) && !is_held(c, at, p))
            settle_one(c, at, p);
    }
    c->pending_count = 0;
}

/* The reply is over: tell how often what was told once came in all. */
static void tell_repeats(struct check *c, const struct event *e)
{
    for (size_t id = 0; e->exchange && id < RULE_COUNT; id++) {
        struct told *told = &c->told[id];

        if (told->ever && told->exchange == e->exchange && told->count > 1) {
            tell(c, e, &told->last, told->count);
            told->count = 1;
        }
    }
    c->repeats = false;
}

static void begin(struct check *c)
{
    memory_done(&c->memory);
    memset(c->told, 0, sizeof c->told);
    memset(c->fired, 0, sizeof c->fired);
    c->fired_next = c->pending_count = 0;
    c->held_until_ns = 0;
}

static void judge(struct check *c, const struct event *e)
{
    const struct watch_list *list = watchers_of(c, e);

    for (unsigned i = 0; i < list->count; i++)
        list->at[i]->see(c, e);
    book_take(&c->book, e);
    if (c->pending_count)
        settle(c, e);
    if (e->kind == EVENT_END && c->repeats)
        tell_repeats(c, e);
}

void check_see(void *ctx, const struct event *e)
{
    struct check *c = ctx;

    if (e->kind == EVENT_OPEN)
        begin(c);
    release_held(c, e);
    c->emit(c->ctx, e);
    judge(c, e);
}

void check_failed_tls(struct check *c, const struct tls_facts *facts,
                      bool implicit)
{
    struct event e = {.kind = EVENT_TLS,
                      .state = STATE_CLOSED,
                      .tls = implicit ? TLS_IMPLICIT : TLS_NONE,
                      .facts = facts};

    begin(c);
    book_done(&c->book);
    judge(c, &e);
}

/* --- helpers --- */

bool is_login(const struct request *r)
{
    return r && r->verb && (r->verb->flags & VERB_LOGIN) && r->args > 0;
}

bool code_is(const struct event *e, const char *code)
{
    return span_is_case(e->code, code);
}

bool has_sys_code(const struct event *e)
{
    return span_is_case(e->code, "SYS") ||
           span_starts_case(e->code, SPAN("SYS/"));
}
