/* option-value.c - turns what is typed behind an option into the field of its
 * row. */
#include <config.h>

#include "shell/option/option-value.h"

#include "net/base/memory.h"
#include <limits.h>

enum {
    SHOWN_MOST = 40,        /* octets of a typed word in an error */
    SECONDS_MOST = 2000000, /* so that milliseconds fit poll's int */
};

int option_shown(struct span word)
{
    return (int)(word.len < SHOWN_MOST ? word.len : SHOWN_MOST);
}

bool option_refuse(const struct option *row, const char *why, struct error *err)
{
    return error_set(err, ERROR_USAGE, "option --%s: %s", row->name, why);
}

/* Where value is in a list like "a|b|c", from 0; -1 when it is not. */
static int choice_of(const char *choices, struct span value)
{
    struct span rest = span_of(choices);

    for (int i = 0; rest.len; i++) {
        size_t end = span_find(rest, '|');

        if (span_equal(span_first(rest, end), value))
            return i;
        rest = span_from(rest, end + 1);
    }
    return -1;
}

static bool refuse_choice(struct error *err, const struct option *row,
                          struct span value)
{
    return error_set(err, ERROR_USAGE,
                     "option --%s: \"%.*s\" is not one of "
                     "%s",
                     row->name, option_shown(value), value.at, row->choices);
}

static bool read_text(struct error *err, const struct option *row,
                      struct span value, const char **to)
{
    if (value.len == 0)
        return option_refuse(row, "its value is empty", err);
    if (row->choices && choice_of(row->choices, value) < 0)
        return refuse_choice(err, row, value);
    *to = value.at;
    return true;
}

static bool read_choice(struct error *err, const struct option *row,
                        struct span value, int *to)
{
    int choice = choice_of(row->choices, value);

    if (choice < 0)
        return refuse_choice(err, row, value);
    *to = row->value + choice;
    return true;
}

static bool is_number(struct span value, uint64_t *out)
{
    return span_number(value, out) && *out <= INT_MAX;
}

static bool read_number(struct error *err, const struct option *row,
                        struct span value, int *to)
{
    uint64_t number;

    if (!is_number(value, &number))
        return option_refuse(row, "its value must be a whole number, 0 or more",
                             err);
    *to = (int)number;
    return true;
}

static bool read_times(struct error *err, const struct option *row,
                       struct span value, int *to)
{
    uint64_t number;

    if (!is_number(value, &number) || !number)
        return option_refuse(row, "its value must be a whole number, 1 or more",
                             err);
    *to = (int)number;
    return true;
}

/* Seconds with any number of decimals, as milliseconds; what is more than
 * nothing stays so, since 0 has a meaning of its own. strtod would obey the
 * locale and take "inf" and "0x1p3". */
static bool read_seconds(struct error *err, const struct option *row,
                         struct span value, unsigned *to)
{
    struct span rest = value;
    uint64_t whole, ms;

    if (!span_take_number(&rest, &whole))
        goto bad;
    if (whole > SECONDS_MOST)
        return option_refuse(row, "its value must be at most 2000000 seconds",
                             err);
    ms = whole * 1000;
    if (rest.len) {
        unsigned scale = 100;
        bool more = false;

        if (rest.at[0] != '.' || rest.len == 1)
            goto bad;
        for (size_t i = 1; i < rest.len; i++, scale /= 10) {
            if (rest.at[i] < '0' || rest.at[i] > '9')
                goto bad;
            ms += (unsigned)(rest.at[i] - '0') * scale;
            more = more || rest.at[i] != '0';
        }
        if (ms == 0 && more)
            ms = 1;
    }
    *to = (unsigned)ms;
    return true;
bad:
    return option_refuse(row,
                         "its value must be seconds, 0 or more, like 30 or "
                         "0.5",
                         err);
}

static void list_add(struct option_list *list, char *owned)
{
    list->at = xrealloc(list->at, (list->count + 1) * sizeof *list->at);
    list->at[list->count++] = owned;
}

static bool read_list(struct error *err, const struct option *row,
                      struct span value, struct option_list *to)
{
    for (;;) {
        size_t end = span_find(value, ',');

        if (end == 0)
            return option_refuse(row, "a name in its list is empty", err);
        list_add(to, span_dup(span_first(value, end)));
        if (end == value.len)
            return true;
        value = span_from(value, end + 1);
    }
}

static void read_line(const struct option *row, struct span value,
                      struct option_list *to)
{
    struct buf line = {0};

    buf_add_char(&line, row->letter);
    buf_add(&line, value);
    list_add(to, buf_take(&line));
}

/* A line end would become a second command on the wire. */
static bool check_one_line(struct error *err, const struct option *row,
                           struct span value)
{
    size_t cr = span_find(value, '\r'), lf = span_find(value, '\n');
    size_t first = cr < lf ? cr : lf;

    if (first == value.len)
        return true;
    return error_set(err, ERROR_USAGE,
                     "option --%s: there is a line end "
                     "at character %zu of its value; it must be one line%s",
                     row->name, first + 1,
                     row->type == OPTION_LINE ? ", so give the option again "
                                                "for the next"
                                              : "");
}

bool option_value(struct options *out, const struct option *row,
                  struct span value, struct error *err)
{
    void *to = (char *)out + row->offset;

    if (!check_one_line(err, row, value))
        return false;
    switch (row->type) {
    case OPTION_FLAG:
        *(bool *)to = true;
        return true;
    case OPTION_FORM:
        *(int *)to += row->value;
        return true;
    case OPTION_HELP:
        return true;
    case OPTION_LINE:
        read_line(row, value, to);
        return true;
    case OPTION_EACH:
        list_add(to, span_dup(value));
        return true;
    case OPTION_MAYBE:
        *(const char **)to = "";
        return value.at == NULL || read_text(err, row, value, to);
    case OPTION_TEXT:
        return read_text(err, row, value, to);
    case OPTION_LIST:
        return read_list(err, row, value, to);
    case OPTION_NUMBER:
        return read_number(err, row, value, to);
    case OPTION_TIMES:
        return read_times(err, row, value, to);
    case OPTION_SECONDS:
        return read_seconds(err, row, value, to);
    case OPTION_CHOICE:
        return read_choice(err, row, value, to);
    }
    return false;
}
