/* update-close.c - a connection that ends earlier than it was recorded.
 *
 * What was to follow on it becomes comments: a person may want it back, and
 * sent it would be to nobody. */
#include <config.h>

#include "net/transcript/update-private.h"

#include "net/transcript/writer.h"
#include <stdlib.h>

/* The items of one connection from its early end on. */
struct rest {
    uint32_t from, until;
    uint16_t conn;
    bool in_block; /* "@ set" or "@ sasl" was open there */
};

static uint32_t first_item(const struct plan *p, const struct plan_answer *a)
{
    return a->line_count ? p->lines[a->first_line].item : a->end_item;
}

static bool is_event(const struct item *item, enum at_id id)
{
    return item->kind == ITEM_EVENT && item->verb->id == id;
}

static bool opens_block(const struct item *item)
{
    return is_event(item, AT_SET) || is_event(item, AT_SASL);
}

/* Where the connection ends now: at the end of what was cut, else in the place
 * of the first answer that did not come. */
static bool find_end(const struct update *u, uint16_t conn, uint32_t *item_out)
{
    const struct plan *p = u->plan;

    if (u->cut != PLAN_NONE) {
        *item_out = p->answers[u->cut].end_item;
        return true;
    }
    for (size_t i = 0; i < p->answer_count; i++) {
        *item_out = first_item(p, &p->answers[i]);
        if (!u->came[i] && update_item(u, *item_out)->conn == conn)
            return true;
    }
    return false;
}

static void find_rest(const struct update *u, struct rest *r)
{
    const struct transcript *t = u->plan->transcript;

    for (uint32_t i = 0; i < r->from; i++)
        if (update_item(u, i)->conn == r->conn)
            r->in_block = opens_block(update_item(u, i)) ||
                          (r->in_block && !is_event(update_item(u, i), AT_END));
    for (r->until = r->from + 1; r->until < t->count; r->until++)
        if (update_item(u, r->until)->conn == r->conn &&
            is_event(update_item(u, r->until), AT_CONNECT))
            break;
}

/* Is every answer that did not come one of these? */
static bool is_all(const struct update *u, const struct rest *r)
{
    const struct plan *p = u->plan;

    for (size_t i = 0; i < p->answer_count; i++) {
        uint32_t item = first_item(p, &p->answers[i]);

        if (!u->came[i] && (update_item(u, item)->conn != r->conn ||
                            item < r->from || item >= r->until))
            return false;
    }
    return true;
}

/* What the place of an item holds by now; taken out of the changes. */
static void take_change(struct update *u, uint32_t item, struct buf *out)
{
    for (size_t i = 0; i < u->count; i++)
        if (u->changes[i].item == item) {
            buf_add_text(out, u->changes[i].lines);
            free(u->changes[i].lines);
            u->changes[i] = u->changes[--u->count];
            return;
        }
}

static void comment_out(struct update *u, struct rest *r, uint32_t i)
{
    const struct item *item = update_item(u, i);
    struct buf lines = {0};

    if (is_event(item, AT_END) && r->in_block) {
        r->in_block = false; /* it ends what was played */
        return;
    }
    if (item->kind == ITEM_CLIENT ||
        (item->kind == ITEM_EVENT && !is_event(item, AT_CLOSE) &&
         !is_event(item, AT_BODY))) {
        buf_add_text(&lines, "# ");
        buf_add(&lines, item->raw);
        buf_add_char(&lines, '\n');
    }
    update_change(u, i, &lines);
}

/* Did the file say how the connection was closed? */
static bool said_how(const struct update *u, const struct rest *r)
{
    struct buf how = {0};
    bool said = false;

    for (uint32_t i = r->from; i < r->until && !said; i++) {
        const struct item *item = update_item(u, i);

        said = item->conn == r->conn && is_event(item, AT_CLOSE) &&
               param_value(item->text, "how", &how);
    }
    buf_done(&how);
    return said;
}

bool update_close(struct update *u, uint16_t conn, enum close_how how)
{
    struct rest r = {.conn = conn};
    struct buf lines = {0};

    if (!find_end(u, conn, &r.from))
        return false;
    find_rest(u, &r);
    if (!is_all(u, &r))
        return false;
    take_change(u, r.from, &lines);
    writer_event(&lines, conn, AT_CLOSE);
    if (u->compare.how.level == COMPARE_WIRE || said_how(u, &r))
        writer_close(&lines, SIDE_SERVER, how);
    else
        writer_param(&lines, "by", SPAN("server"));
    writer_event_end(&lines);
    update_change(u, r.from, &lines);
    for (uint32_t i = r.from + 1; i < r.until; i++) {
        const struct item *item = update_item(u, i);

        if (item->conn == conn &&
            (item->kind == ITEM_CLIENT || item->kind == ITEM_SERVER ||
             item->kind == ITEM_EVENT))
            comment_out(u, &r, i);
    }
    return true;
}
