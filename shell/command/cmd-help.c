/* cmd-help.c - \h [COMMAND|RULE|CODE|SETTING]. */
#include <config.h>

#include "net/base/nearest.h"
#include "net/base/text.h"
#include "net/base/wrap.h"
#include "net/pop3/auth.h"
#include "net/rules/rule.h"
#include "shell/command/command.h"
#include "shell/command/help.h"
#include "shell/command/page.h"
#include "shell/command/topics.h"

static void list_verbs(struct buf *out, size_t columns)
{
    struct buf left = {0}, words = {0};

    buf_add_text(out, "The commands of POP3, sent as typed in any case:\n");
    for (size_t i = 0; i < VERB_COUNT; i++) {
        if (verbs[i].flags & (VERB_HISTORIC | VERB_PROXYING))
            continue;
        buf_clear(&left);
        buf_add_format(&left, "%s %s", verbs[i].name, verbs[i].args);
        buf_clear(&words);
        buf_add_format(&words, "%s%s",
                       verbs[i].flags & VERB_DESTRUCTIVE ? "! " : "",
                       verbs[i].help);
        page_row(out, buf_text(&left), buf_text(&words), columns);
    }
    buf_add_text(out, "\n! marks what can lead to messages being removed.\n"
                      "More words:\n");
    buf_clear(&words);
    for (size_t i = 0; i < topics_count; i++)
        buf_add_format(&words, "%s%s", i ? ", " : "", topics[i].name);
    wrap_words(out, 0, columns, buf_span(&words));
    buf_add_text(out, "\n\\h COMMAND explains one, \\? lists the local "
                      "commands, \\set the settings.\n");
    buf_done(&words);
    buf_done(&left);
}

/* As the names of verbs are written. */
static void add_upper(struct buf *out, struct span name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        buf_add_char(out, c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
    }
}

static bool unknown(struct span name, struct error *err)
{
    struct buf upper = {0}, typed = {0};

    add_upper(&upper, name);
    struct nearest near = {.typed = buf_span(&upper)};
    for (size_t i = 0; i < VERB_COUNT; i++)
        nearest_try(&near, verbs[i].name);
    near.typed = name;
    for (size_t i = 0; i < commands_count; i++)
        nearest_try(&near, commands[i].name);
    for (size_t i = 0; i < settings_count; i++)
        nearest_try(&near, settings[i].name);
    for (size_t i = 0; i < RULE_COUNT; i++)
        nearest_try(&near, rules[i]->id);
    for (size_t i = 0; i < topics_count; i++)
        nearest_try(&near, topics[i].name);
    for (size_t i = 0; i < mechanisms_count; i++)
        nearest_try(&near, mechanisms[i].name);
    text_escape_fit(&typed, name, TEXT_PLAIN, 40);
    error_set(err, ERROR_USAGE, "no help on %s%s%s; \\h lists what there is",
              buf_text(&typed), near.name ? "; did you mean " : "",
              near.name ? near.name : "");
    buf_done(&typed);
    buf_done(&upper);
    return false;
}

COMMAND_FUNCTION(help)
{
    struct buf out = {0};

    if (!args->text.len)
        list_verbs(&out, page_columns(sh));
    else
        help_explain(&out, args->text);
    if (!out.len)
        return unknown(args->text, err);
    bool ok = page_text(sh, &out, err);
    buf_done(&out);
    return ok;
}
