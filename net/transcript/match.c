/* match.c - masks against octets: shortest fit, with going back.
 *
 * What a type takes is for wire-type.c. The number of steps of one line is
 * limited: a hostile pattern of many masks costs a bounded time and then counts
 * as undecided. */
#include <config.h>

#include "net/transcript/match.h"

#include <regex.h>
#include <stdlib.h>

enum {
    STEPS_MOST = 2000000,          /* octets looked at for one line */
    TRIES_MOST = 1000,             /* masks within one another while trying */
    EXPRESSIONS_MOST = 16,         /* of a line */
    EXPRESSION_MOST = 1000,        /* octets */
    REPEATS_MOST = 1000,           /* product of all {n,m} of an expression */
    EXPRESSION_COST_MOST = 100000, /* as match_expression_cost has it */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* --- expressions --- */

/* Compiled when first tried, by the index of their part. */
struct expressions {
    struct {
        size_t part;
        regex_t compiled;
    } at[EXPRESSIONS_MOST];
    size_t count;
};

static void expressions_done(struct expressions *x)
{
    while (x->count)
        regfree(&x->at[--x->count].compiled);
}

static bool compile(struct span expression, regex_t *out)
{
    struct buf text = {0};

    buf_add_text(&text, "^(");
    buf_add(&text, expression);
    buf_add_text(&text, ")$");
    bool ok = regcomp(out, buf_text(&text), REG_EXTENDED) == 0;
    buf_done(&text);
    return ok;
}

static regex_t *expression_of(struct expressions *x, const struct part *parts,
                              size_t i)
{
    for (size_t k = 0; k < x->count; k++)
        if (x->at[k].part == i)
            return &x->at[k].compiled;
    if (x->count == EXPRESSIONS_MOST ||
        !compile(parts[i].octets, &x->at[x->count].compiled))
        return NULL;
    x->at[x->count].part = i;
    return &x->at[x->count++].compiled;
}

static bool expression_takes(const regex_t *compiled, struct span s)
{
    regmatch_t whole = {.rm_so = 0, .rm_eo = (regoff_t)s.len};

    return regexec(compiled, s.at ? s.at : "", 1, &whole, REG_STARTEND) == 0;
}

/* The number inside {n,m} that is the larger one, 1 when there is none. */
static uint64_t repeats_of(struct span braces)
{
    uint64_t most = 1, n = 0;

    for (size_t i = 0; i < braces.len; i++) {
        n = is_digit(braces.at[i]) && n < REPEATS_MOST
                ? n * 10 + (uint64_t)(braces.at[i] - '0')
                : 0;
        if (n > most)
            most = n;
    }
    return most;
}

/* Octets of the bracket expression at the front of s, "[...]"; all of them when
 * it does not end. */
static size_t bracket_len(struct span s)
{
    size_t n = 1;

    n += n < s.len && s.at[n] == '^';
    n += n < s.len && s.at[n] == ']';
    while (n < s.len && s.at[n] != ']') {
        char kind = n + 1 < s.len && s.at[n] == '[' ? s.at[n + 1] : '\0';

        n++;
        if (kind != ':' && kind != '.' && kind != '=')
            continue;
        for (n++; n + 1 < s.len && (s.at[n] != kind || s.at[n + 1] != ']');)
            n++;
        n += 2;
    }
    return n < s.len ? n + 1 : s.len;
}

/* What an expression is made of, as far as the library does not judge it. */
struct traits {
    uint64_t repeats; /* product of all {n,m}, REPEATS_MOST + 1 at most */
    bool reference;   /* it has a \1 */
    bool unopened;    /* it has a ")" too many */
};

static struct traits traits_of(struct span s)
{
    struct traits t = {.repeats = 1};
    size_t depth = 0;

    for (size_t i = 0; i < s.len; i++) {
        struct span rest = span_from(s, i);

        switch (rest.at[0]) {
        case '\\':
            t.reference = t.reference || (rest.len > 1 && is_digit(rest.at[1]));
            i++;
            break;
        case '[':
            i += bracket_len(rest) - 1;
            break;
        case '{':
            t.repeats *= repeats_of(span_first(rest, span_find(rest, '}')));
            if (t.repeats > REPEATS_MOST)
                t.repeats = REPEATS_MOST + 1;
            break;
        case '(':
            depth++;
            break;
        case ')':
            t.unopened = t.unopened || !depth;
            depth -= depth > 0;
            break;
        default:
            break;
        }
    }
    return t;
}

uint64_t match_expression_cost(struct span expression)
{
    return expression.len * traits_of(expression).repeats;
}

/* Why the library does not take it. */
static bool fail_compile(struct span expression, struct error *err)
{
    struct buf text = {0};
    regex_t compiled;
    char why[120] = "it cannot be compiled";
    int code;

    buf_add(&text, expression);
    code = regcomp(&compiled, buf_text(&text), REG_EXTENDED);
    buf_done(&text);
    if (code)
        regerror(code, &compiled, why, sizeof why);
    else
        regfree(&compiled);
    return error_set(err, ERROR_INPUT,
                     "a POSIX extended regular expression, and this is none: "
                     "%s; a \"\\\\\" before an octet takes it as it is",
                     why);
}

bool match_check_expression(struct span expression, struct error *err)
{
    struct traits t = traits_of(expression);
    regex_t compiled;

    if (!expression.len)
        return error_set(err, ERROR_INPUT,
                         "a regular expression; \\{:any} takes anything");
    if (expression.len > EXPRESSION_MOST)
        return error_set(err, ERROR_INPUT,
                         "a regular expression of at most %d octets, and this "
                         "has %zu; several masks take more",
                         EXPRESSION_MOST, expression.len);
    if (span_find(expression, '\0') < expression.len)
        return error_set(err, ERROR_INPUT,
                         "a regular expression without NUL; \".\" takes one");
    if (t.reference)
        return error_set(err, ERROR_INPUT,
                         "a regular expression without back-references; a mask "
                         "with a name, and \\{name} behind it, do that");
    if (t.repeats > REPEATS_MOST ||
        expression.len * t.repeats > EXPRESSION_COST_MOST)
        return error_set(err, ERROR_INPUT,
                         "a regular expression that repeats things at most "
                         "%d times in all; \"{2,}\" and \"+\" have no limit",
                         REPEATS_MOST);
    if (t.unopened)
        return error_set(err, ERROR_INPUT,
                         "a POSIX extended regular expression, and this is "
                         "none: a \")\" without its \"(\"; \"\\\\)\" takes the "
                         "octet");
    if (!compile(expression, &compiled))
        return fail_compile(expression, err);
    regfree(&compiled);
    return true;
}

/* --- the search --- */

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
