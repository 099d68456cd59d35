/* trace.c - a dialogue fed from a script, its events written down. */
#include <config.h>

#include "tests/unit/trace.h"

#include "net/base/memory.h"
#include "net/base/text.h"
#include "net/pop3/run.h"
#include <stdlib.h>
#include <string.h>

static const char *const kinds[] = {
    [EVENT_OPEN] = "open",         [EVENT_REQUEST] = "request",
    [EVENT_GREETING] = "greeting", [EVENT_STATUS] = "status",
    [EVENT_CONTINUE] = "continue", [EVENT_LINE] = "line",
    [EVENT_DATA] = "data",         [EVENT_END] = "end",
    [EVENT_LONG] = "long",         [EVENT_STRAY] = "stray",
    [EVENT_INJECTED] = "injected", [EVENT_STATE] = "state",
    [EVENT_TLS] = "tls",           [EVENT_TIMEOUT] = "timeout",
    [EVENT_CLOSE] = "close",       [EVENT_FINDING] = "finding",
};

void trace_done(struct trace *t)
{
    buf_done(&t->out);
    buf_done(&t->data);
}

static void quote(struct buf *out, const char *name, struct span s)
{
    buf_add_format(out, " %s=\"", name);
    text_escape(out, s, TEXT_BACKSLASH);
    buf_add_char(out, '"');
}

static void flush_data(struct trace *t)
{
    if (!t->data.len)
        return;
    buf_add_text(&t->out, t->body ? "data body" : "data");
    quote(&t->out, "text", buf_span(&t->data));
    buf_add_char(&t->out, '\n');
    buf_clear(&t->data);
}

static void show_tally(struct buf *out, const struct event *e)
{
    static const char *const ends[] = {
        [END_LINE] = "line",     [END_DOT] = "dot", [END_DOT_LF] = "dot-lf",
        [END_STATUS] = "status", [END_CUT] = "cut", [END_OPEN] = "open",
    };
    const struct tally *t = e->tally;

    buf_add_format(out, " %s", ends[e->end]);
    if (e->end == END_LINE)
        return;
    buf_add_format(out, " octets=%ju lines=%ju", (uintmax_t)t->octets,
                   (uintmax_t)t->lines);
    const struct {
        const char *name;
        uint64_t many, where;
    } counts[] = {
        {"stuffed",     t->stuffed,        0                   },
        {"not-stuffed", t->not_stuffed,    t->first_not_stuffed},
        {"bare-lf",     t->bare_lf,        t->first_bare_lf    },
        {"bare-lf-dot", t->bare_lf_dot,    t->first_bare_lf_dot},
        {"bare-cr",     t->bare_cr,        t->first_bare_cr    },
        {"nul",         t->nul != 0,       t->first_nul        },
        {"8bit",        t->eight_bit != 0, t->first_eight_bit  },
    };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        if (counts[i].many)
            buf_add_format(out, " %s=%ju@%ju", counts[i].name,
                           (uintmax_t)counts[i].many,
                           (uintmax_t)counts[i].where);
}

static void show_listing(struct buf *out, const struct listing *l)
{
    if (!l->ok)
        return;
    buf_add_format(out, " n=%ju octets=%ju", (uintmax_t)l->n,
                   (uintmax_t)l->octets);
    if (l->word.len)
        quote(out, "word", l->word);
    if (l->rest.len)
        quote(out, "rest", l->rest);
}

void trace_see(void *ctx, const struct event *e)
{
    static const char *const statuses[] = {"none", "ok", "err", "+"};
    struct trace *t = ctx;
    struct buf *out = &t->out;

    if (e->kind == EVENT_CLOCK)
        return;
    if (e->kind == EVENT_DATA) {
        if (e->body != t->body)
            flush_data(t);
        t->body = e->body;
        buf_add(&t->data, e->text);
        return;
    }
    flush_data(t);
    t->body = false;
    if (e->kind == EVENT_INJECTED && t->injected)
        return; /* runs of these follow the reads, as those of data do */
    t->injected = e->kind == EVENT_INJECTED;
    buf_add_format(out, "%s", kinds[e->kind]);
    if (e->exchange)
        buf_add_format(out, " #%u", e->exchange);
    if (e->offset)
        buf_add_format(out, " @%ju", (uintmax_t)e->offset);
    if (e->status || e->kind == EVENT_STATUS)
        buf_add_format(out, " %s%s", statuses[e->status],
                       e->status_odd ? "(odd)" : "");
    if (e->flaws)
        buf_add_format(out, " flaws=%x", e->flaws);
    if (e->raw.at && !t->injected)
        quote(out, "raw", e->raw);
    if (e->text.at && !t->injected)
        quote(out, "text", e->text);
    if (e->code.len)
        quote(out, "code", e->code);
    show_listing(out, &e->listing);
    if (e->kind == EVENT_END)
        show_tally(out, e);
    if (e->kind == EVENT_STATE)
        buf_add_format(out, " %s", state_name(e->state));
    if (e->kind == EVENT_CLOSE)
        buf_add_format(out, " %s how=%d",
                       e->side == SIDE_SERVER ? "server" : "client", e->how);
    buf_add_char(out, '\n');
}

/* --- scripts --- */

static void feed_octets(struct dialogue *d, struct chunk *c, struct span all,
                        enum split split, unsigned *seed)
{
    while (all.len) {
        size_t most = rand_r(seed) % 8 ? 7 : 100; /* some whole lines too */
        size_t n = split == SPLIT_OCTETS   ? 1
                   : split == SPLIT_RANDOM ? 1 + (size_t)rand_r(seed) % most
                                           : all.len;
        char *copy = span_dup(span_first(all, n)); /* found by ASan if kept */

        c->octets = (struct span){copy, n < all.len ? n : all.len};
        dialogue_feed(d, c);
        free(copy);
        all = span_from(all, n);
    }
}

static void step(struct dialogue *d, struct span line, uint64_t *now,
                 enum split split, unsigned *seed)
{
    struct chunk c = {.at_ns = *now += 1000000};
    bool whole = line.len > 1 && line.at[1] == '*';
    struct buf octets = {0};

    if (line.len && (line.at[0] == 'S' || line.at[0] == 'C')) {
        c.kind = CHUNK_OCTETS;
        c.side = line.at[0] == 'C' ? SIDE_CLIENT : SIDE_SERVER;
        if (!text_unescape(&octets, span_from(line, whole ? 3 : 2), NULL))
            abort();
        feed_octets(d, &c, buf_span(&octets), whole ? SPLIT_WHOLE : split,
                    seed);
        buf_done(&octets);
        return;
    }
    if (span_starts(line, SPAN("+"))) {
        uint64_t ms = 0;

        span_number(span_from(line, 1), &ms);
        c.kind = CHUNK_CLOCK;
        c.at_ns = *now += ms * 1000000;
    } else if (span_starts(line, SPAN("open"))) {
        c.kind = CHUNK_OPEN;
        c.tls = line.len > 4 ? TLS_IMPLICIT : TLS_NONE;
    } else if (span_is(line, "tls") || span_is(line, "notls")) {
        c.kind = line.len == 3 ? CHUNK_TLS : CHUNK_TLS_FAIL;
    } else if (span_is(line, "close") || span_is(line, "reset")) {
        c.kind = CHUNK_CLOSE;
        c.how = line.at[0] == 'c' ? CLOSE_FIN : CLOSE_RESET;
    } else if (span_is(line, "timeout")) {
        c.kind = CHUNK_TIMEOUT;
    } else if (line.len) {
        abort();
    } else {
        return;
    }
    dialogue_feed(d, &c);
}

void trace_feed(const char *script, enum split split, unsigned seed,
                event_fn *emit, void *ctx, attach_fn *attach)
{
    struct dialogue *d = dialogue_new(emit, ctx);
    struct span rest = span_of(script);
    uint64_t now = 0;

    if (attach)
        attach(ctx, d);
    while (rest.len) {
        struct span line = span_first(rest, span_find(rest, '\n'));

        step(d, line, &now, split, &seed);
        rest = span_from(rest, line.len + 1);
    }
    dialogue_free(d);
}

/* Runs are made wherever they can be, and taken apart: whole octets are read
 * the fast way and single octets the slow one. */
static bool always(const void *ctx, enum event_kind kind)
{
    (void)ctx;
    (void)kind;
    return true;
}

static void take_runs(void *ctx, struct dialogue *d)
{
    (void)ctx;
    dialogue_take_runs(d, always, NULL);
}

static void see_each(void *ctx, const struct event *e)
{
    run_each(e, trace_see, ctx);
}

char *trace_script(const char *script, enum split split, unsigned seed)
{
    struct trace t = {0};
    char *text;

    trace_feed(script, split, seed, see_each, &t, take_runs);
    flush_data(&t);
    text = buf_take(&t.out);
    trace_done(&t);
    return text ? text : xstrdup("");
}
