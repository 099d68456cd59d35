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
    (*s)->of = 0;
    return *s;
}

static void fail_closed(struct maker *m, const struct item *item)
{
    struct buf what = {0};

    buf_add_text(&what, "expected \"@");
    if (item->conn > 1)
        buf_add_format(&what, "%u", item->conn);
    buf_add_text(&what, " connect\" in front of this line: the connection has "
                        "been closed");
    fail(m, item, buf_text(&what));
    buf_done(&what);
}

/* A session may begin without "@ connect", and only begin. */
static struct talker *open_talker_of(struct maker *m, const struct item *item)
{
    struct talker *s = talker_of(m, item);

    if (!s->open && s->closed)
        fail_closed(m, item);
    else if (!s->open)
        talker_open(s, transcript_field_is(m->plan->transcript, HEADER_SECURITY,
                                           "implicit"));
    return s;
}

/* --- lines --- */

void plan_add_line(struct talker *s, uint32_t item, uint32_t of, unsigned nth,
                   bool joins)
{
    struct plan *p = s->maker->plan;

    if (p->line_count == p->line_room) {
        p->line_room = p->line_room ? p->line_room * 2 : 64;
        p->lines = xrealloc(p->lines, p->line_room * sizeof *p->lines);
    }
    p->lines[p->line_count++] = (struct plan_line){.item = item,
                                                   .of = of,
                                                   .set = s->set,
                                                   .nth = (uint8_t)nth,
                                                   .joins = joins};
}

static void take_client(struct maker *m, struct talker *s,
                        const struct item *item)
{
    buf_clear(&m->octets);
    expand_wire(&m->octets, item->text, &m->variables);
    talker_feed(s, CHUNK_OCTETS, SIDE_CLIENT, buf_span(&m->octets));
    plan_add_step(m, STEP_SEND, s->conn, s->item)->of = s->of;
}

/* Whose answer the next line belongs to may only be known when it is read:
 * what the line before it left open has ended then. */
static void take_server(struct maker *m, struct talker *s,
                        const struct item *item)
{
    struct span rest;
    unsigned nth = 0;

    if (item->quantity != ITEM_ONE &&
        dialogue_need(s->dialogue) == NEED_REPLY &&
        !dialogue_in_data(s->dialogue)) {
        fail(m, item, "expected " ITEM_FIRST_WANTED);
        return;
    }
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
        plan_add_line(s, s->item, s->of, nth++, !ended);
        s->feeding = true;
        talker_feed(s, CHUNK_OCTETS, SIDE_SERVER, span_first(rest, n + ended));
        s->feeding = false;
        rest = span_from(rest, n + ended);
    }
}

/* Those that go on where the last step ends are part of it. */
static void add_sends(struct maker *m, uint16_t conn,
                      const struct batch_row *row)
{
    struct plan *p = m->plan;
    struct step *step = p->step_count ? &p->steps[p->step_count - 1] : NULL;

    if (step && step->kind == STEP_SEND && step->item == row->item &&
        step->of + step->count == row->of) {
        step->count += row->count;
        return;
    }
    step = plan_add_step(m, STEP_SEND, conn, row->item);
    step->of = row->of;
    step->count = row->count;
}

static void take_batch(struct maker *m, struct talker *s)
{
    const struct batch *b = &m->batch;

    batch_feed(m, s);
    for (size_t i = 0; b->side == SIDE_CLIENT && i < b->count; i++)
        add_sends(m, s->conn, &b->rows[i]);
}

/* The lines that go together from line `of` of an item on. Returns how many. */
static uint32_t take_lines(struct maker *m, size_t i, uint32_t of)
{
    const struct item *item = &m->plan->transcript->items[i];
    struct talker *s = open_talker_of(m, item);
    uint32_t n;

    if (m->failed)
        return 1;
    if (s->shaking) {
        fail(m, item,
             "expected \"@ tls ok\" or \"@ tls fail\" in front of this line");
        return 1;
    }
    n = batch_gather(m, i, of);

    s->of = of;
    if (n > 1 && m->plan->line_count + n <= LINES_MOST) {
        take_batch(m, s);
        return n;
    }
    if (item->kind == ITEM_CLIENT)
        take_client(m, s, item);
    else
        take_server(m, s, item);
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

    if (m->failed)
        return;
    s->shaking = span_is(word, "start");
    if (s->shaking) {
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
    struct talker *s = talker_of(m, item);
    struct buf by = {0};

    if (!s->open && s->closed) {
        fail(m, item, "this connection is closed already");
        return;
    }
    s = open_talker_of(m, item);

    param_value(item->text, "by", &by);
    bool server = span_is(buf_span(&by), "server");
    buf_done(&by);
    talker_close(s, server ? SIDE_SERVER : SIDE_CLIENT);
    plan_add_step(m, server ? STEP_CLOSE_BY_SERVER : STEP_CLOSE_BY_CLIENT,
                  s->conn, s->item);
    s->open = s->shaking = false;
    s->closed = true;
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

/* Where commands are missing, every reply from there on would be waited for in
 * vain. */
static void take_note(struct maker *m, const struct item *item)
{
    struct buf typed = {0};

    if (param_value(item->text, "typed", &typed) &&
        span_is(buf_span(&typed), "unknown"))
        fail(
            m, item,
            "from here on commands are missing (typed=unknown), so nobody can "
            "send them; write them in as lines \"C: \" and take this note out");
    buf_done(&typed);
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
    case AT_NOTE:
        take_note(m, item);
        return;
    case AT_COUNT:
        return;
    default:
        break;
    }
    s = talker_of(m, item);
    switch (item->verb->id) {
    case AT_TIMEOUT:
        talker_silence(s, duration_of(item, "after"));
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
    case AT_SET:
        s->set = m->sets < UINT16_MAX ? ++m->sets : m->sets;
        break;
    case AT_SASL:
        plan_add_step(m, STEP_SASL, s->conn, s->item);
        s->in_sasl = true;
        break;
    case AT_END:
        if (s->in_sasl)
            plan_add_step(m, STEP_SASL_END, s->conn, s->item);
        s->in_sasl = false;
        s->set = 0;
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
    uint32_t of = 0; /* of the lines of item i */

    for (size_t i = t->session; i < t->count && !m->failed;) {
        const struct item *item = &t->items[i];

        if (item->kind == ITEM_CLIENT || item->kind == ITEM_SERVER)
            of += take_lines(m, i, of);
        else
            of++;
        if (item->kind == ITEM_EVENT)
            take_event(m, item);
        for (; i < t->count && of > t->items[i].repeats; i++)
            of -= t->items[i].repeats + 1;
    }
    for (size_t i = 0; i < ITEM_CONNECTIONS_MOST && !m->failed; i++)
        if (m->talkers[i] && m->talkers[i]->open)
            talker_close(m->talkers[i], SIDE_CLIENT);
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

uint32_t plan_file_line(const struct plan *p, uint32_t item, uint32_t of)
{
    return p->transcript->items[item].line + of;
}

uint32_t plan_answer_line(const struct plan *p, const struct plan_answer *a,
                          uint32_t nth)
{
    const struct plan_line *first = &p->lines[a->first_line];

    return nth + (a->line_count ? plan_file_line(p, first->item, first->of)
                                : plan_file_line(p, a->end_item, a->end_of));
}
