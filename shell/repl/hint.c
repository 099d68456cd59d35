/* hint.c - reads the rows of verbs and local commands. */
#include <config.h>

#include "shell/repl/hint.h"

#include "shell/command/habits.h"
#include "shell/repl/arguments.h"
#include "shell/repl/complete.h"

/* The values that a setting can have. */
static void add_values(struct buf *out, struct span line)
{
    struct span rest = line, name;
    const struct setting *row;

    span_take_word(&rest);
    name = span_take_word(&rest);
    row = setting_find(name);
    if (row && !span_trim(rest).len)
        buf_add_text(out, row->choices);
}

/* What a person should know before pressing Enter. */
static void add_warning(struct buf *out, const struct shell *sh,
                        const struct verb *verb)
{
    const struct session *s = sh->session;
    enum state state = dialogue_state(session_dialogue(s));
    size_t marked = session_marked(s);

    if (!session_is_open(s))
        return;
    if (!(verb->states & state))
        buf_add_format(out, "  (not in %s)", state_name(state));
    else if (verb->id == VERB_QUIT && marked)
        buf_add_format(out, "  (removes %zu message%s for good)", marked,
                       marked == 1 ? "" : "s");
    else if (verb->id == VERB_DELE)
        buf_add_text(out, "  (marks it; QUIT removes it)");
}

/* A word of another shell, which goes to the server. */
static void add_habit(struct buf *out, const struct shell *sh, struct span line)
{
    const char *meant = habit_meant(span_trim(line));

    if (meant && session_is_open(sh->session))
        buf_add_format(out, "  (goes to the server; here it is %s)", meant);
}

void hint_of_line(struct buf *out, struct shell *sh, struct span line)
{
    struct span rest = line, word = span_take_word(&rest);
    struct head head = head_find(word);
    bool behind_blank = line.len && line.at[line.len - 1] == ' ';
    size_t typed = 0;

    if (session_is_in_exchange(sh->session) || !line.len || line.at[0] == ' ')
        return;
    if (!head.verb && !head.command) {
        add_habit(out, sh, line);
        return;
    }
    while (span_take_word(&rest).len)
        typed++;
    if (head.command && head.command->run == cmd_set && typed == 1)
        add_values(out, line);
    else
        arguments_rest(out, head_args(&head), typed);
    if (head.verb && typed == 0)
        add_warning(out, sh, head.verb);
    if (out->len && !behind_blank) {
        struct buf spaced = {0};
        buf_add_format(&spaced, " %s", buf_text(out));
        buf_clear(out);
        buf_add(out, buf_span(&spaced));
        buf_done(&spaced);
    }
}
