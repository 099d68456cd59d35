/* cmd-bookmark.c - \bookmark [NAME [TARGET|off]]. */
#include <config.h>

#include "net/base/text.h"
#include "shell/command/bookmarks.h"
#include "shell/command/command.h"
#include "shell/command/print.h"

struct listed {
    struct buf out;
    struct span only; /* empty: all */
};

static void add(void *ctx, const char *name, const char *target)
{
    struct listed *l = ctx;

    if (l->only.len && !span_is(l->only, name))
        return;
    buf_add_format(&l->out, "@%-15s ", name);
    text_escape(&l->out, span_of(target), TEXT_PLAIN);
    buf_add_char(&l->out, '\n');
}

static bool show(struct shell *sh, struct span name, struct error *err)
{
    struct listed l = {.only = name};
    bool ok = true;

    bookmarks_each(add, &l);
    if (!l.out.len && name.len)
        ok = error_set(err, ERROR_USAGE,
                       "\\bookmark: there is none of that name; \\bookmark "
                       "lists them, \\bookmark NAME TARGET makes one");
    else if (!l.out.len)
        buf_add_text(&l.out, "no bookmarks; \\bookmark NAME TARGET makes one, "
                             "\\connect @NAME uses it\n");
    if (ok)
        print_text(sh, &l.out);
    buf_done(&l.out);
    return ok;
}

COMMAND_FUNCTION(bookmark)
{
    struct span rest = args->text;
    struct span name = span_take_word(&rest);
    struct span target = span_trim(rest);

    if (name.len > 1 && name.at[0] == '@')
        name = span_from(name, 1);
    if (!target.len)
        return show(sh, name, err);
    if (span_is_case(target, "off"))
        target = (struct span){0};
    return bookmarks_set(name, target, err);
}
