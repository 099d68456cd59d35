/* compare.c - the levels, from the outcome to the octets.
 *
 * Leaves the order and the content of lines to compare-lines.c. */
#include <config.h>

#include "net/transcript/compare-private.h"

static const char *const level_names[] = {
    [COMPARE_OUTCOME] = "outcome",
    [COMPARE_GRAMMAR] = "grammar",
    [COMPARE_TEXT] = "text",
    [COMPARE_WIRE] = "wire",
};

const char *compare_level_name(enum compare_level level)
{
    return level_names[level];
}

bool compare_level_find(struct span name, enum compare_level *out)
{
    for (size_t i = 0; i < sizeof level_names / sizeof *level_names; i++)
        if (span_is(name, level_names[i])) {
            *out = (enum compare_level)i;
            return true;
        }
    return false;
}

static const struct {
    const char *name;
    unsigned bit;
} aspects[] = {
    {"uids",     ASPECT_UIDS    },
    {"sizes",    ASPECT_SIZES   },
    {"counts",   ASPECT_COUNTS  },
    {"tls",      ASPECT_TLS     },
    {"greeting", ASPECT_GREETING},
};

unsigned aspect_find(struct span name)
{
    for (size_t i = 0; i < sizeof aspects / sizeof *aspects; i++)
        if (span_is(name, aspects[i].name))
            return aspects[i].bit;
    return 0;
}

unsigned aspect_of(enum wire_type type)
{
    switch (type) {
    case WIRE_UID:
        return ASPECT_UIDS;
    case WIRE_OCTETS:
        return ASPECT_SIZES;
    case WIRE_NUM:
        return ASPECT_COUNTS;
    default: /* a stamp is another one each time, RFC 1939 section 7 */
        return 0;
    }
}

/* --- telling --- */

void compare_tell(struct comparison *x, const struct difference *d)
{
    if (!d->note && x->result == COMPARE_SAME)
        x->result = COMPARE_DIFFERS;
    x->c->tell(x->c->ctx, d);
}

struct difference compare_missing(const struct wanted_line *line,
                                  const struct live_line *instead)
{
    struct difference d = {
        .side = DIFFERENCE_MISSING, .line = line->line, .expected = line->text};

    if (instead) {
        d.beside = instead->text;
        d.at = span_in_common(line->octets, instead->text);
        d.has_at = true;
    }
    return d;
}

struct difference compare_extra(uint32_t line, const struct live_line *got,
                                const struct wanted_line *due)
{
    struct difference d = {.side = DIFFERENCE_EXTRA,
                           .line = line,
                           .got = got->text,
                           .has_at = true};

    if (due) {
        d.beside = due->text;
        d.at = span_in_common(due->octets, got->text);
    }
    return d;
}

static bool is_dot(enum end_how end)
{
    return end == END_DOT || end == END_DOT_LF;
}

const struct live_line *compare_live_dot(const struct comparison *x)
{
    static const struct live_line dot = {
        {".",    1},
        {"\r\n", 2}
    };

    return is_dot(x->got->end) ? &dot : NULL;
}

const struct wanted_line *compare_wanted_dot(const struct comparison *x)
{
    static const struct wanted_line dot = {
        .octets = {".", 1},
          .text = {".", 1}
    };

    return is_dot(x->w->end) ? &dot : NULL;
}

/* The first lines, side by side. */
static struct difference first_lines(const struct comparison *x,
                                     enum compare_level level, const char *why)
{
    struct line_reader lines = {buf_span(&x->got->octets)};
    struct live_line got = {0};
    struct difference d = {.level = level, .why = why};

    if (x->w->count) {
        d.line = x->w->lines[0].line;
        d.expected = x->w->lines[0].text;
    }
    if (line_next(&lines, &got))
        d.got = got.text;
    return d;
}

void compare_tell_first(struct comparison *x, enum compare_level level,
                        const char *why)
{
    struct difference d = first_lines(x, level, why);

    d.at = span_in_common(d.expected, d.got);
    d.has_at = !why;
    compare_tell(x, &d);
}

/* --- outcome --- */

/* Do those that follow mean something else after such a reply? */
static bool changes_state(const struct wanted *w)
{
    return w->kind != ANSWER_REPLY ||
           (w->verb &&
            (w->verb->flags & VERB_LOGIN || w->verb->id == VERB_STLS));
}

static bool is_whole(enum end_how end)
{
    return end != END_CUT;
}

static void compare_outcome(struct comparison *x)
{
    const struct wanted *w = x->w;
    const struct answer *got = x->got;

    if (w->kind != got->kind) {
        compare_tell_first(x, COMPARE_OUTCOME,
                           w->kind == ANSWER_CHALLENGE
                               ? "a challenge was expected, and this is none"
                           : got->kind == ANSWER_CHALLENGE
                               ? "this is a challenge, and none was expected"
                           : got->kind == ANSWER_STRAY
                               ? "this line answers nothing"
                               : "another kind of answer was expected");
        x->result = COMPARE_STATE;
    } else if (w->status != got->status && !w->any_status) {
        compare_tell_first(x, COMPARE_OUTCOME, NULL);
        if (changes_state(w))
            x->result = COMPARE_STATE;
    } else if (is_whole(w->end) != is_whole(got->end)) {
        compare_tell_first(x, COMPARE_OUTCOME,
                           is_whole(w->end)
                               ? "the connection ended inside this reply"
                               : "this reply is complete, and the "
                                 "recorded one was cut");
        x->result = COMPARE_STATE;
    } else if (w->multi != got->multi) {
        compare_tell_first(x, COMPARE_OUTCOME,
                           w->multi ? "one line came where there were several"
                                    : "several lines came where there was one");
        if (!w->verb)
            x->result = COMPARE_STATE;
    }
}

/* --- grammar --- */

/* Where the response code of this line differs from the expected one; where
 * one would stand, when it has none. */
static size_t place_of_code(struct span line, struct span expected,
                            struct span code)
{
    size_t at = span_find(line, ' ');
    struct span same = code;

    if (!code.len)
        return at + (at < line.len);
    while (!span_starts_case(expected, same))
        same.len--;
    return span_find(line, '[') + 1 + same.len;
}

static void compare_code(struct comparison *x)
{
    struct span code = buf_span(&x->got->code);
    struct difference d;

    if (x->w->any_code || x->w->any_status || span_equal_case(x->w->code, code))
        return;
    d = first_lines(x, COMPARE_GRAMMAR, "the response code is another one");
    d.at = place_of_code(d.got, x->w->code, code);
    d.has_at = true;
    compare_tell(x, &d);
}

static bool is_numbered(enum content content)
{
    return content == CONTENT_SCAN || content == CONTENT_UID;
}

/* --- levels --- */

/* The level at which this answer is compared, aspects taken into account. */
static enum compare_level level_of(const struct comparison *x)
{
    const struct compare_how *how = &x->c->how;
    unsigned about = x->w->kind == ANSWER_GREETING ? ASPECT_GREETING : 0;

    if (how->pinned & about && how->level < COMPARE_TEXT)
        return COMPARE_TEXT;
    if (how->freed & about && how->level > COMPARE_GRAMMAR)
        return COMPARE_GRAMMAR;
    return how->level;
}

static bool counts_matter(const struct comparison *x)
{
    const struct compare_how *how = &x->c->how;

    return !(how->freed & ASPECT_COUNTS) &&
           (x->level >= COMPARE_GRAMMAR || how->pinned & ASPECT_COUNTS);
}

enum compare_result compare_answer(const struct compare *c,
                                   const struct wanted *w,
                                   const struct answer *got)
{
    struct comparison x = {.c = c, .w = w, .got = got};

    x.level = level_of(&x);
    compare_outcome(&x);
    if (x.result != COMPARE_SAME)
        return x.result;
    if (x.level >= COMPARE_TEXT) {
        compare_lines(&x);
        return x.result;
    }
    if (x.level >= COMPARE_GRAMMAR)
        compare_code(&x);
    if (x.level >= COMPARE_GRAMMAR && w->multi)
        compare_entries(&x);
    if (w->multi && is_numbered(w->content) && counts_matter(&x))
        compare_count(&x);
    compare_pins(&x);
    compare_catch(&x);
    return x.result;
}

size_t compare_masks(const struct compare *c, const struct wanted *w,
                     const struct wanted_line *line,
                     struct auto_mask out[AUTO_MASKS_MOST])
{
    struct comparison x = {.c = c, .w = w};

    x.level = level_of(&x);
    return compare_automask(&x, line, out);
}
