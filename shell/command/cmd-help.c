/* cmd-help.c - \h [COMMAND|RULE|CODE|SETTING]. */
#include <config.h>

#include "net/base/text.h"
#include "net/pop3/capability.h"
#include "net/pop3/code.h"
#include "net/rules/catalogue.h"
#include "shell/command/command.h"
#include "shell/command/grammar.h"
#include "shell/command/print.h"
#include "shell/command/topics.h"
#include "shell/option/nearest.h"

enum { NAME_COLUMNS = 26, TEXT_COLUMNS = 78 };

/* Wrapped at the screen's edge, between words. */
static void add_words(struct buf *out, const char *text)
{
    struct span rest = span_of(text), word;
    size_t column = 0;

    while ((word = span_take_word(&rest)).len) {
        if (column && column + 1 + word.len > TEXT_COLUMNS) {
            buf_add_char(out, '\n');
            column = 0;
        } else if (column) {
            buf_add_char(out, ' ');
            column++;
        }
        buf_add(out, word);
        column += word.len;
    }
    buf_add_char(out, '\n');
}

static void explain_verb(struct buf *out, const struct verb *v)
{
    buf_add_format(out, "%s%s%s\n%s\n\n", v->name, *v->args ? " " : "", v->args,
                   v->help);
    buf_add_text(out, "state  ");
    grammar_states(out, v->states);
    buf_add_format(out, "\nreply  %s\n", grammar_shape(v->shape));
    if (v->capability)
        buf_add_format(out, "CAPA   announced as %s\n", v->capability);
    if (v->rfc && *v->rfc)
        buf_add_format(out, "RFC    %s\n", v->rfc);
    if (v->flags & VERB_DESTRUCTIVE)
        buf_add_text(out,
                     "care   can lead to messages being removed for good\n");
    if (v->flags & VERB_HISTORIC)
        buf_add_text(out, "       in no current standard\n");
    if (v->example && *v->example) {
        buf_add_char(out, '\n');
        grammar_example(out, v->example);
    }
}

static void explain_command(struct buf *out, const struct command *c)
{
    buf_add_format(out, "\\%s%s%s\n%s\n", c->name, *c->args ? " " : "", c->args,
                   c->help);
    if (c->alias)
        buf_add_format(out, "Also written \\%s.\n", c->alias);
}

static void explain_setting(struct buf *out, const struct setting *s)
{
    buf_add_format(out, "\\set %s %s\n%s\n", s->name, s->choices, s->help);
}

static void explain_code(struct buf *out, const struct response_code *c)
{
    buf_add_format(out, "[%s]\n%s: %s.\n\nRFC    %s\n", c->code, c->meaning,
                   c->next, c->rfc);
}

static void explain_capability(struct buf *out, const struct capability *c)
{
    buf_add_format(out, "\nAs a capability: %s%s%s\n%s.\n\nstate  ", c->tag,
                   *c->args ? " " : "", c->args, c->words);
    grammar_states(out, c->states);
    buf_add_char(out, '\n');
    if (*c->rfc)
        buf_add_format(out, "RFC    %s\n", c->rfc);
    if (!c->registered)
        buf_add_text(out, "       private: not in the IANA registry\n");
    buf_add_format(out, "\n    C: CAPA\n    S: +OK\n    S: %s\n    S: .\n",
                   c->tag);
}

static void explain_topic(struct buf *out, const struct topic *t)
{
    buf_add_format(out, "%s\n", t->name);
    add_words(out, t->text);
    buf_add_format(out, "\nRFC    %s\n", t->rfc);
}

static void list_verbs(struct buf *out)
{
    struct buf left = {0};

    buf_add_text(out, "The commands of POP3, sent as typed in any case:\n");
    for (size_t i = 0; i < VERB_COUNT; i++) {
        if (verbs[i].flags & (VERB_HISTORIC | VERB_PROXYING))
            continue;
        buf_clear(&left);
        buf_add_format(&left, "  %s %s", verbs[i].name, verbs[i].args);
        if (left.len > NAME_COLUMNS) {
            buf_add_format(out, "%s\n", buf_text(&left));
            buf_clear(&left);
        }
        buf_add_format(out, "%-*s %s%s\n", NAME_COLUMNS, buf_text(&left),
                       verbs[i].flags & VERB_DESTRUCTIVE ? "! " : "",
                       verbs[i].help);
    }
    buf_add_text(out, "\n! marks what can lead to messages being removed.\n"
                      "More words:\n");
    buf_clear(&left);
    for (size_t i = 0; i < topics_count; i++)
        buf_add_format(&left, "%s%s", i ? ", " : "", topics[i].name);
    add_words(out, buf_text(&left));

    buf_clear(&left);
    buf_add_text(out, "\n\\h COMMAND explains one, \\? lists the local "
                      "commands, \\set the settings.\n");
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
    text_escape_fit(&typed, name, TEXT_PLAIN, 40);
    error_set(err, ERROR_USAGE, "no help on %s%s%s; \\h lists what there is",
              buf_text(&typed), near.name ? "; did you mean " : "",
              near.name ? near.name : "");
    buf_done(&typed);
    buf_done(&upper);
    return false;
}

/* [CODE], as it stands in a reply, is CODE. */
static struct span unbracket(struct span name)
{
    if (name.len > 2 && name.at[0] == '[' && name.at[name.len - 1] == ']')
        return (struct span){name.at + 1, name.len - 2};
    return name;
}

/* Everything that a name stands for: some are two things (UIDL is a command
 * and a capability). */
static void explain(struct buf *out, struct span name)
{
    bool local = name.at[0] == '\\';
    const struct verb *verb = local ? NULL : verb_find(name);
    const struct command *command = command_find(span_from(name, local));
    const struct setting *setting = local ? NULL : setting_find(name);
    const struct capability *capability = local ? NULL : capability_find(name);
    const struct response_code *code = code_find(unbracket(name));
    const struct rule *rule = rule_find(name);
    const struct topic *topic = topic_find(name);

    if (verb)
        explain_verb(out, verb);
    else if (command)
        explain_command(out, command);
    if (setting)
        explain_setting(out, setting);
    if (rule)
        catalogue_rule(out, rule);
    if (code)
        explain_code(out, code);
    if (capability)
        explain_capability(out, capability);
    if (topic && !verb)
        explain_topic(out, topic);
}

COMMAND_FUNCTION(help)
{
    struct buf out = {0};

    if (!args->text.len)
        list_verbs(&out);
    else
        explain(&out, args->text);
    if (!out.len)
        return unknown(args->text, err);
    if (out.at[0] == '\n')
        buf_drop(&out, 1);
    print_text(sh, &out);
    buf_done(&out);
    return true;
}
