/* script.c - which recorded exchange comes next.
 *
 * Leaves to script-line.c whether a line is the recorded one, to script-play.c
 * what is sent for it, and to plan.c where an answer ends. */
#include <config.h>

#include "net/server/script-private.h"

#include "net/base/memory.h"
#include "net/pop3/mask.h"
#include "net/transcript/plan.h"

#include <stdlib.h>
#include <string.h>

#define IDLE_NS UINT64_C(600000000000) /* RFC 1939 section 3: ten minutes */

/* Room for one more; the element is zeroed. */
#define ADD(array, count, room)                                                \
    (grow((void **)&(array), (count), &(room), sizeof *(array)),               \
     &(array)[(count)++])

static void grow(void **array, size_t count, size_t *room, size_t size)
{
    if (count == *room) {
        *room = *room ? 2 * *room : 16;
        *array = xrealloc(*array, *room * size);
    }
    memset((char *)*array + count * size, 0, size);
}

/* --- making --- */

/* The client's lines of a run lie apart in the file when runs are interleaved;
 * so runs are made one after the other. */
static void add_exchange(struct script *s, struct script_run *run,
                         uint32_t client, uint32_t from)
{
    struct script_exchange *x =
        ADD(s->exchanges, s->exchange_count, s->exchange_room);

    x->client = client;
    x->from = x->to = from;
    run->count++;
}

/* The item before which the run that begins at `from` ends. */
static uint32_t end_of_run(const struct transcript *t, uint32_t from)
{
    unsigned conn = t->items[from].conn;
    uint32_t i = from + 1;

    while (i < t->count &&
           !(t->items[i].conn == conn && t->items[i].kind == ITEM_EVENT &&
             t->items[i].verb->id == AT_CONNECT))
        i++;
    return i;
}

static uint32_t next_client(const struct transcript *t, unsigned conn,
                            uint32_t from, uint32_t end)
{
    while (from < end &&
           !(t->items[from].kind == ITEM_CLIENT && t->items[from].conn == conn))
        from++;
    return from;
}

/* Which lines of the client are those of a SASL exchange? */
static void mark_sasl(struct script *s, const struct script_run *run,
                      uint32_t from, uint32_t end)
{
    const struct transcript *t = s->transcript;
    size_t next = run->first + 1;
    bool sasl = false, set = false, begun = false;

    for (uint32_t i = from; i < end && next < run->first + run->count; i++) {
        const struct item *item = &t->items[i];

        if (item->kind == ITEM_EVENT && item->conn == run->conn) {
            if (item->verb->id == AT_SASL)
                sasl = true, begun = false;
            else if (item->verb->id == AT_SET)
                set = true;
            else if (item->verb->id == AT_END && set)
                set = false;
            else if (item->verb->id == AT_END)
                sasl = false;
        }
        if (i != s->exchanges[next].client)
            continue;
        s->exchanges[next].opens_sasl = sasl && !begun;
        s->exchanges[next].in_sasl = sasl && begun;
        begun = sasl;
        next++;
    }
}

/* Give each command its answer, in order. */
static void share_answers(struct script *s, const struct plan *plan,
                          struct script_run *run, uint32_t from, uint32_t end)
{
    const struct transcript *t = s->transcript;
    struct script_exchange *x = &s->exchanges[run->first];
    uint32_t done = from; /* items before it are somebody's */
    size_t step = 0;

    for (size_t i = 0; i < run->count; i++) {
        uint32_t own = i ? x[i].client + 1 : from;
        uint32_t later = i + 1 < run->count ? x[i + 1].client : end;
        uint32_t to = done;
        bool greeting = i == 0;

        while (step < plan->step_count &&
               !(plan->steps[step].kind == STEP_EXPECT &&
                 plan->steps[step].conn == run->conn &&
                 plan->steps[step].item >= from))
            step++;
        if (greeting)
            to = later;
        else if (step < plan->step_count && plan->steps[step].item < end)
            to = plan->answers[plan->steps[step].answer].end_item + 1;
        if (greeting)
            while (step < plan->step_count && plan->steps[step].item < later)
                step++;
        else if (step < plan->step_count)
            step++;
        to = to < own ? own : to;
        /* all that was asked is answered: the rest needs no further line */
        if (later >= to || later == end)
            to = next_client(t, run->conn, to, end);
        if (i + 1 == run->count || to > end)
            to = end;
        x[i].from = done;
        x[i].to = to;
        done = to;
    }
}

static void add_run(struct script *s, const struct plan *plan, uint32_t from,
                    bool implicit)
{
    const struct transcript *t = s->transcript;
    uint32_t end = end_of_run(t, from);
    struct script_run *run = ADD(s->runs, s->run_count, s->run_room);

    run->conn = t->items[from].conn;
    run->implicit = implicit;
    run->first = s->exchange_count;
    add_exchange(s, run, SCRIPT_NONE, from);
    for (uint32_t i = next_client(t, run->conn, from, end); i < end;
         i = next_client(t, run->conn, i + 1, end))
        add_exchange(s, run, i, i);
    mark_sasl(s, run, from, end);
    share_answers(s, plan, run, from, end);
}

static void find_files(struct script *s)
{
    struct buf name = {0};

    for (size_t i = s->transcript->session; i < s->transcript->count; i++) {
        const struct item *item = &s->transcript->items[i];

        if (item->kind == ITEM_EVENT && item->verb->id == AT_BODY &&
            param_value(item->text, "file", &name))
            ADD(s->messages, s->message_count, s->message_room)->item =
                (uint32_t)i;
    }
    buf_done(&name);
}

struct script *script_new(const struct transcript *t, const char *name,
                          const struct script_settings *settings,
                          struct error *err)
{
    struct script *s = xcalloc(1, sizeof *s);
    struct plan plan;
    bool ok = plan_make(&plan, t, name, err);

    s->transcript = t;
    s->settings = *settings;
    for (size_t i = 0; ok && i < plan.step_count; i++)
        if (plan.steps[i].kind == STEP_CONNECT)
            add_run(s, &plan, plan.steps[i].item, plan.steps[i].ns != 0);
    find_files(s);
    plan_done(&plan);
    if (ok && s->run_count)
        return s;
    if (ok)
        error_set(err, ERROR_INPUT, "%s: there is no connection in this file",
                  name);
    script_free(s);
    return NULL;
}

void script_free(struct script *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->message_count; i++)
        buf_done(&s->messages[i].wire);
    free(s->messages);
    free(s->exchanges);
    free(s->runs);
    free(s);
}

bool script_file(const struct script *s, size_t nth, struct buf *name_out)
{
    return nth < s->message_count &&
           param_value(script_item(s, s->messages[nth].item)->text, "file",
                       name_out);
}

void script_set_file(struct script *s, size_t nth, struct span message)
{
    struct buf *to = &s->messages[nth].wire;

    while (message.len) {
        struct span line = span_first(message, span_find(message, '\n'));

        message = span_from(message, line.len + 1);
        if (line.len && line.at[line.len - 1] == '\r')
            line.len--;
        if (span_starts(line, SPAN(".")))
            buf_add_char(to, '.');
        buf_add(to, line);
        buf_add(to, SPAN("\r\n"));
    }
}

size_t script_connections(const struct script *s)
{
    return s->run_count;
}

bool script_is_implicit(const struct script *s)
{
    for (size_t i = 0; i < s->run_count; i++)
        if (s->runs[i].implicit)
            return true;
    return false;
}

/* --- one connection --- */

static const struct script_exchange *exchange(const struct script_session *s,
                                              size_t i)
{
    return &s->script->exchanges[s->run->first + i];
}

static void start(struct script_session *s, size_t i, bool aside)
{
    s->at = exchange(s, i)->from;
    s->to = exchange(s, i)->to;
    s->aside = aside;
}

/* A value from the environment is the replaying client's. */
static void bind_header(struct script_session *s)
{
    struct span field, name, value;

    for (size_t i = 0;
         transcript_field(s->script->transcript, HEADER_VAR, i, &field); i++) {
        header_field_split(field, &name, &value);
        if (!span_starts(value, SPAN("env:")))
            variables_set(&s->variables, name, value, false);
    }
}

struct script_session *script_session_new(struct script *script,
                                          unsigned long long number, bool tls,
                                          uint64_t now_ns)
{
    struct script_session *s = xcalloc(1, sizeof *s);

    s->script = script;
    s->run = &script->runs[(number - 1) % script->run_count];
    s->tls = tls;
    s->idle_ns = now_ns + IDLE_NS;
    bind_header(s);
    start(s, 0, false);
    s->next = 1;
    return s;
}

static void tell(const struct script_session *s, enum script_trouble trouble,
                 struct span sent)
{
    struct script_finding finding = {.trouble = trouble,
                                     .conn = s->run->conn,
                                     .count = s->run->count - s->next,
                                     .sent = sent};

    if (s->next < s->run->count) {
        const struct item *item =
            script_item(s->script, exchange(s, s->next)->client);
        struct span rest = item->text;

        finding.line = item->line;
        finding.wanted = span_take_word(&rest);
        if (exchange(s, s->next)->in_sasl)
            finding.wanted = SPAN("****");
    }
    s->script->settings.tell(s->script->settings.ctx, &finding);
}

void script_session_free(struct script_session *s)
{
    if (!s)
        return;
    if (s->next < s->run->count)
        tell(s, SCRIPT_LEFT_OVER, (struct span){0});
    variables_done(&s->variables);
    buf_wipe(&s->line);
    buf_done(&s->line);
    buf_done(&s->out);
    free(s);
}

/* --- commands --- */

/* What a client may ask whenever it likes. */
static bool is_free(struct span line)
{
    return span_is_case(line, "CAPA") || span_is_case(line, "AUTH");
}

/* The answer to it that stands nearest before what is next, else the first
 * behind; 0: there is none. */
static size_t find_free(const struct script_session *s, struct span line)
{
    size_t found = 0;

    for (size_t i = 1; i < s->run->count && (i < s->next || !found); i++)
        if (span_equal_case(
                script_item(s->script, exchange(s, i)->client)->text, line))
            found = i;
    return found;
}

/* The exchange that answers line; 0: none. */
static size_t find_exchange(struct script_session *s, struct span line)
{
    size_t end = s->script->settings.lenient ? s->run->count : s->next + 1;

    for (size_t i = s->next; i < end && i < s->run->count; i++)
        if ((i == s->next || !exchange(s, i)->in_sasl) &&
            script_line_matches(s, exchange(s, i), line))
            return i;
    return 0;
}

static void refuse(struct script_session *s, struct span line)
{
    struct buf shown = {0};

    mask_line(&shown, line,
              s->next < s->run->count && exchange(s, s->next)->in_sasl);
    tell(s, SCRIPT_NOT_NEXT, buf_span(&shown));
    buf_wipe(&shown);
    buf_done(&shown);
    buf_add_text(&s->out, "-ERR not in transcript\r\n");
}

static void answer(struct script_session *s, struct span line)
{
    size_t i = find_exchange(s, line);

    if (i) {
        start(s, i, false);
        s->next = i + 1;
        return;
    }
    i = is_free(line) ? find_free(s, line) : 0;
    if (i)
        start(s, i, true);
    else
        refuse(s, line);
}

static struct span without_end(struct span line)
{
    if (line.len && line.at[line.len - 1] == '\n')
        line.len--;
    if (line.len && line.at[line.len - 1] == '\r')
        line.len--;
    return line;
}

static bool is_busy(const struct script_session *s)
{
    return s->out.len || s->at < s->to || s->message.len ||
           s->filler.octets > 1 || s->until_ns || s->tls_due || s->close_due;
}

size_t script_session_take(struct script_session *s, uint64_t now_ns,
                           struct span octets)
{
    size_t n = span_find(octets, '\n');
    bool ended = n < octets.len;

    if (is_busy(s))
        return 0;
    s->idle_ns = now_ns + IDLE_NS;
    n += ended;
    if (s->line.len + n > SCRIPT_LINE_MOST)
        s->too_long = true;
    else
        buf_add(&s->line, span_first(octets, n));
    if (!ended)
        return n;
    answer(s, without_end(buf_span(&s->line)));
    buf_wipe(&s->line);
    buf_clear(&s->line);
    s->too_long = false;
    return n;
}

struct span script_session_output(struct script_session *s, uint64_t now_ns)
{
    struct span out;

    if (now_ns >= s->idle_ns)
        s->close_due = true;
    if (!s->out.len)
        script_play(s, now_ns);
    out = buf_span(&s->out);
    return s->chunk ? span_first(out, (size_t)s->chunk) : out;
}

void script_session_sent(struct script_session *s, uint64_t now_ns, size_t n)
{
    s->idle_ns = now_ns + IDLE_NS;
    buf_drop(&s->out, n);
}

enum server_want script_session_want(const struct script_session *s)
{
    if (s->tls_due)
        return SERVER_TLS;
    if (s->close_due)
        return SERVER_CLOSE;
    return s->until_ns ? SERVER_WAITS : SERVER_GOES_ON;
}

void script_session_tls(struct script_session *s, uint64_t now_ns)
{
    s->idle_ns = now_ns + IDLE_NS;
    s->tls = true;
    s->tls_due = false;
}

uint64_t script_session_alarm(const struct script_session *s)
{
    return s->until_ns ? s->until_ns : s->idle_ns;
}

struct span script_session_how(const struct script_session *s)
{
    return s->how;
}
