/* match.c - masks against octets: shortest fit, with going back.
 *
 * What a type takes is for wire-type.c, regular expressions are for
 * match-expression.c. The number of steps of one line is limited: a hostile
 * pattern of many masks costs a bounded time and then counts as undecided. */
#include <config.h>

#include "net/transcript/match-expression.h"

enum {
    STEPS_MOST = 2000000, /* octets looked at for one line */
    TRIES_MOST = 1000,    /* masks within one another while trying */
};

struct caught {
    struct span name, value;
};

struct search {
    const struct part *parts;
    size_t count;
    struct span line;
    const struct variables *bound;
    bool loose; /* values of variables are not compared */
    struct caught caught[VARIABLES_MOST];
    size_t caught_count;
    struct span *taken; /* by part; NULL: nobody wants to know */
    size_t steps, masks;
    size_t farthest;     /* offset in the line up to which it fits */
    struct span fault;   /* the variable that ended it there */
    struct span unbound; /* a variable without a value */
    bool costly;
    struct expressions expressions;
};

/* It fits up to here. */
static void reach(struct search *s, size_t at)
{
    if (at <= s->farthest)
        return;
    s->farthest = at;
    s->fault = (struct span){0};
}

static bool value_of(const struct search *s, struct span name,
                     struct span *value_out)
{
    for (size_t i = s->caught_count; i-- > 0;)
        if (span_equal(s->caught[i].name, name)) {
            *value_out = s->caught[i].value;
            return true;
        }
    return variables_get(s->bound, name, value_out, NULL);
}

/* Are these octets at the place? Notes how many of them are. */
static bool has_octets(struct search *s, size_t *at, struct span want)
{
    struct span rest = span_from(s->line, *at);
    size_t n = 0;

    while (n < rest.len && n < want.len && rest.at[n] == want.at[n])
        n++;
    s->steps += n + 1;
    *at += n;
    reach(s, *at);
    return n == want.len;
}

static bool has_value(struct search *s, size_t *at, struct span name,
                      struct span value)
{
    if (has_octets(s, at, value))
        return true;
    if (*at == s->farthest)
        s->fault = name;
    return false;
}

/* Is this run of octets, each of which the type takes, one of the type? */
static bool takes_whole(struct search *s, size_t i, enum wire_type type,
                        struct span octets)
{
    regex_t *x;

    switch (type) {
    case WIRE_ANY:
        return true;
    case WIRE_WORD:
    case WIRE_NUM:
    case WIRE_OCTETS:
    case WIRE_MSGNO:
    case WIRE_HEX:
    case WIRE_HOST:
        return octets.len > 0;
    case WIRE_RE:
        x = expression_of(&s->expressions, s->parts, i);
        s->steps += octets.len;
        s->costly = s->costly || !x;
        return x && expression_takes(x, octets);
    default:
        s->steps += octets.len;
        return wire_type_fits(type, octets);
    }
}

static bool fits(struct search *s, size_t i, size_t at);

/* Try part i for the octets from at to end, and what follows it. */
static bool try_end(struct search *s, size_t i, enum wire_type as, size_t at,
                    size_t end)
{
    struct span name = s->parts[i].name;
    struct span octets = {s->line.at + at, end - at};

    if (!takes_whole(s, i, as, octets))
        return false;
    reach(s, end);
    if (name.len && s->caught_count == VARIABLES_MOST)
        s->costly = true;
    else if (name.len)
        s->caught[s->caught_count++] = (struct caught){name, octets};
    if (fits(s, i + 1, end)) {
        if (s->taken)
            s->taken[i] = octets;
        return true;
    }
    s->caught_count -= name.len > 0;
    return false;
}

/* Part i is a mask, and nothing says yet what it stands for. */
static bool try_mask(struct search *s, size_t i, size_t at, enum wire_type as)
{
    size_t most = wire_type_extent(as, span_from(s->line, at));
    bool last = i + 1 == s->count;

    if (++s->masks > TRIES_MOST) /* the stack is as deep as masks are many */
        s->costly = true;
    s->steps += most;
    if (last)
        reach(s, at + most);
    for (size_t n = last ? s->line.len - at : 0;
         n <= most && !s->costly && s->steps <= STEPS_MOST; n++, s->steps++)
        if (try_end(s, i, as, at, at + n))
            return true;
    s->masks--;
    s->costly = s->costly || s->steps > STEPS_MOST;
    return false;
}

/* Do parts i and following take the line from at on? */
static bool fits(struct search *s, size_t i, size_t at)
{
    for (; i < s->count; i++) {
        const struct part *part = &s->parts[i];
        struct span value;

        if (part->kind == PART_LITERAL) {
            if (!has_octets(s, &at, part->octets))
                return false;
            continue;
        }
        bool known = part->name.len && value_of(s, part->name, &value);
        if (part->kind == PART_USE && !known) {
            s->unbound = part->name;
            return false;
        }
        if (!known || s->loose)
            return try_mask(s, i, at,
                            part->kind == PART_USE ? WIRE_ANY : part->type);
        if (!has_value(s, &at, part->name, value))
            return false;
        if (s->taken)
            s->taken[i] = value;
    }
    return at == s->line.len;
}

static bool run(struct search *s, const struct search *with, bool loose)
{
    *s = *with;
    s->loose = loose;
    bool found = fits(s, 0, 0);
    expressions_done(&s->expressions);
    return found;
}

static bool bind(struct variables *b, const struct search *s)
{
    for (size_t i = 0; i < s->caught_count; i++)
        if (!variables_set(b, s->caught[i].name, s->caught[i].value, false))
            return false;
    return true;
}

enum match_result match_taken(const struct part *parts, size_t count,
                              struct span line, struct variables *b,
                              struct span *taken)
{
    const struct search with = {.parts = parts,
                                .count = count,
                                .line = line,
                                .bound = b,
                                .taken = taken};
    struct search s;

    if (run(&s, &with, false))
        return bind(b, &s) ? MATCH_YES : MATCH_COSTLY;
    return s.costly ? MATCH_COSTLY : MATCH_NO;
}

enum match_result match_line(const struct part *parts, size_t count,
                             struct span line, struct variables *b,
                             size_t *at_out, struct span *name_out)
{
    const struct search with = {
        .parts = parts, .count = count, .line = line, .bound = b};
    struct search s, loose;

    if (count == 1 && parts->kind == PART_LITERAL &&
        span_equal(parts->octets, line))
        return MATCH_YES;

    if (run(&s, &with, false))
        return bind(b, &s) ? MATCH_YES : MATCH_COSTLY;
    if (at_out)
        *at_out = s.farthest;
    if (s.costly)
        return MATCH_COSTLY;
    if (s.unbound.at) {
        if (name_out)
            *name_out = s.unbound;
        return MATCH_UNBOUND;
    }
    if (!s.fault.len || !run(&loose, &with, true))
        return MATCH_NO;
    if (name_out)
        *name_out = s.fault;
    return MATCH_VALUE;
}
