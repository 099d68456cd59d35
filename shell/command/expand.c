/* expand.c - finds names in a line and puts their texts there. */
#include <config.h>

#include "shell/command/expand.h"

#include "net/base/memory.h"
#include <stdlib.h>

enum { NAME_MOST = 64 };

static bool is_name(struct span name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
            !(c >= '0' && c <= '9') && c != '_')
            return false;
    }
    return name.len > 0 && name.len <= NAME_MOST;
}

bool expand_set(struct variables **v, struct span name, struct span text,
                struct error *err)
{
    if (!is_name(name))
        return error_set(err, ERROR_USAGE,
                         "a variable's name has letters, digits and _");
    if (!*v)
        *v = xcalloc(1, sizeof **v);
    return variables_set(*v, name, text, false) ||
           error_set(err, ERROR_USAGE, "there are %d variables already",
                     VARIABLES_MOST);
}

/* The text of a variable, here or in the environment. */
static bool find(const struct variables *v, struct span name,
                 struct span *text_out)
{
    char *copy;
    const char *text;

    if (v && variables_get(v, name, text_out, NULL))
        return true;
    copy = span_dup(name);
    text = getenv(copy);
    free(copy);
    *text_out = span_of(text);
    return text != NULL;
}

/* A text must not begin another command. */
static bool add(struct buf *out, const struct variables *v, struct span name,
                struct error *err)
{
    struct span text;

    if (!find(v, name, &text))
        return error_set(err, ERROR_INPUT,
                         "\\{%.*s} has no value; \\let %.*s TEXT or the "
                         "environment gives it one",
                         (int)name.len, name.at, (int)name.len, name.at);
    if (span_find(text, '\r') < text.len || span_find(text, '\n') < text.len)
        return error_set(err, ERROR_INPUT,
                         "\\{%.*s} holds a line end, which would begin another "
                         "command",
                         (int)name.len, name.at);
    buf_add(out, text);
    return true;
}

bool expand_line(const struct variables *v, struct buf *out, struct span line,
                 struct error *err)
{
    for (;;) {
        size_t n = span_find_span(line, SPAN("\\{"));
        struct span name;
        size_t end;

        buf_add(out, span_first(line, n));
        line = span_from(line, n);
        if (!line.len)
            return true;
        name = span_from(line, 2);
        end = span_find(name, '}');
        if (end < name.len && is_name(span_first(name, end))) {
            if (!add(out, v, span_first(name, end), err))
                return false;
            line = span_from(name, end + 1);
        } else {
            buf_add(out, span_first(line, 2));
            line = name;
        }
    }
}
