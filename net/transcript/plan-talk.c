/* plan-talk.c - one recorded connection, and what its events make of a plan.
 */
#include <config.h>

#include "net/transcript/plan-private.h"

#include "net/base/memory.h"
#include <assert.h>
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
        (struct step){.kind = kind, .conn = conn, .item = item, .count = 1};
    return &p->steps[p->step_count++];
}

/* --- commands --- */

static void add_commands(struct talker *s, uint32_t item, uint32_t count)
{
    struct commands *last =
        s->command_count ? &s->commands[s->command_count - 1] : NULL;
    uint32_t first = last ? last->first + last->count : 0;

    if (last && last->item == item) {
        last->count += count;
        return;
    }
    s->commands = grow(s->commands, s->command_count, &s->command_room,
                       sizeof *s->commands);
    s->commands[s->command_count] = (struct commands){
        .first = first,
        .count = count,
        .item = item,
    };
    s->command_count++;
}

/* Those that an exchange is one of; NULL: it has none. */
static const struct commands *commands_of(const struct talker *s,
                                          uint32_t exchange)
{
    size_t from = 0, until = s->command_count;

    while (from < until) {
        size_t middle = from + (until - from) / 2;
        const struct commands *c = &s->commands[middle];

        if (exchange <= c->first)
            until = middle;
        else if (exchange > c->first + c->count)
            from = middle + 1;
        else
            return c;
    }
    return NULL;
}

/* Count requests, which end with the present line. */
static void take_requests(struct talker *s, const struct event *e, size_t count)
{
    const struct verb *verb = e->request->verb;
    const struct batch *b = &s->maker->batch;

    if (e->request->kind != REQUEST_COMMAND)
        return;
    for (uint32_t left = (uint32_t)count; left && b->on;) {
        uint32_t line = b->passed - left;
        const struct batch_row *row = batch_row_of(b, line);
        uint32_t n = row->first + row->count - line;

        add_commands(s, row->item, n < left ? n : left);
        left -= n < left ? n : left;
    }
    if (!b->on)
        add_commands(s, s->item, (uint32_t)count);
    if (verb && verb->id == VERB_DELE)
        s->deleted = true;
    else if (verb && verb->id == VERB_RSET)
        s->deleted = false;
    else if (verb && verb->id == VERB_QUIT && s->deleted)
        s->maker->plan->deletes = true;
}

/* --- answers --- */

static bool is_ours(const struct talker *s, uint32_t line)
{
    const struct plan *p = s->maker->plan;

    return p->transcript->items[p->lines[line].item].conn == s->conn;
}

static bool all_ours(const struct talker *s, uint32_t end)
{
    for (uint32_t i = s->first_line; i < end; i++)
        if (!is_ours(s, i))
            return false;
    return true;
}

/* Let the lines of this connection from its first_line on stand side by side:
 * those of others may have come among them. end: behind the answer that is
 * complete. Returns its end then. */
static uint32_t part_lines(struct talker *s, uint32_t end)
{
    struct plan *p = s->maker->plan;
    uint32_t count = (uint32_t)p->line_count, from = s->first_line, new_end = 0;

    while (from < end && !is_ours(s, from))
        from++;
    s->first_line = from;
    if (all_ours(s, end))
        return end;
    s->first_line = count;
    for (uint32_t i = from; i < count; i++) {
        if (i == end)
            new_end = (uint32_t)p->line_count;
        if (!is_ours(s, i))
            continue;
        p->lines =
            grow(p->lines, p->line_count, &p->line_room, sizeof *p->lines);
        p->lines[p->line_count++] = p->lines[i];
    }
    return end == count ? (uint32_t)p->line_count : new_end;
}

/* Add count equal answers, the first of them to that exchange: the lines that
 * were kept since the last answer, up to `end`. */
static void add_answers(struct talker *s, const struct answer *a,
                        uint32_t exchange, uint32_t count, uint32_t end)
{
    struct maker *m = s->maker;
    struct plan *p = m->plan;
    const struct commands *commands = commands_of(s, exchange);
    const struct plan_line *first, *last;
    struct plan_answer *to;
    struct step *step;

    end = part_lines(s, end);
    assert(p->lines || end == s->first_line);
    first = &p->lines[s->first_line];
    last = a->repeats ? &p->lines[end - 1] : NULL;
    p->answers =
        grow(p->answers, p->answer_count, &p->answer_room, sizeof *p->answers);
    to = &p->answers[p->answer_count];
    *to = (struct plan_answer){
        .count = count,
        .kind = a->kind,
        .status = a->status,
        .end = a->end,
        .multi = a->multi || s->body != PLAN_NONE,
        .optional = a->kind == ANSWER_STRAY &&
                    m->plan->transcript->items[s->item].quantity != ITEM_ONE,
        .content = a->content,
        .verb = a->verb,
        .first_line = s->first_line,
        .line_count = end - s->first_line,
        .command = commands ? commands->item : PLAN_NONE,
        .end_item = last ? last->item : s->item,
        .end_of = last ? last->of : s->of,
        .body = s->body,
        .allow = s->allow,
        .level = (int8_t)m->level,
        .within_ns = s->within_ns,
    };
    step = plan_add_step(m, STEP_EXPECT, s->conn,
                         to->line_count ? first->item : to->end_item);
    step->of = to->line_count ? first->of : to->end_of;
    step->count = count;
    step->answer = (uint32_t)p->answer_count++;
    s->first_line = end;
    s->body = s->allow = PLAN_NONE;
    s->within_ns = 0;
}

/* The first of `left` equal answers, the last of which ends with the present
 * line of the batch, and those that can go with it. Returns how many. */
static uint32_t take_equal(struct talker *s, const struct answer *a,
                           uint32_t exchange, uint32_t left)
{
    const struct batch *b = &s->maker->batch;
    const struct commands *c = commands_of(s, exchange);
    bool alone = s->body != PLAN_NONE || s->allow != PLAN_NONE ||
                 s->within_ns || b->kept + left != b->passed || !c ||
                 s->first_line != s->maker->plan->line_count;
    uint32_t n = 1;

    if (alone) {
        batch_keep(s, left - 1);
    } else {
        n = c->first + c->count - (exchange - 1);
        n = batch_keep_equal(s, n < left ? n : left);
    }
    add_answers(s, a, exchange, n, (uint32_t)s->maker->plan->line_count);
    return n;
}

static void take_answer(void *ctx, const struct answer *a)
{
    struct talker *s = ctx;
    /* what ends the answer before it is no part of it */
    bool ahead = s->feeding && (a->end == END_STATUS || a->end == END_OPEN);
    uint32_t left = (uint32_t)a->repeats + 1, exchange = a->exchange, n;

    if (!s->maker->batch.on) {
        add_answers(s, a, exchange, 1,
                    (uint32_t)s->maker->plan->line_count - ahead);
        return;
    }
    for (; left; left -= n, exchange += n)
        n = take_equal(s, a, exchange, left);
}

/* --- what the recorded side tells --- */

static size_t verb_bit(const struct verb *verb)
{
    return verb ? (size_t)verb->id : VERB_COUNT;
}
_Static_assert(VERB_COUNT < 32, "a bit a verb");

static void see(void *ctx, const struct event *e)
{
    struct talker *s = ctx;

    batch_follow(s, e);
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
    s->closed = s->shaking = false;
    s->deleted = s->in_sasl = false;
    s->set = 0;
    s->command_count = s->silence_count = 0;
    s->first_line = (uint32_t)s->maker->plan->line_count;
    s->fed[SIDE_CLIENT] = s->fed[SIDE_SERVER] = 0;
    dialogue_feed(s->dialogue, &chunk);
}

/* --- silences --- */

/* What begun to come is no silence about its command. */
void talker_silence(struct talker *s, uint64_t ns)
{
    const struct request *waiting = dialogue_waiting(s->dialogue);
    bool begun = answers_open(s->answers);
    const struct commands *commands =
        waiting ? commands_of(s, waiting->exchange) : NULL;
    struct step *step = plan_add_step(s->maker, STEP_SILENCE, s->conn, s->item);

    step->ns = ns;
    step->of = commands ? commands->item : PLAN_NONE;
    step->count = 0;
    if (!begun && waiting && s->silence_count < SILENCES_MOST)
        s->silences[s->silence_count++] = (struct silence){
            s->maker->plan->step_count - 1, dialogue_outstanding(s->dialogue)};
    talker_feed(s, CHUNK_TIMEOUT, SIDE_SERVER, (struct span){0});
}

/* Of the commands that are without an answer now, those count first that
 * waited at the first silence. */
static void count_unanswered(struct talker *s)
{
    size_t left = dialogue_outstanding(s->dialogue), counted = 0;

    left -= left && dialogue_in_data(s->dialogue);
    for (size_t i = 0; i < s->silence_count; i++) {
        size_t waiting = s->silences[i].waiting, n;

        if (waiting < counted)
            continue;
        n = waiting - counted < left ? waiting - counted : left;
        s->maker->plan->steps[s->silences[i].step].count = (uint32_t)n;
        counted += n;
        left -= n;
    }
}

void talker_close(struct talker *s, enum side by)
{
    count_unanswered(s);
    talker_feed(s, CHUNK_CLOSE, by, (struct span){0});
}
