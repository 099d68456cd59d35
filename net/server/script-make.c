/* script-make.c - cuts a transcript into connections and their exchanges.
 *
 * What is an answer, and where it ends, is plan.c's to know. */
#include <config.h>

#include "net/server/script-private.h"

#include "net/base/memory.h"
#include "net/transcript/plan.h"

#include <stdlib.h>
#include <string.h>

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
