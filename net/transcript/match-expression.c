/* match-expression.c - regular expressions: compiled, judged, tried.
 *
 * What could cost any amount of time is refused before it is compiled. */
#include <config.h>

#include "net/transcript/match-expression.h"

enum {
    EXPRESSION_MOST = 1000,        /* octets */
    REPEATS_MOST = 1000,           /* product of all {n,m} of an expression */
    EXPRESSION_COST_MOST = 100000, /* as match_expression_cost has it */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

void expressions_done(struct expressions *x)
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

regex_t *expression_of(struct expressions *x, const struct part *parts,
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

bool expression_takes(const regex_t *compiled, struct span s)
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
