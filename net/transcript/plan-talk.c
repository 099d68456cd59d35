/* plan-talk.c - one recorded connection, and what its events make of a plan.
 */
#include <config.h>

#include "net/transcript/plan-private.h"

#include "net/base/memory.h"
#include <stdlib.h>

static void *grow(void *at, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return at;
    *room = *room ? *room * 2 : 64;
    return xrealloc(at, *room * size);
}

struct step *plan_add_step(struct maker *m, enum step_kind kind, uint16_t conn,
                           uint32_t item)
{
    struct plan *p = m->plan;

    p->steps = grow(p->steps, p->step_count, &p->step_room, sizeof *p->steps);
    p->steps[p->step_count] =
        (struct step){.kind = kind, .conn = conn, .item = item};
    return &p->steps[p->step_count++];
}

/* --- what the recorded side tells --- */

/* One of a row of equal answers: its lines end before `end`. */
static void add_answer(struct talker *s, const struct answer *a,
                       uint32_t exchange, uint32_t item, uint32_t end)
{
    struct maker *m = s->maker;
    struct plan *p = m->plan;
    struct plan_answer *to;

    p->answers =
        grow(p->answers, p->answer_count, &p->answer_room, sizeof *p->answers);
    to = &p->answers[p->answer_count];
    *to = (struct plan_answer){
        .kind = a->kind,
        .status = a->status,
        .end = a->end,
        .multi = a->multi || s->body != PLAN_NONE,
        .content = a->content,
        .verb = a->verb,
        .first_line = s->first_line,
        .line_count = end - s->first_line,
        .command = exchange && exchange <= s->command_count
                       ? s->commands[exchange - 1]
                       : PLAN_NONE,
        .end_item = item,
        .body = s->body,
        .allow = s->allow,
        .level = (int8_t)m->level,
        .within_ns = s->within_ns,
    };
    uint32_t first = to->line_count ? p->lines[s->first_line].item : item;
    plan_add_step(m, STEP_EXPECT, s->conn, first)->answer =
        (uint32_t)p->answer_count++;
    s->first_line = end;
    s->body = s->allow = PLAN_NONE;
    s->within_ns = 0;
}

static void take_answer(void *ctx, const struct answer *a)
{
    struct talker *s = ctx;
    const struct batch *b = &s->maker->batch;
    /* what ends the answer before it is no part of it */
    bool ahead = s->feeding && (a->end == END_STATUS || a->end == END_OPEN);
    uint32_t end = b->on ? b->line + (uint32_t)b->at
                         : (uint32_t)s->maker->plan->line_count - ahead;

    for (uint32_t left = (uint32_t)a->repeats + 1; left-- > 0;)
        add_answer(s, a, a->exchange + (uint32_t)a->repeats - left,
                   s->item - left, end - left);
}

/* Count requests, which end with the present item. */
static void take_requests(struct talker *s, const struct event *e, size_t count)
{
    const struct verb *verb = e->request->verb;

    if (e->request->kind != REQUEST_COMMAND)
        return;
    while (count-- > 0) {
        s->commands = grow(s->commands, s->command_count, &s->command_room,
                           sizeof *s->commands);
        s->commands[s->command_count++] = s->item - (uint32_t)count;
    }
    if (verb && verb->id == VERB_DELE)
        s->deleted = true;
    else if (verb && verb->id == VERB_RSET)
        s->deleted = false;
    else if (verb && verb->id == VERB_QUIT && s->deleted)
        s->maker->plan->deletes = true;
}

static size_t verb_bit(const struct verb *verb)
{
    return verb ? (size_t)verb->id : VERB_COUNT;
}
_Static_assert(VERB_COUNT < 32, "a bit a verb");

/* Go on to the item that e is about. */
static void follow(struct talker *s, const struct event *e)
{
    struct batch *b = &s->maker->batch;

    if (!b->on || e->side != b->side || e->kind == EVENT_FINDING)
        return;
    if (e->kind == EVENT_END && (e->end == END_STATUS || e->end == END_OPEN)) {
        s->item = b->item + (uint32_t)b->at; /* its line comes yet */
        return;
    }
    if (e->kind == EVENT_END) {
        b->at += e->dot.len > 0;
    } else if (e->raw.len) {
        uint64_t len =
            e->raw.len > e->line_octets ? e->raw.len : e->line_octets;

        while (b->at < b->count && b->ends[b->at] <= e->offset + len - b->base)
            b->at++;
    }
    if (b->at)
        s->item = b->item + (uint32_t)b->at - 1;
}

static void see(void *ctx, const struct event *e)
{
    struct talker *s = ctx;

    follow(s, e);
    if (e->kind == EVENT_FINDING) {
        const struct verb *verb = e->request ? e->request->verb : NULL;

        s->maker->plan->known[e->finding->id] |= UINT32_C(1) << verb_bit(verb);
    }
    if (e->kind == EVENT_REQUEST)
        take_requests(s, e, 1);
    if (e->kind == EVENT_REQUESTS)
        take_requests(s, e, e->count);
    answers_see(s->answers, e);
}

bool plan_knows(const struct plan *p, enum rule_id rule,
                const struct verb *verb)
{
    return p->known[rule] >> verb_bit(verb) & 1;
}

/* --- connections --- */

struct talker *talker_new(struct maker *m, uint16_t conn)
{
    struct talker *s = xcalloc(1, sizeof *s);
    const struct check_peer peer = {.offline = true, .loopback = true};

    s->maker = m;
    s->conn = conn;
    s->answers = answers_new(take_answer, s);
    s->check = check_new(see, s);
    s->dialogue = dialogue_new(check_see, s->check);
    s->body = s->allow = PLAN_NONE;
    check_attach(s->check, s->dialogue);
    dialogue_take_runs(s->dialogue, check_takes_known_runs, s->check);
    check_peer(s->check, &peer);
    if (conn > m->plan->connections)
        m->plan->connections = conn;
    return s;
}

void talker_free(struct talker *s)
{
    if (!s)
        return;
    dialogue_free(s->dialogue);
    check_free(s->check);
    answers_free(s->answers);
    free(s->commands);
    free(s);
}

void talker_feed(struct talker *s, enum chunk_kind kind, enum side by,
                 struct span octets)
{
    struct chunk chunk = {
        .kind = kind, .side = by, .octets = octets, .tls = TLS_NONE};

    s->fed[by] += octets.len;
    dialogue_feed(s->dialogue, &chunk);
}

void talker_open(struct talker *s, bool tls)
{
    struct chunk chunk = {.kind = CHUNK_OPEN,
                          .tls = tls ? TLS_IMPLICIT : TLS_NONE};

    plan_add_step(s->maker, STEP_CONNECT, s->conn, s->item)->ns = tls;
    s->open = true;
    s->deleted = false;
    s->command_count = 0;
    s->first_line = (uint32_t)s->maker->plan->line_count;
    s->fed[SIDE_CLIENT] = s->fed[SIDE_SERVER] = 0;
    dialogue_feed(s->dialogue, &chunk);
}
