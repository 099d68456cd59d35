/* rules.c - pop3sh rules [ID|GLOB...]: the catalogue on the screen. */
#include <config.h>

#include "net/rules/catalogue.h"
#include "shell/mode/mode.h"
#include "shell/option/option.h"
#include "shell/shell.h"
#include <fnmatch.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* Is rule wanted? Without operands all are. */
static bool is_wanted(const struct options *o, const struct rule *rule)
{
    for (size_t i = 0; i < o->operand_count; i++)
        if (fnmatch(o->operands[i], rule->id, 0) == 0)
            return true;
    return !o->operand_count;
}

static void add_line(struct buf *out, const struct rule *rule)
{
    buf_add_format(out, "%-7s %-36s %s\n", severity_name(rule->severity),
                   rule->id, rule->title);
}

static json_t *rule_object(const struct rule *rule)
{
    static const struct {
        unsigned flag;
        const char *word;
    } needs[] = {
        {RULE_PROBE, "probe"},
        {RULE_STATE, "state"},
        {RULE_CLOCK, "clock"},
        {RULE_DNS,   "dns"  },
    };
    json_t *array = json_array();

    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        if (rule->flags & needs[i].flag)
            json_array_append_new(array, json_string(needs[i].word));
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:b}", "type",
        "rule", "rule", rule->id, "severity", severity_name(rule->severity),
        "level", level_name(rule->level), "side", bound_name(rule->bound),
        "rfc", rule->rfc, "title", rule->title, "advice", rule->advice,
        "conforming", rule->conforming, "violating", rule->violating, "needs",
        array, "shown", !(rule->flags & RULE_OFF));
}

static void print_json(const struct rule *rule)
{
    json_t *object = rule_object(rule);
    char *text = json_dumps(object, JSON_COMPACT);

    puts(text ? text : "{}");
    free(text);
    json_decref(object);
}

/* One rule is explained, several are listed a line each. */
static void print_text(const struct rule *const *found, size_t count)
{
    struct buf out = {0};

    if (count == 1)
        catalogue_rule(&out, found[0]);
    for (size_t i = 0; count > 1 && i < count; i++)
        add_line(&out, found[i]);
    fputs(buf_text(&out), stdout);
    buf_done(&out);
}

/* The first operand that names no rule, or NULL. */
static const char *unknown_operand(const struct options *o)
{
    for (size_t i = 0; i < o->operand_count; i++) {
        bool found = false;

        for (size_t id = 0; id < RULE_COUNT && !found; id++)
            found = fnmatch(o->operands[i], rules[id]->id, 0) == 0;
        if (!found)
            return o->operands[i];
    }
    return NULL;
}

static int show(const struct options *o)
{
    const struct rule *found[RULE_COUNT];
    const char *unknown = unknown_operand(o);
    size_t count = 0;

    if (unknown) {
        fprintf(stderr,
                "pop3sh: no rule is called \"%s\"; \"pop3sh rules\" lists "
                "them all, and patterns such as 'list/*' are understood\n",
                unknown);
        return EXIT_USAGE;
    }
    for (size_t i = 0; i < RULE_COUNT; i++)
        if (is_wanted(o, rules[i]))
            found[count++] = rules[i];
    if (o->output == RENDER_JSON)
        for (size_t i = 0; i < count; i++)
            print_json(found[i]);
    else
        print_text(found, count);
    return EXIT_DONE;
}

int mode_rules(int argc, char **argv)
{
    struct options o;
    int status;

    if (!mode_options(MODE_RULES, argc, argv, &o, &status))
        return status;
    status = show(&o);
    options_done(&o);
    return status;
}
