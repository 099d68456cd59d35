/* reshape.c - finds replies of another shape than their commands ask for.
 *
 * Lines between two commands are read as replies as the protocol says. Only
 * where that does not come out even, each line that looks like a status is
 * taken for one: message data may look so, too. */
#include <config.h>

#include "net/transcript/reshape.h"

#include "net/base/memory.h"
#include "net/pop3/request.h"
#include "net/transcript/expand.h"
#include <stdlib.h>

/* What becomes of an item. */
enum fate {
    FATE_STAYS,
    FATE_GOES,
    FATE_DOT_BEHIND, /* a final "." comes behind it */
};

enum looks { LOOKS_DATA, LOOKS_OK, LOOKS_ERR, LOOKS_DOT };

/* A line of the server, or an event among them. */
struct part_of_block {
    uint32_t item;
    enum looks looks; /* of a line */
    bool event;
};

/* A connection: commands without a reply, and what came since the last one. */
struct side_by_side {
    enum shape *due; /* owned */
    size_t due_count, due_room;
    struct part_of_block *block; /* owned */
    size_t count, room;
    bool greeted;
    bool odd; /* what is in the block is not for us to judge */
};

struct reshaper {
    const struct transcript *t;
    unsigned char *fates; /* owned: enum fate, by item */
    struct side_by_side conns[ITEM_CONNECTIONS_MOST];
    struct variables values;
    struct buf octets;
    uint32_t first; /* item of the first reply that was mended */
    bool mended;
};

/* --- replies --- */

/* The next line of the block from i on; .count: there is none. */
static size_t line_from(const struct side_by_side *c, size_t i)
{
    while (i < c->count && c->block[i].event)
        i++;
    return i;
}

/* The final "." from i on, or where lines end; strict: only "." ends them. */
static size_t end_from(const struct side_by_side *c, size_t i, bool strict)
{
    for (i = line_from(c, i); i < c->count; i = line_from(c, i + 1))
        if (c->block[i].looks == LOOKS_DOT ||
            (!strict && c->block[i].looks != LOOKS_DATA))
            return i;
    return c->count;
}

static bool is_dot(const struct side_by_side *c, size_t i)
{
    return i < c->count && c->block[i].looks == LOOKS_DOT;
}

static bool is_multi(const struct side_by_side *c, size_t status,
                     enum shape shape)
{
    if (c->block[status].looks != LOOKS_OK)
        return false;
    if (shape == SHAPE_UNKNOWN)
        return is_dot(c, end_from(c, status + 1, false));
    return shape == SHAPE_LISTING || shape == SHAPE_MESSAGE;
}

/* Read as the protocol says, does the block hold whole replies, and nothing
 * that looks like the rest of one? *replies_out: how many. */
static bool is_even(const struct side_by_side *c, size_t *replies_out)
{
    size_t at = line_from(c, 0), n = 0;

    while (n < c->due_count && at < c->count) {
        bool multi = is_multi(c, at, c->due[n]);
        size_t end = multi ? end_from(c, at + 1, true) : at;

        if (end == c->count)
            return false;
        at = line_from(c, end + 1);
        n++;
    }
    *replies_out = n;
    return !is_dot(c, end_from(c, at, true));
}

static void take_out(struct reshaper *r, const struct side_by_side *c,
                     size_t from, size_t until)
{
    for (size_t i = from; i < until; i++)
        r->fates[c->block[i].item] = FATE_GOES;
}

static void note_mended(struct reshaper *r, const struct side_by_side *c,
                        size_t status)
{
    if (!r->mended)
        r->first = c->block[status].item;
    r->mended = true;
}

/* Behind the status line at i stands what a reply of this shape does not have,
 * or it lacks its end. Returns where the next reply begins. */
static size_t mend(struct reshaper *r, const struct side_by_side *c, size_t i,
                   enum shape shape)
{
    size_t end = end_from(c, i + 1, false);
    size_t behind = is_dot(c, end) ? end + 1 : end;

    if (!is_multi(c, i, shape)) {
        if (line_from(c, i + 1) < behind) {
            take_out(r, c, i + 1, behind);
            note_mended(r, c, i);
        }
    } else if (!is_dot(c, end)) {
        /* events of the next reply ("@ allow") are not in the block */
        r->fates[c->block[end - 1].item] = FATE_DOT_BEHIND;
        note_mended(r, c, i);
    }
    return line_from(c, behind);
}

/* The block has ended; more: because another command follows. */
static void settle(struct reshaper *r, struct side_by_side *c, bool more)
{
    size_t n = 0;

    if (!c->odd && !is_even(c, &n) && more) {
        size_t at = line_from(c, 0);

        for (n = 0; n < c->due_count && at < c->count; n++)
            at = mend(r, c, at, c->due[n]);
    }
    for (size_t i = n; i < c->due_count; i++)
        c->due[i - n] = c->due[i];
    c->due_count -= n;
    if (c->odd)
        c->due_count = 0;
    c->count = 0;
    c->odd = false;
}

/* --- items --- */

static enum looks looks_of(struct span line)
{
    if (span_is(line, "."))
        return LOOKS_DOT;
    if (span_starts(line, SPAN("+OK")))
        return LOOKS_OK;
    return span_starts(line, SPAN("-ERR")) ? LOOKS_ERR : LOOKS_DATA;
}

/* The item's one line without its end. False when it is none, or several. */
static bool line_of(struct reshaper *r, const struct item *item,
                    struct span *out)
{
    buf_clear(&r->octets);
    expand_wire(&r->octets, item->text, &r->values);
    *out = buf_span(&r->octets);
    if (!out->len || span_find(*out, '\n') != out->len - 1)
        return false;
    out->len--;
    if (out->len && out->at[out->len - 1] == '\r')
        out->len--;
    return true;
}

static void take_client(struct reshaper *r, struct side_by_side *c,
                        const struct item *item)
{
    struct request request = {0};
    struct span line;

    if (c->count)
        settle(r, c, true);
    if (!line_of(r, item, &line)) {
        c->odd = true;
        return;
    }
    if (c->due_count == c->due_room) {
        c->due_room = c->due_room ? 2 * c->due_room : 16;
        c->due = xrealloc(c->due, c->due_room * sizeof *c->due);
    }
    request_parse(&request, REQUEST_COMMAND, line);
    c->due[c->due_count++] = request_shape(&request);
    request_done(&request);
}

static void add_part(struct side_by_side *c, struct part_of_block part)
{
    if (c->count == c->room) {
        c->room = c->room ? 2 * c->room : 16;
        c->block = xrealloc(c->block, c->room * sizeof *c->block);
    }
    c->block[c->count++] = part;
}

static void take_server(struct reshaper *r, struct side_by_side *c, uint32_t i)
{
    const struct item *item = &r->t->items[i];
    struct part_of_block part = {.item = i};
    struct span line;

    if (!c->greeted) {
        c->greeted = true;
        return;
    }
    if (!line_of(r, item, &line)) {
        c->odd = true;
        return;
    }
    part.looks = looks_of(line);
    /* a challenge, or a status that a mask hides */
    if (!c->count && part.looks == LOOKS_DATA)
        c->odd = true;
    add_part(c, part);
}

static void take_event(struct reshaper *r, struct side_by_side *c, uint32_t i)
{
    switch (r->t->items[i].verb->id) {
    case AT_CONNECT:
        c->greeted = false;
        c->count = c->due_count = 0;
        c->odd = false;
        break;
    case AT_SET:
    case AT_END:
    case AT_BODY:
        if (c->count)
            add_part(c, (struct part_of_block){.item = i, .event = true});
        break;
    case AT_TLS:
    case AT_CLOSE:
    case AT_TIMEOUT:
        settle(r, c, false);
        break;
    default:
        break;
    }
}

/* --- the new transcript --- */

/* With the CR of a file whose lines end in CRLF. */
static const char *const dots[ITEM_CONNECTIONS_MOST] = {
    "S: .\r",   "S2: .\r",  "S3: .\r",  "S4: .\r",  "S5: .\r",  "S6: .\r",
    "S7: .\r",  "S8: .\r",  "S9: .\r",  "S10: .\r", "S11: .\r", "S12: .\r",
    "S13: .\r", "S14: .\r", "S15: .\r", "S16: .\r",
};

static struct item dot_behind(const struct item *item)
{
    struct span raw = span_of(dots[item->conn - 1]);
    struct span line = span_first(raw, raw.len - 1);

    return (struct item){
        .kind = ITEM_SERVER,
        .ended = true,
        .plain = true,
        .conn = item->conn,
        .line = item->line,
        .raw = item_has_cr(item) ? raw : line,
        .text = span_from(line, line.len - 1),
    };
}

static void tell(struct buf *changes, char mark, const struct item *item)
{
    buf_add_format(changes, "@@ line %u @@\n%c", item->line, mark);
    buf_add(changes, item_line(item));
    buf_add_char(changes, '\n');
}

static void build(const struct reshaper *r, struct transcript *out,
                  struct buf *changes)
{
    const struct transcript *t = r->t;

    *out = (struct transcript){.session = t->session};
    out->items = xcalloc(2 * t->count, sizeof *out->items);
    for (size_t i = 0; i < t->count; i++) {
        const struct item *item = &t->items[i];

        if (r->fates[i] == FATE_GOES)
            tell(changes, '-', item);
        else
            out->items[out->count++] = *item;
        if (r->fates[i] == FATE_DOT_BEHIND) {
            out->items[out->count] = dot_behind(item);
            tell(changes, '+', &out->items[out->count++]);
        }
    }
}

bool reshape(struct transcript *out, const struct transcript *t,
             struct buf *changes, uint32_t *line_out)
{
    struct reshaper r = {.t = t};

    r.fates = xcalloc(t->count + 1, 1);
    for (uint32_t i = (uint32_t)t->session; i < t->count; i++) {
        const struct item *item = &t->items[i];
        struct side_by_side *c = &r.conns[item->conn ? item->conn - 1 : 0];

        if (item->kind == ITEM_CLIENT)
            take_client(&r, c, item);
        else if (item->kind == ITEM_SERVER)
            take_server(&r, c, i);
        else if (item->kind == ITEM_EVENT)
            take_event(&r, c, i);
    }
    for (size_t i = 0; i < ITEM_CONNECTIONS_MOST; i++) {
        settle(&r, &r.conns[i], false);
        free(r.conns[i].block);
        free(r.conns[i].due);
    }
    if (r.mended) {
        build(&r, out, changes);
        *line_out = t->items[r.first].line;
    }
    free(r.fates);
    variables_done(&r.values);
    buf_done(&r.octets);
    return r.mended;
}
