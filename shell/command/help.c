/* help.c - what \h says of one name, from the tables. */
#include <config.h>

#include "shell/command/help.h"

#include "net/base/wrap.h"
#include "net/pop3/auth.h"
#include "net/pop3/capability.h"
#include "net/pop3/code.h"
#include "net/rules/catalogue.h"
#include "net/rules/sasl-name.h"
#include "shell/command/command.h"
#include "shell/command/grammar.h"
#include "shell/command/topics.h"

enum { TEXT_COLUMNS = 78 };

static void add_words(struct buf *out, const char *text)
{
    wrap_words(out, 0, TEXT_COLUMNS, span_of(text));
}

static void add_reply(struct buf *out, enum shape shape)
{
    static const char label[] = "reply  ";

    buf_add_text(out, label);
    wrap_words(out, sizeof label - 1, TEXT_COLUMNS,
               span_of(grammar_shape(shape)));
}

/* RFC numbers begin with a digit; other sources stand for themselves. */
static void add_source(struct buf *out, const char *source)
{
    if (!source || !*source)
        return;
    buf_add_format(out, "%s %s\n",
                   *source >= '0' && *source <= '9' ? "RFC   " : "from  ",
                   source);
}

static void add_states(struct buf *out, unsigned states)
{
    buf_add_text(out, "state  ");
    grammar_states(out, states);
    buf_add_char(out, '\n');
}

static void add_example(struct buf *out, const char *example)
{
    if (!example || !*example)
        return;
    buf_add_char(out, '\n');
    grammar_example(out, example);
}

static void explain_verb(struct buf *out, const struct verb *v)
{
    buf_add_format(out, "%s%s%s\n", v->name, *v->args ? " " : "", v->args);
    add_words(out, v->help);
    buf_add_char(out, '\n');
    add_states(out, v->states);
    add_reply(out, v->shape);
    if (v->capability)
        buf_add_format(out, "CAPA   announced as %s\n", v->capability);
    add_source(out, v->rfc);
    if (v->flags & VERB_DESTRUCTIVE)
        buf_add_text(out,
                     "care   can lead to messages being removed for good\n");
    if (v->flags & VERB_HISTORIC)
        buf_add_text(out, "       in no current standard\n");
    if (v->flags & VERB_PROXYING)
        buf_add_text(out,
                     "       private: only from proxies that are trusted\n");
    add_example(out, v->example);
}

static void explain_command(struct buf *out, const struct command *c)
{
    buf_add_format(out, "\\%s%s%s\n", c->name, *c->args ? " " : "", c->args);
    add_words(out, c->help);
    if (c->alias)
        buf_add_format(out, "Also written \\%s.\n", c->alias);
    add_example(out, c->example);
}

static void explain_setting(struct buf *out, const struct setting *s)
{
    buf_add_format(out, "\\set %s %s\n", s->name, s->choices);
    add_words(out, s->help);
    buf_add_format(out, "\n    > \\set %s %s\n", s->name, s->example);
}

/* The last line that the client sends in the example of a verb. */
static struct span last_sent(const struct verb *v)
{
    struct span rest = span_of(v->example), sent = {0};

    while (rest.len) {
        struct span line = span_first(rest, span_find(rest, '\n'));
        rest = span_from(rest, line.len + 1);
        if (span_starts(line, SPAN("C: ")))
            sent = line;
    }
    return sent;
}

static void explain_code(struct buf *out, const struct response_code *c)
{
    const struct verb *first = NULL;
    struct buf words = {0};

    buf_add_format(&words, "%s: %s.", c->meaning, c->next);
    buf_add_format(out, "[%s]\n", c->code);
    add_words(out, buf_text(&words));
    buf_done(&words);
    buf_add_format(out, "\nreply  %s\nto     ",
                   c->status == STATUS_OK ? "+OK" : "-ERR");
    for (size_t i = 0; i < VERB_COUNT; i++) {
        if (!(c->verbs & (UINT32_C(1) << i)) || c->verbs == UINT32_MAX)
            continue;
        buf_add_format(out, "%s%s", first ? ", " : "", verbs[i].name);
        first = first ? first : &verbs[i];
    }
    buf_add_text(out, first ? "\n" : "any command\n");
    add_source(out, c->rfc);
    buf_add_text(out, "\n    ");
    buf_add(out, last_sent(first ? first : &verbs[VERB_STAT]));
    buf_add_format(out, "\n    S: %s [%s] %s\n",
                   c->status == STATUS_OK ? "+OK" : "-ERR", c->code,
                   c->meaning);
}

static void explain_mechanism(struct buf *out, const struct mechanism *m)
{
    struct buf words = {0};

    buf_add_format(&words, "%s.", m->explain);
    buf_add_format(out, "A way to log in: %s\n", m->name);
    add_words(out, buf_text(&words));
    buf_done(&words);
    buf_add_char(out, '\n');
    add_states(out, STATE_AUTHORIZATION);
    add_reply(out, m->flags & MECHANISM_COMMAND ? SHAPE_LINE : SHAPE_SASL);
    buf_add_format(out, "does   \\login USER %s, --auth %s\n", m->name,
                   m->name);
    if (m->flags & MECHANISM_CLEARTEXT)
        buf_add_text(out, "care   wants TLS: who listens can use what is "
                          "sent\n");
    add_source(out, m->rfc);
    add_example(out, m->example);
}

/* A mechanism that pop3sh does not speak. */
static void explain_sasl_name(struct buf *out, const struct sasl_name *n)
{
    buf_add_format(out,
                   "A SASL mechanism: %s%s%s\npop3sh does not speak it; "
                   "\\b64 answers its challenges by hand, \"*\" ends it.\n\n",
                   n->name, n->weak ? "; " : "", n->weak ? n->weak : "");
    add_states(out, STATE_AUTHORIZATION);
    add_reply(out, SHAPE_SASL);
    buf_add_format(out,
                   "RFC    4422 section 3\n\n    C: AUTH %s\n    S: + \n"
                   "    C: *\n    S: -ERR given up\n",
                   n->name);
}

static void explain_capability(struct buf *out, const struct capability *c)
{
    buf_add_format(out, "As a capability: %s%s%s\n%s.\n\n", c->tag,
                   *c->args ? " " : "", c->args, c->words);
    add_states(out, c->states);
    buf_add_text(out, "reply  a line of that of CAPA\n");
    add_source(out, c->rfc);
    if (!c->registered)
        buf_add_text(out, "       private: not in the IANA registry\n");
    buf_add_format(out, "\n    C: CAPA\n    S: +OK\n    S: %s%s%s\n    S: .\n",
                   c->tag, c->example ? " " : "", c->example ? c->example : "");
}

static void explain_topic(struct buf *out, const struct topic *t)
{
    buf_add_format(out, "%s\n", t->name);
    add_words(out, t->text);
    buf_add_char(out, '\n');
    add_source(out, t->rfc);
    add_example(out, t->example);
}

/* [CODE], as it stands in a reply, is CODE. */
static struct span unbracket(struct span name)
{
    if (name.len > 2 && name.at[0] == '[' && name.at[name.len - 1] == ']')
        return (struct span){name.at + 1, name.len - 2};
    return name;
}

/* An empty line between what a name stands for. */
static struct buf *next(struct buf *out)
{
    if (out->len)
        buf_add_char(out, '\n');
    return out;
}

void help_explain(struct buf *out, struct span name)
{
    bool local = name.len && name.at[0] == '\\';
    const struct command *command = command_find(span_from(name, local));
    const struct verb *verb = verb_find(name);
    const struct setting *setting = setting_find(name);
    const struct rule *rule = rule_find(name);
    const struct response_code *code = code_find(unbracket(name));
    const struct mechanism *mechanism = mechanism_find(name);
    const struct sasl_name *sasl = sasl_name_find(name);
    const struct capability *capability = capability_find(name);
    const struct topic *topic = topic_find(name);

    if (verb)
        explain_verb(out, verb);
    else if (command)
        explain_command(out, command);
    if (setting)
        explain_setting(next(out), setting);
    if (rule)
        catalogue_rule(next(out), rule);
    if (code)
        explain_code(next(out), code);
    if (mechanism)
        explain_mechanism(next(out), mechanism);
    else if (sasl)
        explain_sasl_name(next(out), sasl);
    if (capability)
        explain_capability(next(out), capability);
    if (topic && !verb)
        explain_topic(next(out), topic);
}
