/* at-verb.c - the table of events, and whether a line fits its row.
 *
 * Leaves the form of parameters to param.c. */
#include <config.h>

#include "net/transcript/at-verb.h"

#include "net/base/nearest.h"
#include "net/rules/rule.h"

#define KEY(name)                                                              \
    {                                                                          \
        name, AT_TEXT, false, NULL                                             \
    }
#define ROW(id, name, flags, help, ...)                                        \
    {                                                                          \
        id, name, flags, help, {__VA_ARGS__},                                  \
            sizeof((struct at_param[]){__VA_ARGS__}) / sizeof(struct at_param) \
    }
#define BARE(id_, name_, flags_, help_)                                        \
    {                                                                          \
        .id = id_, .name = name_, .flags = flags_, .help = help_               \
    }

const struct at_verb at_verbs[AT_COUNT] = {
    [AT_CONNECT] =
        ROW(AT_CONNECT, "connect", 0, "a connection is opened", KEY("host"),
            KEY("address"), {"port", AT_PORT, false, NULL},
            {"tls", AT_CHOICE, false, "none|implicit"}),
    [AT_TLS] = ROW(AT_TLS, "tls", 0, "a TLS handshake begins or has ended",
                   {NULL, AT_CHOICE, true, "start|ok|fail"}, KEY("version"),
                   KEY("cipher"), KEY("cert"), KEY("verify"), KEY("reason")),
    [AT_CLOSE] = ROW(AT_CLOSE, "close", 0, "the connection has ended",
                     {"by", AT_CHOICE, true, "server|client"},
                     {"how", AT_CHOICE, false, "fin|notify|rst|timeout"}),
    [AT_TIMEOUT] =
        ROW(AT_TIMEOUT, "timeout", 0, "no complete reply came in time",
            {"after", AT_DURATION, false, NULL}),
    [AT_FLUSH] = BARE(AT_FLUSH, "flush", 0, "the lines above are one write"),
    [AT_PAUSE] = ROW(AT_PAUSE, "pause", 0, "nothing happens for a while",
                     {NULL, AT_DURATION, true, NULL}),
    [AT_CHUNK] = ROW(AT_CHUNK, "chunk", 0, "octets in each segment from here",
                     {NULL, AT_COUNTING, true, NULL}),
    [AT_T] = ROW(AT_T, "t", 0, "seconds since the connection was opened",
                 {"t", AT_SECONDS, true, NULL}),
    [AT_SASL] = ROW(AT_SASL, "sasl", AT_OPENS,
                    "a SASL exchange; replay computes the client's lines",
                    {NULL, AT_TEXT, true, NULL}, KEY("user"), KEY("secret")),
    [AT_STEP] = ROW(AT_STEP, "step", 0, "names the exchanges that follow",
                    {NULL, AT_TEXT, true, NULL}),
    [AT_SET] = BARE(AT_SET, "set", AT_OPENS, "server lines in any order"),
    [AT_END] = BARE(AT_END, "end", 0, "ends @ sasl or @ set"),
    [AT_ALLOW] = ROW(AT_ALLOW, "allow", AT_WORDS,
                     "rules that the next reply is known to break",
                     {NULL, AT_RULE, true, NULL}),
    [AT_LEVEL] = ROW(AT_LEVEL, "level", 0, "how replay compares from here",
                     {NULL, AT_CHOICE, true, "outcome|grammar|text|wire"}),
    [AT_WITHIN] =
        ROW(AT_WITHIN, "within", 0, "the next reply must come within this time",
            {NULL, AT_LIMIT, true, NULL}),
    [AT_BODY] =
        ROW(AT_BODY, "body", 0, "data lines that were left out",
            {"lines", AT_NUMBER, true, NULL}, {"octets", AT_NUMBER, true, NULL},
            KEY("sha256"), KEY("file")),
    [AT_NOTE] = BARE(AT_NOTE, "note", AT_ANY, "anything else"),
};
_Static_assert(sizeof at_verbs / sizeof *at_verbs == AT_COUNT, "a row a verb");

const struct at_verb *at_verb_find(struct span name)
{
    for (size_t i = 0; i < AT_COUNT; i++)
        if (span_is(name, at_verbs[i].name))
            return &at_verbs[i];
    return NULL;
}

/* --- does a line fit its row? --- */

static const struct at_param *find_key(const struct at_verb *v, struct span key)
{
    for (size_t i = 0; i < v->count; i++)
        if (v->params[i].key && span_is(key, v->params[i].key))
            return &v->params[i];
    return NULL;
}

static const struct at_param *find_word(const struct at_verb *v, size_t index)
{
    const struct at_param *last = NULL;

    for (size_t i = 0; i < v->count; i++) {
        if (v->params[i].key)
            continue;
        last = &v->params[i];
        if (!index--)
            return last;
    }
    return v->flags & AT_WORDS ? last : NULL;
}

static bool is_rule(struct span value, const char **expected_out)
{
    struct nearest near = {.typed = value};

    if (rule_find(value))
        return true;
    for (size_t i = 0; i < RULE_COUNT; i++)
        nearest_try(&near, rules[i]->id);
    *expected_out = near.name
                        ? near.name
                        : "the id of a rule (\"pop3sh rules\" lists them)";
    return false;
}

static bool fits(const struct at_param *want, struct span value,
                 const char **expected_out)
{
    uint64_t number;

    switch (want->form) {
    case AT_TEXT:
        break;
    case AT_NUMBER:
        *expected_out = "a number";
        return span_number(value, &number);
    case AT_COUNTING:
        *expected_out = "a number from 1 on";
        return span_number(value, &number) && number;
    case AT_PORT:
        *expected_out = "a port from 1 to 65535";
        return span_number(value, &number) && number && number <= UINT16_MAX;
    case AT_DURATION:
        *expected_out = "a time such as 200ms or 30s";
        return at_duration(value, &number);
    case AT_LIMIT:
        *expected_out = "a time of more than 0, such as 200ms or 30s";
        return at_duration(value, &number) && number;
    case AT_SECONDS:
        *expected_out = "seconds such as 12.031";
        return at_duration(value, &number);
    case AT_CHOICE:
        *expected_out = want->choices;
        return at_choice(want->choices, value);
    case AT_RULE:
        return is_rule(value, expected_out);
    }
    return true;
}

static bool has_required(const struct at_verb *v, unsigned seen,
                         const char **expected_out)
{
    for (size_t i = 0; i < v->count; i++) {
        if (!v->params[i].required || seen & 1U << i)
            continue;
        *expected_out = v->params[i].choices ? v->params[i].choices
                        : v->params[i].key   ? v->params[i].key
                                             : "a parameter";
        return false;
    }
    return true;
}

bool at_verb_accepts(const struct at_verb *v, struct span text,
                     const char **expected_out, size_t *at_out)
{
    struct span rest = text;
    struct param p;
    size_t words = 0;
    unsigned seen = 0;
    int more;

    while (*at_out = text.len - rest.len, (more = param_next(&rest, &p)) > 0) {
        const struct at_param *want =
            p.key.len ? find_key(v, p.key) : find_word(v, words++);

        if (!want && v->flags & AT_ANY)
            continue;
        *expected_out = p.key.len ? "another parameter of this event"
                                  : "no further word here";
        if (!want || !fits(want, p.value, expected_out))
            return false;
        *expected_out = "this parameter no more than once";
        if (p.key.len && seen & 1U << (want - v->params))
            return false;
        seen |= 1U << (want - v->params);
    }
    *expected_out = "word, key=word, key=\"text\" or \"text\", with one blank "
                    "between";
    return more == 0 && has_required(v, seen, expected_out);
}
