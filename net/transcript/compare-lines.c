/* compare-lines.c - the lines of two answers, as text or as octets.
 *
 * A line too many or too few does not shift all that follow: behind a
 * difference the next lines that fit each other are looked for. */
#include <config.h>

#include "net/transcript/compare-assign.h"

#include <assert.h>

enum {
    LOOK_AHEAD = 50, /* lines */
    TELL_MOST = 20,  /* differences of one answer that are told */
    SET_MOST = 4096, /* lines of a set that are compared */
};

static bool matches(struct comparison *x, const struct wanted_line *line,
                    const struct live_line *got)
{
    size_t at;
    struct span name;

    return compare_match(x, line, got, &at, &name) == MATCH_YES;
}

/* --- telling --- */

struct walk {
    struct comparison *x;
    struct line_reader live;
    struct live_line now;           /* the next one that came */
    bool more;                      /* there is one */
    size_t at;                      /* its number among those that came */
    const struct assign_rest *rest; /* where lines need not come; or NULL */
    size_t told;
    size_t left_out;
};

static void advance(struct walk *k)
{
    k->at += k->more;
    k->more = line_next(&k->live, &k->now);
}

static void tell(struct walk *k, struct difference *d)
{
    d->level = k->x->level == COMPARE_WIRE ? COMPARE_WIRE : COMPARE_TEXT;
    if (k->told == TELL_MOST) {
        k->left_out++;
        k->x->result = COMPARE_DIFFERS;
        return;
    }
    k->told++;
    compare_tell(k->x, d);
}

/* Of what an update wants to know: which line that is. */
static void tell_place(struct walk *k, struct line_difference d)
{
    if (k->x->differs)
        k->x->differs(k->x->differs_ctx, &d);
}

/* Is this answer a listing, whose lines are entries? */
static bool has_entries(const struct walk *k)
{
    enum content content = k->x->w->content;

    return content != CONTENT_FREE && content != CONTENT_MESSAGE;
}

/* May there be more entries of this listing, or fewer? */
static bool has_free_count(const struct walk *k)
{
    enum content content = k->x->w->content;

    return k->x->c->how.freed & ASPECT_COUNTS && k->x->w->multi &&
           (content == CONTENT_SCAN || content == CONTENT_UID);
}

/* instead: what came in its place, or NULL. */
static void tell_missing(struct walk *k, const struct wanted_line *line,
                         const struct live_line *instead)
{
    struct difference d = compare_missing(line, instead);

    if (has_free_count(k) && line != k->x->w->lines)
        return;
    d.why =
        has_entries(k) ? "this entry did not come" : "this line did not come";
    d.accept = compare_accept(k->x, line);
    tell(k, &d);
    tell_place(k, (struct line_difference){
                      .side = d.side, .line = (size_t)(line - k->x->w->lines)});
}

/* due: what was expected in its place, or NULL; beside: the number of that
 * line, or of the one behind which it came. */
static void tell_extra(struct walk *k, uint32_t line,
                       const struct wanted_line *due, size_t beside)
{
    struct difference d = compare_extra(line, &k->now, due);
    bool ends = beside == k->x->w->count; /* the dot is none of the lines */

    if (has_free_count(k) && k->at)
        return;
    d.why = has_entries(k) ? "this entry was not recorded"
                           : "this line was not recorded";
    tell(k, &d);
    tell_place(k, (struct line_difference){.side = d.side,
                                           .line = beside - ends,
                                           .behind = ends || !due,
                                           .got = k->now});
}

static const char *end_name(struct span end)
{
    return end.len == 2 ? "CRLF" : end.len ? "a bare LF" : "no line end";
}

static void tell_pair(struct walk *k, const struct wanted_line *line,
                      enum match_result how, size_t at, struct span name)
{
    struct difference d = {.line = line->line,
                           .expected = line->text,
                           .got = k->now.text,
                           .at = at,
                           .has_at = true,
                           .accept = compare_accept(k->x, line)};
    struct buf why = {0};
    struct span value;

    if (how == MATCH_VALUE &&
        variables_get(k->x->c->bindings, name, &value, NULL)) {
        buf_add_format(&why, "%.*s stands for another value, \"", (int)name.len,
                       name.at);
        buf_add(&why, span_first(value, 100));
        buf_add_text(&why, "\"");
    } else if (how == MATCH_UNBOUND) {
        buf_add_format(&why, "%.*s has no value: nothing has caught it",
                       (int)name.len, name.at);
    } else if (how == MATCH_COSTLY) {
        buf_add_text(&why, "the line has too many masks to be compared");
    } else if (k->x->level == COMPARE_WIRE &&
               !span_equal(line->end, k->now.end)) {
        buf_add_format(&why, "the line ends in %s, and not in %s",
                       end_name(k->now.end), end_name(line->end));
    }
    d.why = why.len ? buf_text(&why) : NULL;
    tell(k, &d);
    tell_place(k, (struct line_difference){
                      .line = (size_t)(line - k->x->w->lines), .got = k->now});
    buf_done(&why);
}

static void tell_rest(struct walk *k)
{
    struct difference d = {.level = k->x->level};
    struct buf why = {0};

    if (!k->left_out)
        return;
    buf_add_format(&why, "%zu more lines of this reply differ", k->left_out);
    d.line = k->x->w->lines[0].line;
    d.why = buf_text(&why);
    compare_tell(k->x, &d);
    buf_done(&why);
}

/* --- lines in order --- */

/* The live line within reach that fits `line`: how many stand before it; or
 * LOOK_AHEAD. */
static size_t find_live(struct walk *k, const struct wanted_line *line)
{
    struct line_reader ahead = k->live;
    struct live_line got;

    for (size_t n = 1; n < LOOK_AHEAD && line_next(&ahead, &got); n++)
        if (matches(k->x, line, &got))
            return n;
    return LOOK_AHEAD;
}

/* The recorded line within reach that the present live one fits. */
static size_t find_wanted(struct walk *k, size_t i)
{
    const struct wanted *w = k->x->w;

    for (size_t n = 1; n < LOOK_AHEAD && i + n < w->count; n++)
        if (!w->lines[i + n].set && matches(k->x, &w->lines[i + n], &k->now))
            return n;
    return LOOK_AHEAD;
}

/* Line i was expected and another came. Returns the next line to expect. */
static size_t settle(struct walk *k, size_t i, enum match_result how, size_t at,
                     struct span name)
{
    const struct wanted_line *line = &k->x->w->lines[i];
    size_t live = find_live(k, line), wanted = find_wanted(k, i);

    if (live < LOOK_AHEAD && live <= wanted) {
        while (live--) {
            tell_extra(k, line->line, line, i);
            advance(k);
        }
        advance(k); /* the line itself, which fits */
        return i + 1;
    }
    if (wanted < LOOK_AHEAD) {
        for (; wanted; wanted--, i++)
            tell_missing(k, &k->x->w->lines[i], &k->now);
        return i;
    }
    tell_pair(k, line, how, at, name);
    advance(k);
    return i + 1;
}

/* Line i may come any number of times, or not at all. */
static void skim(struct walk *k, size_t i)
{
    const struct wanted *w = k->x->w;
    const struct wanted_line *line = &w->lines[i];
    const struct wanted_line *next = i + 1 < w->count ? line + 1 : NULL;

    assert(w->lines);
    while (k->more && matches(k->x, line, &k->now)) {
        bool once = line->quantity == ITEM_OPTIONAL;

        if (k->rest && !assign_rest_fits(k->rest, i + once, k->at + 1) &&
            assign_rest_fits(k->rest, i + 1, k->at))
            return; /* it is for one of those that follow */
        if (next && next->quantity == ITEM_ONE && !next->masked &&
            matches(k->x, next, &k->now))
            return;
        advance(k);
        if (once)
            return;
    }
}

/* --- lines in any order --- */

static size_t live_left(const struct walk *k)
{
    struct line_reader ahead = k->live;
    struct live_line got;
    size_t n = k->more;

    while (k->more && line_next(&ahead, &got))
        n++;
    return n;
}

/* The recorded lines of a set from i to end that did not come. */
static void tell_unseen(struct walk *k, size_t i, size_t end, const bool *seen)
{
    const struct wanted_line *lines = k->x->w->lines;

    for (size_t n = i; n < end && n - i < SET_MOST; n++)
        if (!seen[n - i] && lines[n].quantity == ITEM_ONE)
            tell_missing(k, &lines[n], compare_live_dot(k->x));
}

/* live lines are those of the set, as well as that can be. */
static void compare_small_set(struct walk *k, size_t i, size_t end, size_t live)
{
    const struct wanted_line *lines = k->x->w->lines;
    struct live_line came[ASSIGN_LINES_MOST] = {k->now};
    struct line_reader ahead = k->live;
    uint16_t slot_of[ASSIGN_LINES_MOST];
    bool seen[ASSIGN_LINES_MOST] = {false};

    for (size_t j = 1; j < live; j++)
        line_next(&ahead, &came[j]);
    assign_set(k->x, &lines[i], end - i, came, live, slot_of);
    for (size_t j = 0; j < live; j++, advance(k)) {
        if (slot_of[j] == ASSIGN_NOBODY)
            tell_extra(k, lines[i].line, NULL, end - 1);
        else
            seen[slot_of[j]] = true;
    }
    tell_unseen(k, i, end, seen);
}

/* The lines of one "@ set", which begins at i. Returns what follows it. Of a
 * large one each line is the first that it fits. */
static size_t compare_set(struct walk *k, size_t i)
{
    const struct wanted_line *lines = k->x->w->lines;
    size_t end = i, behind = 0, live;
    bool seen[SET_MOST] = {false};

    while (end < k->x->w->count && lines[end].set == lines[i].set)
        end++;
    for (size_t n = end; n < k->x->w->count; n++)
        behind += lines[n].quantity == ITEM_ONE;
    live = live_left(k);
    live = live > behind ? live - behind : 0;
    if (assign_fits(end - i, live)) {
        compare_small_set(k, i, end, live);
        return end;
    }
    for (; live && k->more; live--) {
        size_t n = i;

        while (n < end && ((n - i < SET_MOST && seen[n - i] &&
                            lines[n].quantity != ITEM_MANY) ||
                           !matches(k->x, &lines[n], &k->now)))
            n++;
        if (n == end)
            tell_extra(k, lines[i].line, NULL, end - 1);
        else if (n - i < SET_MOST)
            seen[n - i] = true;
        advance(k);
    }
    tell_unseen(k, i, end, seen);
    return end;
}

/* --- all of them --- */

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
    tell(k, &d);
    buf_done(&expected);
    buf_done(&came);
}

static void compare_end(struct walk *k)
{
    const struct wanted *w = k->x->w;
    struct difference d = {.line = w->end_line};

    if (k->x->level < COMPARE_WIRE || w->end == k->x->got->end || !w->multi)
        return;
    d.why = w->end == END_DOT ? "the final dot line has not its CRLF"
                              : "the final dot line has a CRLF now";
    tell(k, &d);
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

/* What the lines of w can take, as far as that can be known. */
static void look_ahead(struct walk *k, size_t count, struct assign_rest *rest)
{
    struct live_line came[ASSIGN_LINES_MOST] = {k->now};
    struct line_reader ahead = k->live;
    size_t live = live_left(k);

    if (!assign_fits(count, live))
        return;
    for (size_t j = 1; j < live; j++)
        line_next(&ahead, &came[j]);
    assign_rest(rest, k->x, k->x->w->lines, count, came, live);
    k->rest = rest;
}

void compare_lines(struct comparison *x)
{
    struct assign_rest rest;
    struct walk k = {.x = x, .live = {buf_span(&x->got->octets)}};
    const struct wanted *w = x->w;
    size_t count = w->body && w->count ? 1 : w->count;

    advance(&k);
    if (has_options(w, count))
        look_ahead(&k, count, &rest);
    for (size_t i = 0; i < count;) {
        const struct wanted_line *line = &w->lines[i];
        enum match_result how;
        struct span name = {0};
        size_t at = 0;

        if (line->set) {
            i = compare_set(&k, i);
        } else if (line->quantity != ITEM_ONE) {
            skim(&k, i++);
        } else if (!k.more) {
            tell_missing(&k, &w->lines[i++], compare_live_dot(x));
        } else if ((how = compare_match(x, line, &k.now, &at, &name)) ==
                   MATCH_YES) {
            advance(&k);
            i++;
        } else {
            i = settle(&k, i, how, at, name);
        }
    }
    if (w->body) {
        compare_body(&k);
    } else {
        for (; k.more; advance(&k))
            tell_extra(&k, w->end_line, compare_wanted_dot(x), count);
    }
    tell_rest(&k);
    compare_end(&k);
}
