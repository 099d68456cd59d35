/* arguments.c - words of a hint, and the brackets around them. */
#include <config.h>

#include "shell/repl/arguments.h"

static bool opens(char c)
{
    return c == '[' || c == '<';
}

static bool closes(char c)
{
    return c == ']' || c == '>';
}

/* The i-th word as written, or empty. */
static struct span word_at(const char *args, size_t i)
{
    struct span rest = span_of(args), word = span_take_word(&rest);

    while (i-- > 0 && word.len)
        word = span_take_word(&rest);
    return word;
}

struct span arguments_at(const char *args, size_t i)
{
    struct span word = word_at(args, i);

    while (word.len && opens(word.at[0]))
        word = span_from(word, 1);
    while (word.len && closes(word.at[word.len - 1]))
        word.len--;
    return word;
}

bool arguments_needed(const char *args, size_t i)
{
    struct span word = word_at(args, i);

    return word.len && word.at[0] != '[';
}

void arguments_rest(struct buf *out, const char *args, size_t n)
{
    struct span first = word_at(args, n);
    size_t open = 0;

    for (const char *c = first.at; first.len && *c; c++) {
        if (opens(*c))
            open++;
        if (closes(*c) && !open)
            continue; /* of a bracket that was passed */
        if (closes(*c))
            open--;
        buf_add_char(out, *c);
    }
}

struct span arguments_take_choice(struct span *alternatives)
{
    struct span choice =
        span_first(*alternatives, span_find(*alternatives, '|'));

    *alternatives = span_from(*alternatives, choice.len + 1);
    return choice;
}
