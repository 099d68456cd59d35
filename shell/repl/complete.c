/* complete.c - collects the words that begin as typed. */
#include <config.h>

#include "shell/repl/complete.h"

#include "net/base/memory.h"
#include "net/pop3/verb.h"
#include "shell/command/command.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct words {
    char **at; /* [0] is kept free */
    size_t count;
    struct span typed;
};

/* Take word when it begins as typed, in the case that was typed. */
static bool offer(struct words *w, const char *word, bool fold)
{
    bool lower = false;

    if (!span_starts_case(span_of(word), w->typed))
        return false;
    for (size_t i = 0; fold && i < w->typed.len; i++)
        lower = lower || (w->typed.at[i] >= 'a' && w->typed.at[i] <= 'z');
    w->at = xrealloc(w->at, (w->count + 3) * sizeof *w->at);
    char *copy = xstrdup(word);
    for (char *c = copy; lower && *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    w->at[++w->count] = copy;
    return true;
}

static void offer_verbs(struct words *w, bool *takes_argument)
{
    for (size_t i = 0; i < VERB_COUNT; i++)
        if (!(verbs[i].flags & (VERB_HISTORIC | VERB_PROXYING)) &&
            offer(w, verbs[i].name, true))
            *takes_argument = verbs[i].args_min > 0;
}

/* Local commands, behind their backslash or without it (\h). */
static void offer_commands(struct words *w, const char *backslash,
                           bool *takes_argument)
{
    struct buf name = {0};

    for (size_t i = 0; i < commands_count; i++) {
        buf_clear(&name);
        buf_add_format(&name, "%s%s", backslash, commands[i].name);
        if (offer(w, buf_text(&name), false))
            *takes_argument = commands[i].flags & COMMAND_ARG;
    }
    buf_done(&name);
}

static void offer_settings(struct words *w)
{
    for (size_t i = 0; i < settings_count; i++)
        offer(w, settings[i].name, false);
}

/* The first word of the line is a local command's name. */
static void offer_arguments(struct words *w, struct span first,
                            struct completion *c)
{
    const struct command *command = command_find(span_from(first, 1));

    if (!command)
        return;
    c->files = strstr(command->args, "FILE") != NULL;
    if (command->run == cmd_set) {
        offer_settings(w);
        c->blank = true;
    } else if (command->run == cmd_help) {
        offer_verbs(w, &c->blank);
        offer_commands(w, "", &c->blank);
        offer_settings(w);
        c->blank = false;
    }
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The list as readline takes it. */
static char **finish(struct words *w)
{
    if (!w->count)
        return NULL;
    qsort(w->at + 1, w->count, sizeof *w->at, compare);

    size_t common = strlen(w->at[1]);
    for (size_t i = 2; i <= w->count; i++)
        while (strncasecmp(w->at[1], w->at[i], common) != 0)
            common--;
    w->at[0] = span_dup((struct span){w->at[1], common});
    if (w->count == 1) {
        free(w->at[1]);
        w->count = 0;
    }
    w->at[w->count + 1] = NULL;
    return w->at;
}

struct completion complete(struct span before, const char *text)
{
    struct completion c = {0};
    struct words w = {.typed = span_of(text)};
    struct span rest = before, first = span_take_word(&rest);

    if (!first.len && *text == '\\')
        offer_commands(&w, "\\", &c.blank);
    else if (!first.len)
        offer_verbs(&w, &c.blank);
    else if (first.at[0] == '\\' && !span_trim(rest).len)
        offer_arguments(&w, first, &c);
    if (w.count != 1)
        c.blank = false;
    c.words = finish(&w);
    return c;
}
