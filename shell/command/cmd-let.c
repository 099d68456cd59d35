/* cmd-let.c - \let [NAME [TEXT]]. */
#include <config.h>

#include "net/base/text.h"
#include "shell/command/command.h"
#include "shell/command/expand.h"
#include "shell/command/print.h"

COMMAND_FUNCTION(let)
{
    struct span rest = args->text, name = span_take_word(&rest);
    const struct variables *v = sh->variables;
    struct buf out = {0};

    if (name.len)
        return expand_set(&sh->variables, name, span_trim(rest), err);
    for (size_t i = 0; v && i < v->count; i++) {
        buf_add_format(&out, "%-16s ", buf_text(&v->at[i].name));
        text_escape(&out, buf_span(&v->at[i].value), TEXT_PLAIN);
        buf_add_char(&out, '\n');
    }
    if (!out.len)
        buf_add_text(&out, "no variables; \\let NAME TEXT sets one\n");
    print_text(sh, &out);
    buf_wipe(&out);
    return true;
}
