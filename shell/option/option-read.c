/* option-read.c - turns argv into struct options, row by row.
 *
 * Knows how options are written (getopt_long's ways, without abbreviations:
 * they would change their meaning when an option is added). Leaves what there
 * is to read to option.c, values to option-value.c and what goes together to
 * option-check.c. An error names the option; it repeats a value only where
 * there are choices, for a mistyped option may have a password behind it. */
#include <config.h>

#include "net/base/memory.h"
#include "net/base/nearest.h"
#include "shell/option/option-value.h"
#include <stdlib.h>
#include <string.h>

enum {
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

/* Read value into the field of row; it is empty for rows that take none. */
static bool read_value(struct reader *r, const struct option *row,
                       struct span value)
{
    r->help = r->help || row->type == OPTION_HELP;
    return option_value(r->out, row, value, r->err);
}

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
                         option_shown(name), name.at, near.name);
    return error_set(r->err, ERROR_USAGE,
                     "there is no option --%.*s; --help "
                     "lists them",
                     option_shown(name), name.at);
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
        return option_refuse(row, "it takes no value", r->err);
    return read_value(r, row, span_from(word, end + 1));
}

static bool refuse_letter(struct reader *r, struct span word, char letter)
{
    struct span name = span_first(word, span_find(word, '='));

    if (option_by_name(r->mode, name))
        return error_set(r->err, ERROR_USAGE,
                         "there is no option -%c; did "
                         "you mean --%.*s?",
                         letter, option_shown(name), name.at);
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
        (!r.help && (!options_check(mode, out, err) ||
                     !options_check_files(mode, out, err)))) {
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
