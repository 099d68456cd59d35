/* plan.c - turns the items of a transcript into steps.
 *
 * Feeds what was recorded to a connection (plan-talk.c), which puts a step
 * where an answer is complete. Taking answers apart is for plan-want.c. */
#include <config.h>

#include "net/transcript/plan-private.h"

#include "net/base/memory.h"
#include "net/transcript/expand.h"
#include <stdlib.h>

enum {
    LINES_MOST = 4000000, /* of the session */
    NTH_MOST = 200,       /* line ends within one item */
    BATCH_OCTETS = 128 << 10,
};

static bool fail(struct maker *m, const struct item *item, const char *what)
{
    m->failed = true;
    return error_set(m->err, ERROR_INPUT, "%s:%u: %s", m->name, item->line,
                     what);
}

/* --- connections --- */

static struct talker *talker_of(struct maker *m, const struct item *item)
{
    struct talker **s = &m->talkers[item->conn - 1];

    if (!*s)
        *s = talker_new(m, item->conn);
    (*s)->item = (uint32_t)(item - m->plan->transcript->items);
    return *s;
}

/* A session may begin without "@ connect". */
static struct talker *open_talker_of(struct maker *m, const struct item *item)
{
    struct talker *s = talker_of(m, item);

    if (!s->open)
        talker_open(s, transcript_field_is(m->plan->transcript, HEADER_SECURITY,
                                           "implicit"));
    return s;
}

/* --- lines --- */

static void add_line(struct maker *m, uint32_t item, unsigned nth, bool joins)
{
    struct plan *p = m->plan;

    if (p->line_count == p->line_room) {
        p->line_room = p->line_room ? p->line_room * 2 : 64;
        p->lines = xrealloc(p->lines, p->line_room * sizeof *p->lines);
    }
    p->lines[p->line_count++] = (struct plan_line){
        .item = item, .set = m->set, .nth = (uint8_t)nth, .joins = joins};
}

static void take_client(struct maker *m, const struct item *item)
{
    struct talker *s = open_talker_of(m, item);

    buf_clear(&m->octets);
    expand_wire(&m->octets, item->text, &m->variables);
    talker_feed(s, CHUNK_OCTETS, SIDE_CLIENT, buf_span(&m->octets));
    plan_add_step(m, STEP_SEND, s->conn, s->item);
}

/* Whose answer the next line belongs to may only be known when it is read:
 * what the line before it left open has ended then. */
static void take_server(struct maker *m, const struct item *item)
{
    struct talker *s = open_talker_of(m, item);
    struct span rest;
    unsigned nth = 0;

    buf_clear(&m->octets);
    expand_wire(&m->octets, item->text, &m->variables);
    rest = buf_span(&m->octets);
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
        talker_feed(s, CHUNK_OCTETS, SIDE_SERVER, span_first(rest, n + ended));
        s->feeding = false;
        rest = span_from(rest, n + ended);
    }
}

/* --- many lines at a stroke --- */

/* How many items from the first on are whole lines of one side of one
 * connection, each standing for itself. */
static size_t batch_size(const struct maker *m, const struct item *first)
{
    const struct transcript *t = m->plan->transcript;
    const struct item *end = t->items + t->count, *item = first;
    size_t octets = 0;

    if (m->plan->line_count > LINES_MOST - BATCH_MOST)
        return 1;
    while (item < end && item - first < BATCH_MOST && item->plain &&
           item->kind == first->kind && item->conn == first->conn &&
           octets < BATCH_OCTETS)
        octets += item++->text.len + 2;
    return (size_t)(item - first);
}

static void take_batch(struct maker *m, const struct item *first, size_t n)
{
    struct talker *s = open_talker_of(m, first);
    struct batch *b = &m->batch;

    b->side = first->kind == ITEM_CLIENT ? SIDE_CLIENT : SIDE_SERVER;
    b->item = s->item;
    b->line = (uint32_t)m->plan->line_count;
    b->base = s->fed[b->side];
    b->count = n;
    b->at = 0;
    buf_clear(&m->octets);
    for (size_t i = 0; i < n; i++) {
        buf_add(&m->octets, first[i].text);
        buf_add(&m->octets, SPAN("\r\n"));
        b->ends[i] = (uint32_t)m->octets.len;
        if (b->side == SIDE_SERVER)
            add_line(m, b->item + (uint32_t)i, 0, false);
    }
    b->on = true;
    talker_feed(s, CHUNK_OCTETS, b->side, buf_span(&m->octets));
    b->on = false;
    for (size_t i = 0; b->side == SIDE_CLIENT && i < n; i++)
        plan_add_step(m, STEP_SEND, s->conn, b->item + (uint32_t)i);
}

/* The lines from an item on that go together. Returns how many. */
static size_t take_lines(struct maker *m, const struct item *first)
{
    size_t n = batch_size(m, first);

    if (n > 1) {
        take_batch(m, first, n);
        return n;
    }
    if (first->kind == ITEM_CLIENT)
        take_client(m, first);
    else
        take_server(m, first);
    return 1;
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
        plan_add_step(m, STEP_TLS_START, s->conn, s->item);
    } else if (span_is(word, "ok")) {
        plan_add_step(m, STEP_TLS_OK, s->conn, s->item);
        if (dialogue_tls(s->dialogue) == TLS_NONE)
            talker_feed(s, CHUNK_TLS, SIDE_SERVER, (struct span){0});
    } else {
        plan_add_step(m, STEP_TLS_FAIL, s->conn, s->item);
        talker_feed(s, CHUNK_TLS_FAIL, SIDE_SERVER, (struct span){0});
    }
}

static void take_close(struct maker *m, const struct item *item)
{
    struct talker *s = open_talker_of(m, item);
    struct buf by = {0};

    param_value(item->text, "by", &by);
    bool server = span_is(buf_span(&by), "server");
    buf_done(&by);
    talker_feed(s, CHUNK_CLOSE, server ? SIDE_SERVER : SIDE_CLIENT,
                (struct span){0});
    plan_add_step(m, server ? STEP_CLOSE_BY_SERVER : STEP_CLOSE_BY_CLIENT,
                  s->conn, s->item);
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
        talker_open(s, span_is(buf_span(&tls), "implicit"));
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
        plan_add_step(m, STEP_SILENCE, s->conn, s->item)->ns =
            duration_of(item, "after");
        talker_feed(s, CHUNK_TIMEOUT, SIDE_SERVER, (struct span){0});
        break;
    case AT_FLUSH:
        plan_add_step(m, STEP_FLUSH, s->conn, s->item);
        break;
    case AT_PAUSE:
        plan_add_step(m, STEP_PAUSE, s->conn, s->item)->ns =
            duration_of(item, NULL);
        break;
    case AT_CHUNK:
        param_number(item->text, NULL, &number);
        plan_add_step(m, STEP_CHUNK, s->conn, s->item)->ns = number;
        break;
    case AT_T:
        plan_add_step(m, STEP_AT, s->conn, s->item)->ns =
            duration_of(item, "t");
        break;
    case AT_SASL:
        plan_add_step(m, STEP_SASL, s->conn, s->item);
        m->in_sasl = true;
        break;
    case AT_END:
        if (m->in_sasl && !m->set)
            plan_add_step(m, STEP_SASL_END, s->conn, s->item);
        m->in_sasl = m->in_sasl && m->set;
        m->set = 0;
        break;
    case AT_STEP:
        plan_add_step(m, STEP_TITLE, s->conn, s->item);
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

    for (size_t i = t->session; i < t->count && !m->failed;) {
        const struct item *item = &t->items[i];

        if (item->kind == ITEM_CLIENT || item->kind == ITEM_SERVER) {
            i += take_lines(m, item);
            continue;
        }
        if (item->kind == ITEM_EVENT)
            take_event(m, item);
        i++;
    }
    for (size_t i = 0; i < ITEM_CONNECTIONS_MOST && !m->failed; i++)
        if (m->talkers[i] && m->talkers[i]->open)
            talker_feed(m->talkers[i], CHUNK_CLOSE, SIDE_CLIENT,
                        (struct span){0});
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
    buf_done(&m.octets);
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
