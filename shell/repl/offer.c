/* offer.c - hands to readline what complete.c found. */
#include <config.h>

#include "shell/repl/offer.h"

#include "shell/repl/menu.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* needs stdio.h before it */
#include <readline/readline.h>

void offer_done(struct offer *o)
{
    completion_done(&o->completion);
    free(o->line);
    o->line = NULL;
}

char **offer_list(struct offer *o, struct shell *sh, struct span before,
                  const char *text)
{
    struct completion *c = &o->completion;
    char **list;

    offer_done(o);
    *c = complete(sh, before, text);
    list = words_list(&c->words);
    rl_attempted_completion_over = !c->files;
    rl_sort_completion_matches = c->files;
    rl_completion_append_character = c->blank ? ' ' : '\0';
    if (c->blank) {
        struct buf line = {0};
        buf_add(&line, before);
        buf_add_format(&line, "%s ", list[0]);
        o->line = buf_take(&line);
    }
    return list;
}

void offer_show(const struct offer *o, char **list, int count, int widest)
{
    int rows = 0, columns = 0;
    struct buf out = {0};

    rl_get_screen_size(&rows, &columns);
    if (o->completion.words.count && rows > 4 && columns > 20 &&
        menu_make(&out, &o->completion.words, list, (size_t)count,
                  (size_t)columns - 1, (size_t)rows - 2)) {
        fprintf(rl_outstream, "\n%s", buf_text(&out));
        rl_on_new_line();
    } else {
        rl_display_match_list(list, count, widest);
    }
    rl_forced_update_display();
    buf_done(&out);
}

struct span offer_without_blank(const struct offer *o, const char *line)
{
    struct span whole = span_of(line);

    if (o->line && !strcmp(line, o->line))
        whole.len--;
    return whole;
}
