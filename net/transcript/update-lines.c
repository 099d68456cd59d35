/* update-lines.c - the lines of one answer as they shall be. */
#include <config.h>

#include "net/transcript/update-private.h"

#include "net/transcript/writer.h"

/* The recorded line that is to be compared with a live one: of the same
 * number or tag in listings, else of the same place. */
static const struct wanted_line *partner(const struct wanted *w, size_t i,
                                         const struct live_line *got)
{
    bool keyed =
        i && (w->content == CONTENT_SCAN || w->content == CONTENT_UID ||
              w->content == CONTENT_CAPABILITY);
    struct span rest = got->text, key = span_take_word(&rest);

    if (!keyed)
        return i < w->count ? &w->lines[i] : NULL;
    if (i < w->count) {
        struct span near = w->lines[i].octets;

        if (span_equal_case(span_take_word(&near), key))
            return &w->lines[i];
    }
    for (size_t k = 1; k < w->count; k++) {
        struct span other = w->lines[k].octets;

        if (span_equal_case(span_take_word(&other), key))
            return &w->lines[k];
    }
    return NULL;
}

void update_add_new(struct buf *out, struct comparison *x, size_t i,
                    const struct live_line *got, unsigned conn)
{
    static const enum auto_place places[] = {
        [ANSWER_GREETING] = AUTO_GREETING,
        [ANSWER_REPLY] = AUTO_STATUS,
        [ANSWER_CHALLENGE] = AUTO_CHALLENGE,
        [ANSWER_STRAY] = AUTO_STRAY,
    };
    const struct auto_line line = {.text = got->text,
                                   .place =
                                       i ? AUTO_LISTING : places[x->w->kind],
                                   .verb = x->w->verb,
                                   .bare = x->got->multi,
                                   .host = x->c->host,
                                   .echo = x->got->masked};
    struct buf wire = {0};

    if (i && x->w->content == CONTENT_MESSAGE)
        writer_wire_octets(&wire, got->text, true);
    else
        auto_mask_wire(&wire, &line);
    writer_wire_end(&wire, got->end);
    writer_line(out, 'S', conn, ITEM_ONE, buf_span(&wire));
    buf_done(&wire);
}

/* The text of the i-th line of the answer as it shall be. */
static void add_line(struct buf *out, struct comparison *x, size_t i,
                     const struct live_line *got, unsigned conn)
{
    const struct wanted_line *line = partner(x->w, i, got);
    struct span name;
    size_t at;

    if (line && compare_match(x, line, got, &at, &name) == MATCH_YES) {
        writer_line(out, 'S', conn, line->quantity, line->text);
        return;
    }
    update_add_new(out, x, i, got, conn);
}

/* Has each line of the answer items of its own? */
static bool is_itemised(const struct update *u, const struct plan_answer *a)
{
    for (uint32_t i = 0; i < a->line_count; i++)
        if (u->plan->lines[a->first_line + i].nth)
            return false;
    return true;
}

static void change_body(struct update *u, const struct wanted *w,
                        const struct plan_answer *a, const struct answer *got)
{
    char hex[65];
    struct buf lines = {0};

    answer_hex(got, hex);
    if (got->data_octets == w->body_octets &&
        got->data_lines == w->body_lines &&
        (!w->body_sha256.len || span_is_case(w->body_sha256, hex)))
        return;
    answer_body(got, update_item(u, a->body)->conn, &lines);
    update_change(u, a->body, &lines);
}

/* --- another form --- */

/* How many of the lines from now on, which came, does the recorded line take?
 */
static size_t skip_matching(struct comparison *x,
                            const struct wanted_line *line,
                            struct line_reader *live, struct live_line *got,
                            bool *more)
{
    struct span name;
    size_t at, n = 0;

    while (*more && compare_match(x, line, got, &at, &name) == MATCH_YES) {
        *more = line_next(live, got);
        n++;
        if (line->quantity == ITEM_OPTIONAL)
            break;
    }
    return n;
}

static void add_end(struct buf *out, const struct answer *got, unsigned conn)
{
    if (got->end == END_DOT || got->end == END_DOT_LF)
        writer_line(out, 'S', conn, ITEM_ONE,
                    got->end == END_DOT ? SPAN(".") : SPAN(".\\n\\;"));
}

/* A message that nobody shall read: its status line, and what it was. */
static void add_elided(struct buf *out, struct comparison *x, unsigned conn)
{
    struct line_reader live = {buf_span(&x->got->octets)};
    struct live_line got = {0};

    if (line_next(&live, &got))
        add_line(out, x, 0, &got, conn);
    answer_body(x->got, conn, out);
    add_end(out, x->got, conn);
}

/* The lines as they came, as recorded where that fits them. A recorded line
 * that need not come stays where anything of the recording does. */
static void add_answer(struct buf *out, struct comparison *x, unsigned conn)
{
    struct line_reader live = {buf_span(&x->got->octets)};
    struct live_line got = {0};
    bool more = line_next(&live, &got);
    size_t i = 0;

    for (; i < x->w->count; i++) {
        const struct wanted_line *line = &x->w->lines[i];

        if (line->quantity == ITEM_ONE) {
            if (more)
                add_line(out, x, i, &got, conn);
            more = more && line_next(&live, &got);
        } else if (skip_matching(x, line, &live, &got, &more) ||
                   x->w->multi == x->got->multi) {
            writer_line(out, 'S', conn, line->quantity, line->text);
        }
    }
    for (; more; more = line_next(&live, &got), i++)
        add_line(out, x, i, &got, conn);
    add_end(out, x->got, conn);
}

static bool is_of_answer(const struct item *item)
{
    return item->kind == ITEM_SERVER ||
           (item->kind == ITEM_EVENT &&
            (item->verb->id == AT_SET || item->verb->id == AT_END ||
             item->verb->id == AT_BODY));
}

/* Everything that came goes where the first line was. */
static void change_all(struct update *u, struct comparison *x,
                       const struct plan_answer *a, bool elide)
{
    const struct plan_line *line = &u->plan->lines[a->first_line];
    uint32_t first = line->item, last = line[a->line_count - 1].item;
    uint16_t conn = update_item(u, first)->conn;
    struct buf lines = {0};

    if (elide)
        add_elided(&lines, x, conn);
    else
        add_answer(&lines, x, conn);
    update_change(u, first, &lines);
    for (uint32_t i = first + 1; i <= last; i++) {
        struct buf none = {0};

        if (update_item(u, i)->conn == conn && is_of_answer(update_item(u, i)))
            update_change(u, i, &none);
    }
}

/* Has the answer the form of the recorded one, so that each line has a place?
 */
static bool has_form(const struct comparison *x)
{
    const struct wanted *w = x->w;

    return w->multi == x->got->multi &&
           (w->end != END_CUT || x->got->end == END_CUT) &&
           (!w->body || w->content == CONTENT_MESSAGE);
}

void update_lines(struct update *u, struct comparison *x,
                  const struct plan_answer *a)
{
    bool elide = answer_quotes(x->got, u->mask);

    if ((elide && !x->w->body) || !has_form(x) || !is_itemised(u, a)) {
        change_all(u, x, a, elide);
        return;
    }
    update_places(u, x, a);
    if (x->w->body)
        change_body(u, x->w, a, x->got);
}
