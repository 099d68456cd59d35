/* compare-walk.c - goes along two answers, and tells what differs. */
#include <config.h>

#include "net/transcript/compare-walk.h"

enum { TELL_MOST = 20 }; /* differences of one answer that are told */

bool walk_has_keys(const struct walk *k)
{
    enum content content = k->x->w->content;

    return content != CONTENT_FREE && content != CONTENT_MESSAGE;
}

bool compare_fits(struct comparison *x, const struct wanted_line *line,
                  const struct live_line *got)
{
    size_t at;
    struct span name;

    return compare_match(x, line, got, &at, &name) == MATCH_YES;
}

void walk_advance(struct walk *k)
{
    k->at += k->more;
    k->more = line_next(&k->live, &k->now);
}

void walk_tell(struct walk *k, struct difference *d)
{
    d->level = k->count                      ? COMPARE_GRAMMAR
               : k->x->level == COMPARE_WIRE ? COMPARE_WIRE
                                             : COMPARE_TEXT;
    d->why = k->count ? k->count : d->why;
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

/* May there be more entries of this listing, or fewer? */
static bool has_free_count(const struct walk *k)
{
    enum content content = k->x->w->content;

    return k->x->c->how.freed & ASPECT_COUNTS && k->x->w->multi &&
           (content == CONTENT_SCAN || content == CONTENT_UID);
}

void walk_tell_missing(struct walk *k, const struct wanted_line *line,
                       const struct live_line *instead)
{
    struct difference d = compare_missing(line, instead);

    if (has_free_count(k) && line != k->x->w->lines)
        return;
    d.why = walk_has_keys(k) ? "this entry did not come here"
                             : "this line did not come here";
    d.accept = compare_accept(k->x, line);
    walk_tell(k, &d);
    tell_place(k, (struct line_difference){
                      .side = d.side, .line = (size_t)(line - k->x->w->lines)});
}

void walk_tell_extra(struct walk *k, uint32_t line,
                     const struct wanted_line *due, size_t beside)
{
    struct difference d = compare_extra(line, &k->now, due);
    bool ends = beside == k->x->w->count; /* the dot is none of the lines */

    if (has_free_count(k) && k->at)
        return;
    d.why = walk_has_keys(k) ? "this entry was not recorded"
                             : "this line was not recorded";
    walk_tell(k, &d);
    tell_place(k, (struct line_difference){.side = d.side,
                                           .line = beside - ends,
                                           .behind = ends || !due,
                                           .got = k->now});
}

static const char *end_name(struct span end)
{
    return end.len == 2 ? "CRLF" : end.len ? "a bare LF" : "no line end";
}

void walk_tell_pair(struct walk *k, const struct wanted_line *line,
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
    walk_tell(k, &d);
    tell_place(k, (struct line_difference){
                      .line = (size_t)(line - k->x->w->lines), .got = k->now});
    buf_done(&why);
}

void walk_tell_rest(struct walk *k)
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

size_t walk_left(const struct walk *k)
{
    struct line_reader ahead = k->live;
    struct live_line got;
    size_t n = k->more;

    while (k->more && line_next(&ahead, &got))
        n++;
    return n;
}
