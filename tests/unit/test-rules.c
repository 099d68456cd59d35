/* test-rules.c - the table of rules, tested as a table. */
#include <config.h>

#include "net/rules/rule.h"

#include "net/base/buf.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(rules, .timeout = 10);

/* What each section of the catalogue holds. */
static const struct {
    const char *title;
    size_t rules, errors, warnings, notes;
} sections[RULE_FAMILIES] = {
    {"Status line and octet layer",          24, 14, 6,  4},
    {"Multi-line framing",                   7,  4,  3,  0},
    {"Greeting",                             7,  2,  3,  2},
    {"States and commands, server side",     18, 7,  7,  4},
    {"Authentication with USER, PASS, APOP", 9,  3,  1,  5},
    {"SASL (AUTH)",                          28, 10, 10, 8},
    {"CAPA and capabilities",                27, 5,  13, 9},
    {"Response codes",                       10, 1,  5,  4},
    {"STAT",                                 8,  4,  1,  3},
    {"LIST",                                 14, 10, 1,  3},
    {"UIDL",                                 11, 8,  3,  0},
    {"RETR and TOP",                         14, 3,  8,  3},
    {"DELE, RSET, QUIT",                     9,  2,  4,  3},
    {"Message data",                         13, 1,  4,  8},
    {"UTF8 and LANG",                        6,  2,  1,  3},
    {"Pipelining",                           4,  3,  1,  0},
    {"STLS",                                 9,  4,  4,  1},
    {"TLS posture",                          23, 5,  13, 5},
    {"DNS",                                  4,  0,  1,  3},
    {"Client lints: the line itself",        15, 9,  3,  3},
    {"Client lints: state and order",        14, 4,  5,  5},
    {"Client lints: security",               26, 10, 10, 6},
};

static size_t count_severity(size_t first, size_t n, enum severity severity)
{
    size_t found = 0;
    for (size_t i = first; i < first + n; i++)
        found += rules[i]->severity == severity;
    return found;
}

Test(rules, every_section_holds_the_rules_of_the_catalogue)
{
    size_t next = 0;
    for (size_t f = 0; f < RULE_FAMILIES; f++) {
        const char *title = sections[f].title;
        size_t n = rule_families[f].count;
        cr_expect(eq(str, (char *)rule_families[f].title, (char *)title));
        cr_assert(eq(sz, n, sections[f].rules), "%s", title);
        cr_expect(
            eq(sz, count_severity(next, n, SEVERITY_ERROR), sections[f].errors),
            "%s", title);
        cr_expect(eq(sz, count_severity(next, n, SEVERITY_WARNING),
                     sections[f].warnings),
                  "%s", title);
        cr_expect(
            eq(sz, count_severity(next, n, SEVERITY_NOTE), sections[f].notes),
            "%s", title);
        next += n;
    }
    cr_expect(eq(sz, next, RULE_COUNT));
    cr_expect(eq(sz, RULE_COUNT, 300));
    cr_expect(eq(sz, count_severity(0, RULE_COUNT, SEVERITY_ERROR), 111));
    cr_expect(eq(sz, count_severity(0, RULE_COUNT, SEVERITY_WARNING), 107));
    cr_expect(eq(sz, count_severity(0, RULE_COUNT, SEVERITY_NOTE), 82));
}

/* The name in enum rule_id that belongs to id. */
static const char *enum_name(struct buf *out, const char *id)
{
    buf_clear(out);
    buf_add_text(out, "RULE_");
    for (; *id; id++)
        buf_add_char(out, *id == '/' || *id == '-'
                              ? '_'
                              : (char)toupper((unsigned char)*id));
    return buf_text(out);
}

Test(rules, every_row_stands_at_the_place_its_enum_name_says)
{
    struct buf path = {0}, name = {0};
    const char *srcdir = getenv("srcdir");
    buf_add_format(&path, "%s/net/rules/rule-id.h", srcdir ? srcdir : ".");
    FILE *header = fopen(buf_text(&path), "r");
    cr_assert(header != NULL, "cannot read %s", buf_text(&path));

    char line[200], member[100];
    size_t n = 0;
    while (fgets(line, sizeof line, header)) {
        if (sscanf(line, " %99[A-Z0-9_],", member) != 1 ||
            strncmp(member, "RULE_", 5) != 0 ||
            strcmp(member, "RULE_COUNT") == 0)
            continue;
        cr_assert(n < RULE_COUNT);
        cr_expect(eq(str, (char *)enum_name(&name, rules[n]->id), member));
        n++;
    }
    cr_expect(eq(sz, n, RULE_COUNT));
    fclose(header);
    buf_done(&path);
    buf_done(&name);
}

/* Lower-case words joined by hyphens; moves *s behind them. */
static bool take_name(const char **s)
{
    const char *start = *s;
    while (islower((unsigned char)**s) || isdigit((unsigned char)**s) ||
           (**s == '-' && *s > start && (*s)[-1] != '-'))
        (*s)++;
    return *s > start && (*s)[-1] != '-';
}

Test(rules, every_id_is_a_family_and_a_name)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        const char *s = rules[i]->id;
        cr_expect(take_name(&s) && *s++ == '/' && take_name(&s) && !*s, "%s",
                  rules[i]->id);
    }
}

Test(rules, no_id_occurs_twice)
{
    for (size_t i = 0; i < RULE_COUNT; i++)
        for (size_t j = 0; j < i; j++)
            cr_expect(strcmp(rules[i]->id, rules[j]->id) != 0, "%s",
                      rules[i]->id);
}

Test(rules, a_rule_is_found_by_its_id_and_by_nothing_else)
{
    for (size_t i = 0; i < RULE_COUNT; i++)
        cr_expect(rule_find(span_of(rules[i]->id)) == rules[i], "%s",
                  rules[i]->id);
    cr_expect(rule_find(SPAN("")) == NULL);
    cr_expect(rule_find(SPAN("list/number-ga")) == NULL);
    cr_expect(rule_find(SPAN("list/number-gap ")) == NULL);
    cr_expect(rule_find(SPAN("LIST/NUMBER-GAP")) == NULL);
    cr_expect(rule_find(SPAN("list")) == NULL);
}

/* True when text is printable ASCII without blanks at its ends or in pairs. */
static bool is_tidy(const char *text)
{
    size_t n = strlen(text);
    if (n == 0 || text[0] == ' ' || text[n - 1] == ' ' || strstr(text, "  "))
        return false;
    for (const char *c = text; *c; c++)
        if (*c < 0x20 || *c > 0x7e)
            return false;
    return true;
}

Test(rules, title_and_advice_are_one_sentence_each)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        const char *const texts[] = {rules[i]->title, rules[i]->advice};
        for (size_t k = 0; k < 2; k++) {
            const char *text = texts[k];
            cr_assert(text != NULL && is_tidy(text), "%s", rules[i]->id);
            cr_expect(text[strlen(text) - 1] == '.', "%s", rules[i]->id);
            cr_expect(text[0] < 'a' || text[0] > 'z', "%s", rules[i]->id);
            cr_expect(strstr(text, ". ") == NULL, "%s", rules[i]->id);
        }
        cr_expect(strcmp(rules[i]->title, rules[i]->advice) != 0, "%s",
                  rules[i]->id);
    }
}

Test(rules, every_advice_is_written_for_its_own_rule)
{
    for (size_t i = 0; i < RULE_COUNT; i++)
        for (size_t j = 0; j < i; j++)
            cr_expect(strcmp(rules[i]->advice, rules[j]->advice) != 0,
                      "%s and %s", rules[i]->id, rules[j]->id);
}

/* "1", "3.6.4": numbers joined by dots that fill s. */
static bool is_section(const char *s)
{
    for (;; s++) {
        if (!isdigit((unsigned char)*s))
            return false;
        while (isdigit((unsigned char)*s))
            s++;
        if (*s != '.')
            return !*s;
    }
}

/* One source between two "; ". */
static bool is_source(const char *s)
{
    static const char *const others[] = {
        "IANA POP3 Extension Mechanism",
        "IANA SASL Mechanisms",
        "vendor documentation",
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(s, others[i]) == 0)
            return true;
    if (strncmp(s, "RFC ", 4) != 0)
        return false;
    s += 4;
    size_t digits = strspn(s, "0123456789");
    if (digits < 3 || digits > 4)
        return false;
    s += digits;
    if (strncmp(s, " section ", 9) == 0)
        return is_section(s + 9);
    return !*s || strcmp(s, " appendix A") == 0;
}

Test(rules, every_source_is_an_rfc_with_its_section)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        char copy[300];
        cr_assert(strlen(rules[i]->rfc) < sizeof copy, "%s", rules[i]->id);
        snprintf(copy, sizeof copy, "%s", rules[i]->rfc);
        char *next = copy;
        while (next && *copy) {
            char *source = next;
            next = strstr(source, "; ");
            if (next) {
                *next = '\0';
                next += 2;
            }
            cr_expect(is_source(source), "%s: %s", rules[i]->id, source);
        }
    }
}

Test(rules, only_four_rules_have_no_source)
{
    static const enum rule_id without[] = {
        RULE_REPLY_TRAILING_SPACE,
        RULE_SESSION_REPLY_TIMEOUT,
        RULE_STAT_HUGE,
        RULE_CLIENT_PROXY_COMMAND,
    };
    size_t next = 0;
    for (size_t i = 0; i < RULE_COUNT; i++)
        if (!*rules[i]->rfc)
            cr_expect(next < 4 && i == without[next++], "%s", rules[i]->id);
    cr_expect(eq(sz, next, 4));
}

Test(rules, every_rule_has_an_example_of_each_kind)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        const char *const texts[] = {rules[i]->conforming, rules[i]->violating};
        cr_expect(strcmp(texts[0], texts[1]) != 0, "%s", rules[i]->id);
        for (size_t k = 0; k < 2; k++) {
            size_t n = strlen(texts[k]);
            cr_assert(n > 0, "%s", rules[i]->id);
            cr_expect(texts[k][0] != ' ' && texts[k][n - 1] != ' ', "%s",
                      rules[i]->id);
            cr_expect(strstr(texts[k], "/  /") == NULL, "%s", rules[i]->id);
        }
    }
}

Test(rules, the_client_rules_and_no_wire_rules_of_servers_bind_the_client)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        bool lint = strncmp(rules[i]->id, "client/", 7) == 0;
        bool listed = i == RULE_STAT_HUGE || i == RULE_SRV_TARGET_OUTSIDE ||
                      i == RULE_SRV_NOT_OFFERED;
        cr_expect(eq(int, rules[i]->bound == BOUND_CLIENT, lint || listed),
                  "%s", rules[i]->id);
    }
    cr_expect(eq(int, rules[RULE_STLS_INJECTED_REPLY]->bound, BOUND_PATH));
    cr_expect(eq(int, rules[RULE_SESSION_NO_CLOSE_NOTIFY]->bound, BOUND_BOTH));
}

static size_t count_flag(unsigned flag)
{
    size_t found = 0;
    for (size_t i = 0; i < RULE_COUNT; i++)
        found += (rules[i]->flags & flag) != 0;
    return found;
}

Test(rules, the_marks_of_the_catalogue_are_set)
{
    static const struct {
        enum rule_id id;
        unsigned flags;
    } rows[] = {
        {RULE_REPLY_NO_TEXT,             RULE_OFF    },
        {RULE_MSG_EIGHT_BIT_BODY,        RULE_OFF    },
        {RULE_LIST_ORDER,                RULE_OFF    },
        {RULE_GREETING_SOFTWARE_VERSION, RULE_OFF    },
        {RULE_RETR_SIZE_MISMATCH,        RULE_GROUPED},
        {RULE_RETR_SIZE_FINAL_CRLF,      RULE_GROUPED},
        {RULE_RETR_SIZE_COUNTS_STUFFING, RULE_GROUPED},
        {RULE_RETR_SIZE_COUNTS_LF,       RULE_GROUPED},
        {RULE_SRV_TARGET_OUTSIDE,        RULE_DNS    },
        {RULE_PIPE_ORDER,                RULE_PROBE  },
        {RULE_UIDL_NOT_PERSISTENT,       RULE_STATE  },
        {RULE_SESSION_AUTOLOGOUT_SHORT,  RULE_CLOCK  },
        {RULE_LIST_NUMBER_GAP,           0           },
        {RULE_PIPE_LOST,                 0           },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect(eq(uint, rules[rows[i].id]->flags, rows[i].flags), "%s",
                  rules[rows[i].id]->id);
    cr_expect(eq(sz, count_flag(RULE_PROBE), 22));
    cr_expect(eq(sz, count_flag(RULE_STATE), 10));
    cr_expect(eq(sz, count_flag(RULE_CLOCK), 5));
    cr_expect(eq(sz, count_flag(RULE_DNS), 4));
    cr_expect(eq(sz, count_flag(RULE_OFF), 4));
    cr_expect(eq(sz, count_flag(RULE_GROUPED), 4));
}

Test(rules, columns_have_words)
{
    cr_expect(eq(str, (char *)severity_name(SEVERITY_NOTE), "note"));
    cr_expect(eq(str, (char *)severity_name(SEVERITY_WARNING), "warning"));
    cr_expect(eq(str, (char *)severity_name(SEVERITY_ERROR), "error"));
    cr_expect(eq(str, (char *)level_name(LEVEL_MUST), "MUST"));
    cr_expect(eq(str, (char *)level_name(LEVEL_MUST_PLAIN), "MUST*"));
    cr_expect(eq(str, (char *)level_name(LEVEL_SHOULD), "SHOULD"));
    cr_expect(eq(str, (char *)level_name(LEVEL_MAY), "MAY"));
    cr_expect(eq(str, (char *)level_name(LEVEL_PRACTICE), "BP"));
    cr_expect(eq(str, (char *)bound_name(BOUND_SERVER), "server"));
    cr_expect(eq(str, (char *)bound_name(BOUND_CLIENT), "client"));
    cr_expect(eq(str, (char *)bound_name(BOUND_BOTH), "both"));
    cr_expect(eq(str, (char *)bound_name(BOUND_ORIGINATOR), "originator"));
    cr_expect(eq(str, (char *)bound_name(BOUND_PROVIDER), "provider"));
    cr_expect(eq(str, (char *)bound_name(BOUND_PATH), "path"));
}
