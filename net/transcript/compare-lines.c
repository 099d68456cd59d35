/* compare-lines.c - the lines of two answers, as text or as octets. */
#include <config.h>

#include "net/transcript/compare-walk.h"

static void add_body(struct buf *out, uint64_t lines, uint64_t octets,
                     struct span sha256)
{
    buf_add_format(out, "body lines=%llu octets=%llu",
                   (unsigned long long)lines, (unsigned long long)octets);
    if (sha256.len)
        buf_add_format(out, " sha256=%.*s", (int)sha256.len, sha256.at);
}

/* The message that "@ body" stands for. */
static void compare_body(struct walk *k)
{
    const struct wanted *w = k->x->w;
    const struct answer *got = k->x->got;
    struct buf expected = {0}, came = {0};
    char hex[65];

    answer_hex(got, hex);
    if (got->data_octets == w->body_octets &&
        got->data_lines == w->body_lines &&
        (!w->body_sha256.len || span_is_case(w->body_sha256, hex)))
        return;
    add_body(&expected, w->body_lines, w->body_octets, w->body_sha256);
    add_body(&came, got->data_lines, got->data_octets, span_of(hex));
    struct difference d = {
        .line = w->body_line,
        .expected = buf_span(&expected),
        .got = buf_span(&came),
        .expected_event = true,
        .got_event = true,
        .at = span_in_common(buf_span(&expected), buf_span(&came)),
        .has_at = true,
        .why = "the message is another one"};
    walk_tell(k, &d);
    buf_done(&expected);
    buf_done(&came);
}

/* The dot line is one of the answer's, and its end one of the octets. */
static void compare_end(struct walk *k)
{
    const struct wanted *w = k->x->w;
    bool due = compare_wanted_dot(k->x), came = compare_live_dot(k->x);
    struct difference d = {.line = due || w->body || !w->count
                                       ? w->end_line
                                       : w->lines[w->count - 1].line};

    if (!w->multi || w->end == k->x->got->end)
        return;
    if (due != came) {
        d.side = due ? DIFFERENCE_MISSING : DIFFERENCE_EXTRA;
        *(due ? &d.expected : &d.got) = SPAN(".");
        d.why = due ? "the final dot line did not come"
                    : "the final dot line was not recorded";
        d.accept = "record the session anew";
    } else if (k->x->level < COMPARE_WIRE) {
        return;
    } else {
        d.why = w->end == END_DOT ? "the final dot line has not its CRLF"
                                  : "the final dot line has a CRLF now";
    }
    walk_tell(k, &d);
}

/* Must each line come, in its place? */
static bool is_strict(const struct wanted *w)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->lines[i].set || w->lines[i].quantity != ITEM_ONE)
            return false;
    return !w->body;
}

/* Is there a line that need not come, and none without its place? */
static bool has_options(const struct wanted *w, size_t count)
{
    bool options = false;

    for (size_t i = 0; i < count; i++) {
        if (w->lines[i].set)
            return false;
        options = options || w->lines[i].quantity != ITEM_ONE;
    }
    return options && !w->body;
}

void compare_lines(struct comparison *x)
{
    struct rest rest = {0};
    struct walk k = {.x = x, .live = {buf_span(&x->got->octets)}};
    const struct wanted *w = x->w;
    size_t count = w->body && w->count ? 1 : w->count;

    walk_advance(&k);
    if (has_options(w, count) && rest_init(&rest, x, count))
        k.rest = &rest;
    for (size_t i = 0; i < count;) {
        const struct wanted_line *line = &w->lines[i];
        enum match_result how;
        struct span name = {0};
        size_t at = 0;

        if (line->set) {
            i = walk_set(&k, i);
        } else if (line->quantity != ITEM_ONE) {
            walk_skim(&k, i++);
        } else if (!k.more) {
            walk_tell_missing(&k, &w->lines[i++], compare_live_dot(x));
        } else if ((how = compare_match(x, line, &k.now, &at, &name)) ==
                   MATCH_YES) {
            walk_advance(&k);
            i++;
        } else if (!i) {
            walk_tell_pair(&k, line, how, at, name);
            walk_advance(&k);
            i++;
        } else if (is_strict(w)) {
            walk_align(&k, i);
            i = count;
        } else {
            i = walk_settle(&k, i, how, at, name);
        }
    }
    if (w->body) {
        compare_body(&k);
    } else {
        for (; k.more; walk_advance(&k))
            walk_tell_extra(&k, w->end_line, compare_wanted_dot(x), count);
    }
    walk_tell_rest(&k);
    compare_end(&k);
    rest_done(&rest);
}
