/* json.c - checks the form of a JSON object (RFC 8259) and names its members.
 */
#include <config.h>

#include "net/base/json.h"

enum { DEPTH_MOST = 32 };

/* Each skip_* cuts one thing off the front of *s; false when it is not there.
 */
static bool skip_value(struct span *s, int depth);

static void skip_space(struct span *s)
{
    while (s->len && (s->at[0] == ' ' || s->at[0] == '\t' || s->at[0] == '\r' ||
                      s->at[0] == '\n'))
        *s = span_from(*s, 1);
}

static bool skip_char(struct span *s, char c)
{
    skip_space(s);
    if (!s->len || s->at[0] != c)
        return false;
    *s = span_from(*s, 1);
    return true;
}

/* *inside_out: what stands between the quotes. */
static bool skip_string(struct span *s, struct span *inside_out)
{
    struct span from;

    if (!skip_char(s, '"'))
        return false;
    from = *s;
    while (s->len && s->at[0] != '"') {
        if ((unsigned char)s->at[0] < ' ')
            return false;
        *s = span_from(*s, s->at[0] == '\\' ? 2 : 1);
    }
    *inside_out = span_first(from, from.len - s->len);
    return skip_char(s, '"');
}

static bool skip_digits(struct span *s)
{
    size_t n = 0;

    while (n < s->len && s->at[n] >= '0' && s->at[n] <= '9')
        n++;
    *s = span_from(*s, n);
    return n > 0;
}

static bool skip_number(struct span *s)
{
    if (s->len && s->at[0] == '-')
        *s = span_from(*s, 1);
    if (!skip_digits(s))
        return false;
    if (s->len && s->at[0] == '.') {
        *s = span_from(*s, 1);
        if (!skip_digits(s))
            return false;
    }
    if (s->len && (s->at[0] == 'e' || s->at[0] == 'E')) {
        *s = span_from(*s, 1);
        if (s->len && (s->at[0] == '+' || s->at[0] == '-'))
            *s = span_from(*s, 1);
        return skip_digits(s);
    }
    return true;
}

static bool skip_literal(struct span *s)
{
    static const char *const literals[] = {"true", "false", "null"};

    for (size_t i = 0; i < sizeof literals / sizeof *literals; i++) {
        struct span literal = span_of(literals[i]);

        if (span_starts(*s, literal)) {
            *s = span_from(*s, literal.len);
            return true;
        }
    }
    return skip_number(s);
}

static bool skip_array(struct span *s, int depth)
{
    if (!skip_char(s, '['))
        return false;
    if (skip_char(s, ']'))
        return true;
    do
        if (!skip_value(s, depth))
            return false;
    while (skip_char(s, ','));
    return skip_char(s, ']');
}

/* visit may be NULL. */
static bool skip_object(struct span *s, int depth, json_member_fn *visit,
                        void *ctx)
{
    if (!skip_char(s, '{'))
        return false;
    if (skip_char(s, '}'))
        return true;
    do {
        struct span name, value;

        if (!skip_string(s, &name) || !skip_char(s, ':'))
            return false;
        skip_space(s);
        value = *s;
        if (!skip_value(s, depth))
            return false;
        value.len -= s->len;
        if (visit)
            visit(ctx, name, value);
    } while (skip_char(s, ','));
    return skip_char(s, '}');
}

static bool skip_value(struct span *s, int depth)
{
    struct span inside;

    skip_space(s);
    if (!s->len || !depth)
        return false;
    switch (s->at[0]) {
    case '{':
        return skip_object(s, depth - 1, NULL, NULL);
    case '[':
        return skip_array(s, depth - 1);
    case '"':
        return skip_string(s, &inside);
    default:
        return skip_literal(s);
    }
}

bool json_each(struct span text, json_member_fn *visit, void *ctx)
{
    struct span rest = text;

    if (!skip_object(&rest, DEPTH_MOST, NULL, NULL))
        return false;
    skip_space(&rest);
    return !rest.len && skip_object(&text, DEPTH_MOST, visit, ctx);
}

struct wanted {
    const char *name;
    bool found;
};

static void look(void *ctx, struct span name, struct span value)
{
    struct wanted *w = ctx;

    (void)value;
    w->found = w->found || span_is(name, w->name);
}

enum json_answer json_member(struct span text, const char *name)
{
    struct wanted w = {.name = name};

    if (!json_each(text, look, &w))
        return JSON_BAD;
    return w.found ? JSON_WITH : JSON_WITHOUT;
}
