/* check.c - runs the watchers over every event.
 *
 * What a rule looks for is in check-<family>.c, what watchers report in
 * report.c, and which of it is told in tell.c. */
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
    struct check *c = xrealloc(NULL, sizeof *c);

    memset(c, 0, offsetof(struct check, held));
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
    RULE_STAT_DELETED_COUNTED,
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

/* --- judging --- */

static void begin(struct check *c)
{
    memory_done(&c->memory);
    memset(c->told, 0, sizeof c->told);
    c->fired_next = c->fired_count = c->pending_count = 0;
    c->held_until_ns = 0;
}

static void note_loudness(struct check *c, enum event_kind kind)
{
    c->loud &= ~(1u << kind);
    c->loud |= (unsigned)(c->pending_count > 0) << kind;
}

static void judge(struct check *c, const struct event *e)
{
    const struct watch_list *list = watchers_of(c, e);

    for (unsigned i = 0; i < list->count; i++)
        list->at[i]->see(c, e);
    book_take(&c->book, e);
    note_loudness(c, e->kind);
    if (c->pending_count)
        tell_settle(c, e);
    if (e->kind == EVENT_END && c->repeats)
        tell_repeats(c, e);
}

void check_see(void *ctx, const struct event *e)
{
    struct check *c = ctx;

    if (e->kind == EVENT_OPEN)
        begin(c);
    tell_release(c, e);
    c->emit(c->ctx, e);
    judge(c, e);
}

/* Would the next command or reply be met as the one before was? */
static bool is_usual(const struct check *c)
{
    return c->book.transaction && !c->book.timed_out && !c->book.quit_sent &&
           !check_alarm(c) && c->memory.session.skipping == SKIP_NONE;
}

/* Commands that do nothing, and the equal replies to them: when nobody had a
 * word to say about the one before, under the same circumstances, nobody has
 * one about the next. Lines of listings are judged as they are. */
bool check_takes_runs(const void *ctx, enum event_kind kind)
{
    const struct check *c = ctx;

    switch (kind) {
    case EVENT_REQUESTS:
        return is_usual(c) && !(c->loud & ON(REQUEST));
    case EVENT_REPLIES:
        return is_usual(c) && !(c->loud & (ON(STATUS) | ON(END)));
    default:
        return kind == EVENT_LINES;
    }
}

bool check_takes_known_runs(const void *ctx, enum event_kind kind)
{
    return kind == EVENT_LINES || is_usual(ctx);
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
