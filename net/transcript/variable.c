/* variable.c - names and values, a few. */
#include <config.h>

#include "net/transcript/variable.h"

void variables_cut(struct variables *v, size_t count)
{
    while (v->count > count) {
        v->count--;
        buf_done(&v->at[v->count].name);
        buf_done(&v->at[v->count].value);
    }
}

void variables_done(struct variables *v)
{
    variables_cut(v, 0);
}

static size_t find(const struct variables *v, struct span name)
{
    size_t i = 0;

    while (i < v->count && !span_equal(buf_span(&v->at[i].name), name))
        i++;
    return i;
}

bool variables_set(struct variables *v, struct span name, struct span value,
                   bool guessed)
{
    size_t i = find(v, name);

    if (i == VARIABLES_MOST)
        return false;
    if (i == v->count) {
        v->count++;
        v->at[i].name = v->at[i].value = (struct buf){0};
        buf_add(&v->at[i].name, name);
    }
    buf_clear(&v->at[i].value);
    buf_add(&v->at[i].value, value);
    v->at[i].guessed = guessed;
    return true;
}

bool variables_get(const struct variables *v, struct span name,
                   struct span *value_out, bool *guessed_out)
{
    size_t i = find(v, name);

    if (i == v->count)
        return false;
    *value_out = buf_span(&v->at[i].value);
    if (guessed_out)
        *guessed_out = v->at[i].guessed;
    return true;
}
