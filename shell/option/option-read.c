/* option-read.c - turns argv into struct options, row by row.
 *
 * Knows how options are written (getopt_long's ways, without abbreviations:
 * they would change their meaning when an option is added). Leaves what there
 * is to read to option.c and what goes together to option-check.c. An error
 * names the option; it repeats a value only where there are choices, for a
 * mistyped option may have a password behind it. */
#include <config.h>

#include "net/base/memory.h"
#include "net/base/nearest.h"
#include "shell/option/option.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
    SHOWN_MOST = 40,        /* octets of a typed word in an error */
    SECONDS_MOST = 2000000, /* so that milliseconds fit poll's int */
    DEFAULT_CONNECT_MS = 10000,
    DEFAULT_REPLY_MS = 30000,
    DEFAULT_CONNECTIONS = 1024,
};

struct reader {
    unsigned mode;
    int argc;
    char **argv;
    int next; /* index of the word to be read next */
    struct options *out;
    bool help;
    struct error *err;
};

static int shown(struct span s)
{
    return (int)(s.len < SHOWN_MOST ? s.len : SHOWN_MOST);
}

/* "option --name: " and why. */
static bool refuse(struct reader *r, const struct option *row, const char *why)
{
    return error_set(r->err, ERROR_USAGE, "option --%s: %s", row->name, why);
}

/* --- values --- */

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

static bool refuse_choice(struct reader *r, const struct option *row,
                          struct span value)
{
    return error_set(r->err, ERROR_USAGE,
                     "option --%s: \"%.*s\" is not one of "
                     "%s",
                     row->name, shown(value), value.at, row->choices);
}

static bool read_text(struct reader *r, const struct option *row,
                      struct span value, const char **to)
{
    if (value.len == 0)
        return refuse(r, row, "its value is empty");
    if (row->choices && choice_of(row->choices, value) < 0)
        return refuse_choice(r, row, value);
    *to = value.at;
    return true;
}

static bool read_choice(struct reader *r, const struct option *row,
                        struct span value, int *to)
{
    int choice = choice_of(row->choices, value);

    if (choice < 0)
        return refuse_choice(r, row, value);
    *to = row->value + choice;
    return true;
}

static bool is_number(struct span value, uint64_t *out)
{
    return span_number(value, out) && *out <= INT_MAX;
}

static bool read_number(struct reader *r, const struct option *row,
                        struct span value, int *to)
{
    uint64_t number;

    if (!is_number(value, &number))
        return refuse(r, row, "its value must be a whole number, 0 or more");
    *to = (int)number;
    return true;
}

static bool read_times(struct reader *r, const struct option *row,
                       struct span value, int *to)
{
    uint64_t number;

    if (!is_number(value, &number) || !number)
        return refuse(r, row, "its value must be a whole number, 1 or more");
    *to = (int)number;
    return true;
}

/* Seconds with any number of decimals, as milliseconds; what is more than
 * nothing stays so, since 0 has a meaning of its own. strtod would obey the
 * locale and take "inf" and "0x1p3". */
static bool read_seconds(struct reader *r, const struct option *row,
                         struct span value, unsigned *to)
{
    struct span rest = value;
    uint64_t whole, ms;

    if (!span_take_number(&rest, &whole))
        goto bad;
    if (whole > SECONDS_MOST)
        return refuse(r, row, "its value must be at most 2000000 seconds");
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
    return refuse(r, row,
                  "its value must be seconds, 0 or more, like 30 or "
                  "0.5");
}

static void list_add(struct option_list *list, char *owned)
{
    list->at = xrealloc(list->at, (list->count + 1) * sizeof *list->at);
    list->at[list->count++] = owned;
}

static bool read_list(struct reader *r, const struct option *row,
                      struct span value, struct option_list *to)
{
    for (;;) {
        size_t end = span_find(value, ',');

        if (end == 0)
            return refuse(r, row, "a name in its list is empty");
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
static bool check_one_line(struct reader *r, const struct option *row,
                           struct span value)
{
    size_t cr = span_find(value, '\r'), lf = span_find(value, '\n');
    size_t first = cr < lf ? cr : lf;

    if (first == value.len)
        return true;
    return error_set(r->err, ERROR_USAGE,
                     "option --%s: there is a line end "
                     "at character %zu of its value; it must be one line%s",
                     row->name, first + 1,
                     row->type == OPTION_LINE ? ", so give the option again "
                                                "for the next"
                                              : "");
}

/* Read value into the field of row; it is empty for rows that take none. */
static bool read_value(struct reader *r, const struct option *row,
                       struct span value)
{
    void *to = (char *)r->out + row->offset;

    if (!check_one_line(r, row, value))
        return false;
    switch (row->type) {
    case OPTION_FLAG:
        *(bool *)to = true;
        return true;
    case OPTION_FORM:
        *(int *)to += row->value;
        return true;
    case OPTION_HELP:
        return r->help = true;
    case OPTION_LINE:
        read_line(row, value, to);
        return true;
    case OPTION_EACH:
        list_add(to, span_dup(value));
        return true;
    case OPTION_MAYBE:
        *(const char **)to = "";
        return value.at == NULL || read_text(r, row, value, to);
    case OPTION_TEXT:
        return read_text(r, row, value, to);
    case OPTION_LIST:
        return read_list(r, row, value, to);
    case OPTION_NUMBER:
        return read_number(r, row, value, to);
    case OPTION_TIMES:
        return read_times(r, row, value, to);
    case OPTION_SECONDS:
        return read_seconds(r, row, value, to);
    case OPTION_CHOICE:
        return read_choice(r, row, value, to);
    }
    return false;
}

/* --- words --- */

static bool takes_value(const struct option *row)
{
    return row->argument || row->choices;
}

/* The next word is the value of row. */
static bool read_next(struct reader *r, const struct option *row)
{
    const char *kind = row->argument ? row->argument : row->choices;

    if (r->next == r->argc)
        return error_set(r->err, ERROR_USAGE, "option --%s needs a value: %s",
                         row->name, kind);
    return read_value(r, row, span_of(r->argv[r->next++]));
}

static bool refuse_unknown(struct reader *r, struct span name)
{
    struct nearest near = {.typed = name};

    for (size_t i = 0; i < options_count; i++)
        if (options[i].modes & r->mode)
            nearest_try(&near, options[i].name);
    if (near.name)
        return error_set(r->err, ERROR_USAGE,
                         "there is no option --%.*s; did "
                         "you mean --%s?",
                         shown(name), name.at, near.name);
    return error_set(r->err, ERROR_USAGE,
                     "there is no option --%.*s; --help "
                     "lists them",
                     shown(name), name.at);
}

/* --name, --name=value; word is what follows the dashes. */
static bool read_long(struct reader *r, struct span word)
{
    size_t end = span_find(word, '=');
    struct span name = span_first(word, end);
    const struct option *row = option_by_name(r->mode, name);

    if (!row)
        return refuse_unknown(r, name);
    if (end == word.len)
        return takes_value(row) && row->type != OPTION_MAYBE
                   ? read_next(r, row)
                   : read_value(r, row, (struct span){0});
    if (!takes_value(row))
        return refuse(r, row, "it takes no value");
    return read_value(r, row, span_from(word, end + 1));
}

static bool refuse_letter(struct reader *r, struct span word, char letter)
{
    struct span name = span_first(word, span_find(word, '='));

    if (option_by_name(r->mode, name))
        return error_set(r->err, ERROR_USAGE,
                         "there is no option -%c; did "
                         "you mean --%.*s?",
                         letter, shown(name), name.at);
    return error_set(r->err, ERROR_USAGE,
                     "there is no option -%c; --help "
                     "lists them",
                     letter);
}

/* -x, -xy, -xVALUE; word is what follows the dash. */
static bool read_short(struct reader *r, struct span word)
{
    for (size_t i = 0; i < word.len && !r->help; i++) {
        struct span rest = span_from(word, i + 1);
        const struct option *row = option_by_letter(r->mode, word.at[i]);

        if (!row)
            return refuse_letter(r, word, word.at[i]);
        if (takes_value(row))
            return rest.len ? read_value(r, row, rest) : read_next(r, row);
        if (!read_value(r, row, (struct span){0}))
            return false;
    }
    return true;
}

static void read_operand(struct reader *r, const char *word)
{
    struct options *o = r->out;

    o->operands =
        xrealloc(o->operands, (o->operand_count + 1) * sizeof *o->operands);
    o->operands[o->operand_count++] = word;
}

static bool read_words(struct reader *r)
{
    bool only_operands = false;

    while (r->next < r->argc && !r->help) {
        const char *word = r->argv[r->next++];

        if (only_operands || word[0] != '-' || word[1] == '\0')
            read_operand(r, word);
        else if (strcmp(word, "--") == 0)
            only_operands = true;
        else if (word[1] == '-' ? !read_long(r, span_of(word + 2))
                                : !read_short(r, span_of(word + 1)))
            return false;
    }
    return true;
}

/* A variable for slow machines, which need no other command line then. */
static bool read_environment(struct reader *r)
{
    const char *timeout = getenv("POP3T_TIMEOUT");
    const struct option *row = option_by_name(r->mode, SPAN("timeout"));

    if (!(r->mode & MODE_REPLAY) || !timeout ||
        read_value(r, row, span_of(timeout)))
        return true;
    error_prefix(r->err, "POP3T_TIMEOUT");
    return false;
}

void options_init(struct options *out)
{
    *out = (struct options){
        .password_fd = -1,
        .connect_timeout_ms = DEFAULT_CONNECT_MS,
        .timeout_ms = DEFAULT_REPLY_MS,
        .max_connections = DEFAULT_CONNECTIONS,
    };
}

bool options_read(unsigned mode, int argc, char **argv, struct options *out,
                  bool *help_out, struct error *err)
{
    struct reader r = {
        .mode = mode, .argc = argc, .argv = argv, .out = out, .err = err};

    options_init(out);
    *help_out = false;
    if (!read_environment(&r) || !read_words(&r) ||
        (!r.help && !options_check(mode, out, err))) {
        options_done(out);
        return false;
    }
    if (out->auth && strcmp(out->auth, "auto") == 0)
        out->auth = NULL;
    *help_out = r.help;
    return true;
}

static void list_done(struct option_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->at[i]);
    free(list->at);
}

void options_done(struct options *o)
{
    list_done(&o->commands);
    list_done(&o->ignore);
    list_done(&o->show);
    list_done(&o->reports);
    list_done(&o->faults);
    list_done(&o->pin);
    list_done(&o->free);
    free(o->operands);
    *o = (struct options){0};
}
