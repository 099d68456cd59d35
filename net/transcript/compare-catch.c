/* compare-catch.c - the values of variables, where text does not matter. */
#include <config.h>

#include "net/transcript/compare-private.h"

enum { LOOK_AHEAD = 50 }; /* lines */

static bool has_name(const struct wanted_line *line)
{
    for (size_t i = 0; i < line->count && line->masked; i++)
        if (line->parts[i].name.len)
            return true;
    return false;
}

/* The values of the line that came contradict what was caught before. */
static void tell(struct comparison *x, const struct wanted_line *line,
                 const struct live_line *got, size_t at, struct span name)
{
    struct buf why = {0};
    struct difference d = {.level = COMPARE_GRAMMAR,
                           .line = line->line,
                           .expected = line->text,
                           .got = got->text,
                           .at = at,
                           .has_at = true};
    struct span value = {0};

    variables_get(x->c->bindings, name, &value, NULL);
    buf_add_format(&why, "%.*s had another value before: \"", (int)name.len,
                   name.at);
    buf_add(&why, span_first(value, 100));
    buf_add_char(&why, '"');
    d.why = buf_text(&why);
    compare_tell(x, &d);
    buf_done(&why);
}

/* Find the live line for a recorded one, from *live on; the first that could
 * be it but for its values is told when there is none. */
static void catch_line(struct comparison *x, const struct wanted_line *line,
                       struct line_reader live)
{
    struct live_line got, doubtful = {0};
    struct span name = {0}, doubtful_name = {0};
    size_t at = 0, doubtful_at = 0;

    for (size_t n = 0; n < LOOK_AHEAD && line_next(&live, &got); n++) {
        switch (match_line(line->parts, line->count, got.text, x->c->bindings,
                           &at, &name)) {
        case MATCH_YES:
            return;
        case MATCH_VALUE:
            if (!doubtful.text.at) {
                doubtful = got;
                doubtful_at = at;
                doubtful_name = name;
            }
            break;
        default:
            break;
        }
        if (line == x->w->lines)
            break; /* the status line is the first */
    }
    if (doubtful.text.at && x->level >= COMPARE_GRAMMAR)
        tell(x, line, &doubtful, doubtful_at, doubtful_name);
}

void compare_catch(struct comparison *x)
{
    struct line_reader live = {buf_span(&x->got->octets)};
    struct live_line skipped;

    for (size_t i = 0; i < x->w->count; i++) {
        if (has_name(&x->w->lines[i]))
            catch_line(x, &x->w->lines[i], live);
        line_next(&live, &skipped);
    }
}
