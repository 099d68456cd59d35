/* cmd-help.c - \h [COMMAND|RULE|CODE|SETTING]. */
#include <config.h>

#include "net/base/text.h"
#include "net/pop3/code.h"
#include "net/rules/catalogue.h"
#include "shell/command/command.h"
#include "shell/command/print.h"
#include "shell/nearest.h"

enum { NAME_COLUMNS = 26 };

static const struct {
    enum shape shape;
    const char *words;
} shapes[] = {
    {SHAPE_LINE,         "one line, +OK or -ERR"                                  },
    {SHAPE_LISTING,      "+OK, then lines up to a lone dot; or one line of -ERR"  },
    {SHAPE_LISTING_BARE, "without an argument +OK and lines up to a lone dot, "
                         "with one a single line; or -ERR"},
    {SHAPE_MESSAGE,
     "+OK, then the message up to a lone dot; or one line of -ERR"                },
    {SHAPE_SASL,         "challenges that begin with \"+ \", then +OK or -ERR"    },
    {SHAPE_CLIENT_DATA,
     "+OK, then the client sends lines up to a lone dot, then +OK or -ERR"        },
    {SHAPE_NONE,         "none"                                                   },
    {SHAPE_UNKNOWN,      "one line, as far as anyone knows"                       },
};

static const enum state states[] = {
    STATE_CONNECTED,   STATE_AUTHORIZATION, STATE_SASL,
    STATE_TRANSACTION, STATE_UPDATE,
};

static const char *shape_words(enum shape shape)
{
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (shapes[i].shape == shape)
            return shapes[i].words;
    return "";
}

static void add_states(struct buf *out, unsigned allowed)
{
    const char *between = "";

    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (!(allowed & states[i]))
            continue;
        buf_add_format(out, "%s%s", between, state_name(states[i]));
        between = ", ";
    }
    buf_add_char(out, '\n');
}

/* The example, each line set in. */
static void add_example(struct buf *out, const char *example)
{
    struct span rest = span_of(example);

    while (rest.len) {
        struct span line = span_first(rest, span_find(rest, '\n'));
        buf_add_text(out, "    ");
        text_escape(out, line, TEXT_PLAIN);
        buf_add_char(out, '\n');
        rest = span_from(rest, line.len + 1);
    }
}

static void explain_verb(struct buf *out, const struct verb *v)
{
    buf_add_format(out, "%s%s%s\n%s\n\n", v->name, *v->args ? " " : "", v->args,
                   v->help);
    buf_add_text(out, "state  ");
    add_states(out, v->states);
    buf_add_format(out, "reply  %s\n", shape_words(v->shape));
    if (v->capability)
        buf_add_format(out, "CAPA   announced as %s\n", v->capability);
    if (v->rfc && *v->rfc)
        buf_add_format(out, "RFC    %s\n", v->rfc);
    if (v->flags & VERB_HISTORIC)
        buf_add_text(out, "       in no current standard\n");
    if (v->example && *v->example) {
        buf_add_char(out, '\n');
        add_example(out, v->example);
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
        buf_add_format(out, "%-*s %s\n", NAME_COLUMNS, buf_text(&left),
                       verbs[i].help);
    }
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

COMMAND_FUNCTION(help)
{
    struct span name = args->text;
    bool local = name.len && name.at[0] == '\\';
    const struct verb *verb = local || !name.len ? NULL : verb_find(name);
    const struct command *command = command_find(span_from(name, local));
    const struct setting *setting = setting_find(name);
    const struct rule *rule = rule_find(name);
    const struct response_code *code = code_find(unbracket(name));
    struct buf out = {0};

    if (!name.len)
        list_verbs(&out);
    else if (verb)
        explain_verb(&out, verb);
    else if (command)
        explain_command(&out, command);
    else if (setting)
        explain_setting(&out, setting);
    else if (rule)
        catalogue_rule(&out, rule);
    else if (code)
        explain_code(&out, code);
    else
        return unknown(name, err);
    print_text(sh, &out);
    buf_done(&out);
    return true;
}
