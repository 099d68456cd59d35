/* feed.c - chunks made of the items of a transcript.
 *
 * Leaves which line an octet came from to line-map.c and what wire text stands
 * for to expand.c. */
#include <config.h>

#include "net/transcript/feed.h"

#include "net/base/memory.h"
#include "net/transcript/expand.h"
#include "net/transcript/filler.h"
#include "net/transcript/handshake.h"
#include "net/transcript/line-map.h"
#include <stdlib.h>

enum {
    PENDING_MOST = 128 << 10, /* octets gathered before they are sent */
    STEP_NS = 1000000,        /* time that passes at a change of sides */
};
#define BODY_FED (UINT64_C(1) << 30) /* octets that stand in for one body */

struct connection {
    bool open, closed;
    uint64_t now_ns;
    unsigned doubts;
    struct line_map lines[2]; /* by enum side */
};

struct feed {
    feed_chunk_fn *emit;
    void *ctx;
    struct connection at[ITEM_CONNECTIONS_MOST];
    struct variables variables;
    bool implicit;    /* the header says that TLS begins at once */
    unsigned opening; /* a connection that begins with TLS, while what the
                         handshake showed may still follow; 0: none */
    struct buf pending;
    unsigned conn; /* whose */
    enum side side;
};

struct feed *feed_new(feed_chunk_fn *emit, void *ctx)
{
    struct feed *f = xcalloc(1, sizeof *f);

    f->emit = emit;
    f->ctx = ctx;
    return f;
}

void feed_free(struct feed *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < ITEM_CONNECTIONS_MOST; i++) {
        line_map_done(&f->at[i].lines[SIDE_SERVER]);
        line_map_done(&f->at[i].lines[SIDE_CLIENT]);
    }
    variables_done(&f->variables);
    buf_done(&f->pending);
    free(f);
}

unsigned feed_doubts(const struct feed *f, unsigned conn)
{
    return f->at[conn - 1].doubts;
}

uint32_t feed_line(const struct feed *f, unsigned conn, enum side side,
                   uint64_t offset, bool *doubtful_out)
{
    return line_map_find(&f->at[conn - 1].lines[side], offset, doubtful_out);
}

uint64_t feed_octets(const struct feed *f, unsigned conn, enum side side)
{
    return f->at[conn - 1].lines[side].octets;
}

bool feed_pending(const struct feed *f)
{
    return f->pending.len > 0;
}

/* --- chunks --- */

static void send(struct feed *f, unsigned conn, struct chunk *c)
{
    c->at_ns = f->at[conn - 1].now_ns;
    f->emit(f->ctx, conn, c);
}

/* The handshake of a connection that begins with TLS is over; NULL: what it
 * showed is not known. */
static void finish_opening(struct feed *f, const struct tls_facts *facts)
{
    struct chunk c = {.kind = CHUNK_OPEN, .tls = TLS_IMPLICIT, .facts = facts};
    unsigned conn = f->opening;

    f->opening = 0;
    send(f, conn, &c);
}

void feed_flush(struct feed *f)
{
    struct chunk c = {
        .kind = CHUNK_OCTETS, .side = f->side, .octets = buf_span(&f->pending)};

    if (f->opening)
        finish_opening(f, NULL);
    if (f->pending.len)
        send(f, f->conn, &c);
    buf_clear(&f->pending);
}

static void open_connection(struct feed *f, unsigned conn, bool implicit)
{
    struct connection *at = &f->at[conn - 1];
    struct chunk c = {.kind = CHUNK_OPEN, .tls = TLS_NONE};

    if (f->opening)
        finish_opening(f, NULL);
    line_map_clear(&at->lines[SIDE_SERVER]);
    line_map_clear(&at->lines[SIDE_CLIENT]);
    /* notes may stand before the connection; the ends are lost in all */
    at->doubts &= at->open ? FEED_ENDS : FEED_NOTED;
    at->open = true;
    at->closed = false;
    at->now_ns = 0;
    if (implicit)
        f->opening = conn;
    else
        send(f, conn, &c);
}

/* Octets of this side come next. */
static void begin(struct feed *f, unsigned conn, enum side side)
{
    struct connection *at = &f->at[conn - 1];

    if (!at->open)
        open_connection(f, conn, f->implicit);
    if (f->opening)
        finish_opening(f, NULL);
    if (f->conn == conn && f->side == side && f->pending.len < PENDING_MOST)
        return;
    feed_flush(f);
    if (f->conn != conn || f->side != side)
        at->now_ns += STEP_NS;
    f->conn = conn;
    f->side = side;
}

/* --- lines --- */

static void take_line(struct feed *f, const struct item *item)
{
    enum side side = item->kind == ITEM_CLIENT ? SIDE_CLIENT : SIDE_SERVER;
    struct connection *at = &f->at[item->conn - 1];
    size_t before;
    unsigned guesses = 0;

    if (item->quantity == ITEM_MANY) { /* how many is not known; maybe none */
        at->doubts |= FEED_NUMBERS;
        return;
    }
    begin(f, item->conn, side);
    before = f->pending.len;
    if (item->plain) {
        buf_add(&f->pending, item->text);
        buf_add(&f->pending, SPAN("\r\n"));
    } else {
        guesses = expand_wire(&f->pending, item->text, &f->variables);
    }
    if (guesses & EXPAND_NUMBER)
        at->doubts |= FEED_NUMBERS;
    line_map_add(&at->lines[side], item->line, f->pending.len - before,
                 guesses != 0);
}

void feed_run(struct feed *f, struct reader *r, struct span *in)
{
    struct line_map *lines = &f->at[0].lines[SIDE_SERVER];

    if (f->conn != 1 || f->side != SIDE_SERVER || !f->at[0].open)
        return;
    while (reader_run(r, in, &f->pending, lines))
        begin(f, 1, SIDE_SERVER);
}

/* --- what stands in for message data --- */

static void take_body(struct feed *f, const struct item *item)
{
    struct connection *at = &f->at[item->conn - 1];
    struct filler filler;
    uint64_t lines = 0, octets = 0, fed;

    param_number(item->text, "lines", &lines);
    param_number(item->text, "octets", &octets);
    begin(f, item->conn, SIDE_SERVER);
    at->doubts |= FEED_BODY;
    fed = octets < BODY_FED ? octets : BODY_FED;
    if (fed < octets)
        at->doubts |= FEED_SIZE;
    line_map_add(&at->lines[SIDE_SERVER], item->line, fed, true);
    filler = (struct filler){.lines = lines, .octets = fed};
    while (filler_line(&filler, &f->pending))
        if (f->pending.len >= PENDING_MOST)
            feed_flush(f);
}

/* --- events --- */

static void take_connect(struct feed *f, const struct item *item)
{
    struct buf tls = {0};

    param_value(item->text, "tls", &tls);
    open_connection(f, item->conn, span_is(buf_span(&tls), "implicit"));
    buf_done(&tls);
}

/* The handshake of a connection that began with TLS needs no chunk. */
static void end_tls(struct feed *f, const struct item *item, struct chunk c)
{
    const struct connection *at = &f->at[item->conn - 1];
    struct tls_facts facts;

    if (c.kind == CHUNK_TLS && handshake_read(item, &facts))
        c.facts = &facts;
    if (f->opening == item->conn && c.facts)
        finish_opening(f, c.facts);
    feed_flush(f);
    if (at->open && at->lines[SIDE_SERVER].octets)
        send(f, item->conn, &c);
}

static void take_tls(struct feed *f, const struct item *item)
{
    struct buf what = {0}, reason = {0};
    struct chunk c = {.kind = CHUNK_TLS, .side = SIDE_SERVER};

    param_value(item->text, NULL, &what);
    if (span_is(buf_span(&what), "fail"))
        c.kind = CHUNK_TLS_FAIL;
    param_value(item->text, "reason", &reason);
    c.octets = buf_span(&reason);
    if (!span_is(buf_span(&what), "start"))
        end_tls(f, item, c);
    buf_done(&what);
    buf_done(&reason);
}

static void take_close(struct feed *f, const struct item *item)
{
    static const struct {
        const char *name;
        enum close_how how;
    } hows[] = {
        {"notify",  CLOSE_NOTIFY },
        {"rst",     CLOSE_RESET  },
        {"timeout", CLOSE_TIMEOUT},
    };
    struct buf by = {0}, how = {0};
    struct chunk c = {.kind = CHUNK_CLOSE, .how = CLOSE_FIN};

    param_value(item->text, "by", &by);
    param_value(item->text, "how", &how);
    c.side = span_is(buf_span(&by), "client") ? SIDE_CLIENT : SIDE_SERVER;
    for (size_t i = 0; i < sizeof hows / sizeof *hows; i++)
        if (span_is(buf_span(&how), hows[i].name))
            c.how = hows[i].how;
    f->at[item->conn - 1].now_ns += STEP_NS;
    send(f, item->conn, &c);
    buf_done(&by);
    buf_done(&how);
}

static void pass_time(struct feed *f, const struct item *item, const char *key,
                      enum chunk_kind kind)
{
    uint64_t ns = 0;
    struct chunk c = {.kind = kind, .side = SIDE_SERVER};

    param_duration(item->text, key, &ns);
    f->at[item->conn - 1].now_ns += ns;
    send(f, item->conn, &c);
}

/* Notes that say what is not known. */
static const struct {
    const char *key, *value;
    enum feed_doubt doubt;
} noted[] = {
    {"crlf",     "assumed", FEED_ENDS    },
    {"typed",    "unknown", FEED_TYPED   },
    {"security", "unknown", FEED_SECURITY},
    {"greeting", "assumed", FEED_GREETING},
    {"login",    "assumed", FEED_LOGIN   },
};

/* What was played before it is known. */
static void take_noted(struct feed *f, const struct item *item)
{
    for (size_t i = 0; i < sizeof noted / sizeof *noted; i++) {
        struct buf value = {0};

        if (param_value(item->text, noted[i].key, &value) &&
            span_is(buf_span(&value), noted[i].value)) {
            feed_flush(f);
            f->at[item->conn - 1].doubts |= noted[i].doubt;
        }
        buf_done(&value);
    }
}

static void take_note(struct feed *f, const struct item *item)
{
    struct connection *at = &f->at[item->conn - 1];
    uint64_t elided = 0;

    take_noted(f, item);
    if (!param_number(item->text, "elided", &elided) || elided > ITEM_LINE_MOST)
        return;
    begin(f, item->conn, SIDE_SERVER);
    line_map_add(&at->lines[SIDE_SERVER], item->line, elided, true);
    while (elided--)
        buf_add_char(&f->pending, 'x');
}

static void take_event(struct feed *f, const struct item *item)
{
    uint64_t now;

    switch (item->verb->id) {
    case AT_BODY:
        take_body(f, item);
        return;
    case AT_NOTE:
        take_note(f, item);
        return;
    case AT_TLS:
        take_tls(f, item);
        return;
    default:
        break;
    }
    feed_flush(f);
    switch (item->verb->id) {
    case AT_CONNECT:
        take_connect(f, item);
        break;
    case AT_CLOSE:
        take_close(f, item);
        break;
    case AT_TIMEOUT:
        pass_time(f, item, "after", CHUNK_TIMEOUT);
        break;
    case AT_PAUSE:
        pass_time(f, item, NULL, CHUNK_CLOCK);
        break;
    case AT_T:
        if (param_duration(item->text, "t", &now) &&
            now > f->at[item->conn - 1].now_ns)
            f->at[item->conn - 1].now_ns = now;
        break;
    default:
        break;
    }
}

static void take_header(struct feed *f, const struct item *item)
{
    struct span name, value;

    if (!item->field)
        return;
    if (item->field->id == HEADER_SECURITY)
        f->implicit = span_is(item->text, "implicit");
    if (item->field->id != HEADER_VAR)
        return;
    header_field_split(item->text, &name, &value);
    if (span_starts(value, SPAN("env:")))
        value = name;
    variables_set(&f->variables, name, value, false);
}

void feed_item(struct feed *f, const struct item *item)
{
    switch (item->kind) {
    case ITEM_HEADER:
        take_header(f, item);
        break;
    case ITEM_CLIENT:
    case ITEM_SERVER:
        take_line(f, item);
        break;
    case ITEM_EVENT:
        take_event(f, item);
        break;
    default:
        break;
    }
}
