/* plan.c - turns the items of a transcript into steps.
 *
 * Feeds what was recorded to a dialogue for each connection and puts a step
 * where an answer is complete. Taking answers apart is for plan-want.c. */
#include <config.h>

#include "net/transcript/plan.h"

#include "net/base/memory.h"
#include "net/rules/check.h"
#include "net/transcript/expand.h"
#include <stdlib.h>

enum {
    LINES_MOST = 4000000, /* of the session */
    NTH_MOST = 200,       /* line ends within one item */
};

/* One connection while it is read. */
struct talker {
    struct dialogue *dialogue;
    struct check *check;
    struct answers *answers;
    struct maker *maker;
    uint16_t conn;
    bool open;
    uint32_t first_line; /* of the answer that is being read */
    uint32_t *commands;  /* item of each exchange; owned */
    size_t command_count, command_room;
    uint32_t item; /* that is being read */
    uint32_t body, allow;
    uint64_t within_ns;
    bool deleted;
    bool feeding; /* a line of the server, which is in plan.lines already */
};

struct maker {
    struct plan *plan;
    const char *name;
    struct error *err;
    struct talker *talkers[ITEM_CONNECTIONS_MOST];
    uint16_t set, sets; /* the one that is open; how many there were */
    bool in_sasl;
    int level;
    bool failed;
    struct variables variables; /* as recorded */
};

static bool fail(struct maker *m, const struct item *item, const char *what)
{
    m->failed = true;
    return error_set(m->err, ERROR_INPUT, "%s:%u: %s", m->name, item->line,
                     what);
}

/* --- growing --- */

static void *grow(void *at, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return at;
    *room = *room ? *room * 2 : 64;
    return xrealloc(at, *room * size);
}

static struct step *add_step(struct maker *m, enum step_kind kind,
                             uint16_t conn, uint32_t item)
{
    struct plan *p = m->plan;

    p->steps = grow(p->steps, p->step_count, &p->step_room, sizeof *p->steps);
    p->steps[p->step_count] =
        (struct step){.kind = kind, .conn = conn, .item = item};
    return &p->steps[p->step_count++];
}

static void add_line(struct maker *m, uint32_t item, unsigned nth, bool joins)
{
    struct plan *p = m->plan;

    p->lines = grow(p->lines, p->line_count, &p->line_room, sizeof *p->lines);
    p->lines[p->line_count++] = (struct plan_line){
        .item = item, .set = m->set, .nth = (uint8_t)nth, .joins = joins};
}

/* --- what the recorded side tells --- */

static void take_answer(void *ctx, const struct answer *a)
{
    struct talker *s = ctx;
    struct maker *m = s->maker;
    struct plan *p = m->plan;
    struct plan_answer *to;
    /* what ends the answer before it is no part of it */
    bool ahead = s->feeding && (a->end == END_STATUS || a->end == END_OPEN);
    uint32_t end = (uint32_t)p->line_count - ahead;

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
        .command = a->exchange && a->exchange <= s->command_count
                       ? s->commands[a->exchange - 1]
                       : PLAN_NONE,
        .end_item = s->item,
        .body = s->body,
        .allow = s->allow,
        .level = m->level,
        .within_ns = s->within_ns,
    };
    uint32_t item = to->line_count ? p->lines[s->first_line].item : s->item;
    add_step(m, STEP_EXPECT, s->conn, item)->answer =
        (uint32_t)p->answer_count++;
    s->first_line = end;
    s->body = s->allow = PLAN_NONE;
    s->within_ns = 0;
}

static void take_request(struct talker *s, const struct event *e)
{
    const struct verb *verb = e->request->verb;

    if (e->request->kind != REQUEST_COMMAND)
        return;
    s->commands = grow(s->commands, s->command_count, &s->command_room,
                       sizeof *s->commands);
    s->commands[s->command_count++] = s->item;
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

static void see(void *ctx, const struct event *e)
{
    struct talker *s = ctx;

    if (e->kind == EVENT_FINDING) {
        const struct verb *verb = e->request ? e->request->verb : NULL;

        s->maker->plan->known[e->finding->id] |= UINT32_C(1) << verb_bit(verb);
    }
    if (e->kind == EVENT_REQUEST)
        take_request(s, e);
    answers_see(s->answers, e);
}

bool plan_knows(const struct plan *p, enum rule_id rule,
                const struct verb *verb)
{
    return p->known[rule] >> verb_bit(verb) & 1;
}

/* --- connections --- */

static struct talker *talker_new(struct maker *m, uint16_t conn)
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
    check_peer(s->check, &peer);
    if (conn > m->plan->connections)
        m->plan->connections = conn;
    return s;
}

static void talker_free(struct talker *s)
{
    if (!s)
        return;
    dialogue_free(s->dialogue);
    check_free(s->check);
    answers_free(s->answers);
    free(s->commands);
    free(s);
}

static void feed(struct talker *s, enum chunk_kind kind, enum side by,
                 struct span octets)
{
    struct chunk chunk = {
        .kind = kind, .side = by, .octets = octets, .tls = TLS_NONE};

    dialogue_feed(s->dialogue, &chunk);
}

static struct talker *talker_of(struct maker *m, const struct item *item)
{
    struct talker **s = &m->talkers[item->conn - 1];

    if (!*s)
        *s = talker_new(m, item->conn);
    (*s)->item = (uint32_t)(item - m->plan->transcript->items);
    return *s;
}

static void open_talker(struct talker *s, bool tls)
{
    struct chunk chunk = {.kind = CHUNK_OPEN,
                          .tls = tls ? TLS_IMPLICIT : TLS_NONE};

    add_step(s->maker, STEP_CONNECT, s->conn, s->item)->ns = tls;
    s->open = true;
    s->deleted = false;
    s->command_count = 0;
    s->first_line = (uint32_t)s->maker->plan->line_count;
    dialogue_feed(s->dialogue, &chunk);
}

/* A session may begin without "@ connect". */
static struct talker *open_talker_of(struct maker *m, const struct item *item)
{
    struct talker *s = talker_of(m, item);

    if (!s->open)
        open_talker(s, transcript_field_is(m->plan->transcript, HEADER_SECURITY,
                                           "implicit"));
    return s;
}

/* --- lines --- */

static void take_client(struct maker *m, const struct item *item)
{
    struct talker *s = open_talker_of(m, item);
    struct buf octets = {0};

    expand_wire(&octets, item->text, &m->variables);
    feed(s, CHUNK_OCTETS, SIDE_CLIENT, buf_span(&octets));
    buf_done(&octets);
    add_step(m, STEP_SEND, s->conn, s->item);
}

/* Whose answer the next line belongs to may only be known when it is read:
 * what the line before it left open has ended then. */
static void take_server(struct maker *m, const struct item *item)
{
    struct talker *s = open_talker_of(m, item);
    struct buf octets = {0};
    struct span rest;
    unsigned nth = 0;

    expand_wire(&octets, item->text, &m->variables);
    rest = buf_span(&octets);
    while (rest.len && !m->failed) {
        size_t n = span_find(rest, '\n');
        bool ended = n < rest.len;

        if (nth == NTH_MOST || m->plan->line_count == LINES_MOST) {
            fail(m, item,
                 nth ? "too many line ends in one item"
                     : "too many lines: 4,000,000 are the most");
            break;
        }
        add_line(m, s->item, nth++, !ended);
        s->feeding = true;
        feed(s, CHUNK_OCTETS, SIDE_SERVER, span_first(rest, n + ended));
        s->feeding = false;
        rest = span_from(rest, n + ended);
    }
    buf_done(&octets);
}

/* --- events --- */

static uint64_t duration_of(const struct item *item, const char *key)
{
    uint64_t ns = 0;

    param_duration(item->text, key, &ns);
    return ns;
}

static void take_tls(struct maker *m, const struct item *item)
{
    struct talker *s = open_talker_of(m, item);
    struct span rest = item->text, word = span_take_word(&rest);

    if (span_is(word, "start")) {
        add_step(m, STEP_TLS_START, s->conn, s->item);
    } else if (span_is(word, "ok")) {
        add_step(m, STEP_TLS_OK, s->conn, s->item);
        if (dialogue_tls(s->dialogue) == TLS_NONE)
            feed(s, CHUNK_TLS, SIDE_SERVER, (struct span){0});
    } else {
        add_step(m, STEP_TLS_FAIL, s->conn, s->item);
        feed(s, CHUNK_TLS_FAIL, SIDE_SERVER, (struct span){0});
    }
}

static void take_close(struct maker *m, const struct item *item)
{
    struct talker *s = open_talker_of(m, item);
    struct buf by = {0};

    param_value(item->text, "by", &by);
    bool server = span_is(buf_span(&by), "server");
    buf_done(&by);
    feed(s, CHUNK_CLOSE, server ? SIDE_SERVER : SIDE_CLIENT, (struct span){0});
    add_step(m, server ? STEP_CLOSE_BY_SERVER : STEP_CLOSE_BY_CLIENT, s->conn,
             s->item);
    s->open = false;
}

static void take_connect(struct maker *m, const struct item *item)
{
    struct talker *s = talker_of(m, item);
    struct buf tls = {0};

    param_value(item->text, "tls", &tls);
    if (s->open)
        fail(m, item, "this connection is open already");
    else
        open_talker(s, span_is(buf_span(&tls), "implicit"));
    buf_done(&tls);
}

static void take_level(struct maker *m, const struct item *item)
{
    struct span rest = item->text;
    enum compare_level level;

    if (compare_level_find(span_take_word(&rest), &level))
        m->level = (int)level;
}

static void take_event(struct maker *m, const struct item *item)
{
    struct talker *s;
    uint64_t number = 0;

    switch (item->verb->id) {
    case AT_CONNECT:
        take_connect(m, item);
        return;
    case AT_TLS:
        take_tls(m, item);
        return;
    case AT_CLOSE:
        take_close(m, item);
        return;
    case AT_LEVEL:
        take_level(m, item);
        return;
    case AT_SET:
        m->set = m->sets < UINT16_MAX ? ++m->sets : m->sets;
        return;
    case AT_NOTE:
    case AT_COUNT:
        return;
    default:
        break;
    }
    s = talker_of(m, item);
    switch (item->verb->id) {
    case AT_TIMEOUT:
        add_step(m, STEP_SILENCE, s->conn, s->item)->ns =
            duration_of(item, "after");
        feed(s, CHUNK_TIMEOUT, SIDE_SERVER, (struct span){0});
        break;
    case AT_FLUSH:
        add_step(m, STEP_FLUSH, s->conn, s->item);
        break;
    case AT_PAUSE:
        add_step(m, STEP_PAUSE, s->conn, s->item)->ns = duration_of(item, NULL);
        break;
    case AT_CHUNK:
        param_number(item->text, NULL, &number);
        add_step(m, STEP_CHUNK, s->conn, s->item)->ns = number;
        break;
    case AT_T:
        add_step(m, STEP_AT, s->conn, s->item)->ns = duration_of(item, "t");
        break;
    case AT_SASL:
        add_step(m, STEP_SASL, s->conn, s->item);
        m->in_sasl = true;
        break;
    case AT_END:
        if (m->in_sasl && !m->set)
            add_step(m, STEP_SASL_END, s->conn, s->item);
        m->in_sasl = m->in_sasl && m->set;
        m->set = 0;
        break;
    case AT_STEP:
        add_step(m, STEP_TITLE, s->conn, s->item);
        break;
    case AT_ALLOW:
        s->allow = s->item;
        break;
    case AT_WITHIN:
        s->within_ns = duration_of(item, NULL);
        break;
    case AT_BODY:
        s->body = s->item;
        break;
    default:
        break;
    }
}

/* --- all of it --- */

static void take_items(struct maker *m)
{
    const struct transcript *t = m->plan->transcript;

    for (size_t i = t->session; i < t->count && !m->failed; i++) {
        const struct item *item = &t->items[i];

        if (item->kind == ITEM_CLIENT)
            take_client(m, item);
        else if (item->kind == ITEM_SERVER)
            take_server(m, item);
        else if (item->kind == ITEM_EVENT)
            take_event(m, item);
    }
    for (size_t i = 0; i < ITEM_CONNECTIONS_MOST && !m->failed; i++)
        if (m->talkers[i] && m->talkers[i]->open)
            feed(m->talkers[i], CHUNK_CLOSE, SIDE_CLIENT, (struct span){0});
}

bool plan_make(struct plan *out, const struct transcript *t, const char *name,
               struct error *err)
{
    struct maker m = {.plan = out, .name = name, .err = err, .level = -1};

    *out = (struct plan){.transcript = t};
    take_items(&m);
    for (size_t i = 0; i < ITEM_CONNECTIONS_MOST; i++)
        talker_free(m.talkers[i]);
    variables_done(&m.variables);
    if (!m.failed && !out->step_count)
        error_set(err, ERROR_INPUT, "%s: there is no session in this file",
                  name);
    return !m.failed && out->step_count;
}

void plan_done(struct plan *p)
{
    free(p->steps);
    free(p->answers);
    free(p->lines);
    *p = (struct plan){0};
}
