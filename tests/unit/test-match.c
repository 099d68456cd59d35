/* test-match.c - masks against lines. */
#include <config.h>

#include "net/transcript/match.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>

TestSuite(match, .timeout = 10);

#define LITERAL(text)                                                          \
    {                                                                          \
        .kind = PART_LITERAL, .octets = SPAN(text)                             \
    }
#define MASK(name_, type_)                                                     \
    {                                                                          \
        .kind = PART_MASK, .type = type_, .name = SPAN(name_)                  \
    }
#define USE(name_)                                                             \
    {                                                                          \
        .kind = PART_USE, .name = SPAN(name_)                                  \
    }
#define RE(text)                                                               \
    {                                                                          \
        .kind = PART_MASK, .type = WIRE_RE, .octets = SPAN(text)               \
    }

enum { PARTS_MOST = 6 };

static size_t count_parts(const struct part *parts)
{
    size_t n = 0;

    while (n < PARTS_MOST &&
           (parts[n].kind || parts[n].octets.len || parts[n].name.len))
        n++;
    return n;
}

Test(match, a_mask_takes_octets_of_its_type)
{
    static const struct {
        enum wire_type type;
        const char *yes[4], *no[4];
    } rows[] = {
        {WIRE_ANY,    {"", " ", "a b", "\xFF"},      {"\r", "a\n"}         },
        {WIRE_WORD,   {"a", "+OK,", "\xC3\xA4"},     {"", " ", "a b"}      },
        {WIRE_NUM,    {"0", "00123"},                {"", "1a", "-1", " 1"}},
        {WIRE_OCTETS, {"320"},                       {"", "3 2"}           },
        {WIRE_MSGNO,  {"7"},                         {"", "seven"}         },
        {WIRE_UID,
         {"!~", "whqtswO00WBw418f9t5JxYwZ"},
         {"", "a b", "\x7F",
          "0123456789012345678901234567890123456789012345678901234567890123456"
          "7890"}                                                          },
        {WIRE_STAMP,
         {"<1896.697170952@dbc.mtview.ca.us>"},
         {"<a>", "a@b", "<a@b", "<a@b>>"}                                  },
        {WIRE_B64,    {"", "QUJD", "QQ=="},          {"?", "QQ= ="}        },
        {WIRE_HEX,    {"0", "dEaDbEeF"},             {"", "0x10", "g"}     },
        {WIRE_DATE,
         {"Wed, 25 Nov 2026 20:00:00 +0000", "2026-11-25T20:00:00Z",
          "25-Nov-2026"},
         {"", "soon", "2026-11-25;"}                                       },
        {WIRE_HOST,
         {"mail.example.org", "[::1]", "127.0.0.1"},
         {"", "a b", "a/b"}                                                },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t k = 0; k < 4; k++) {
            struct part parts[] = {
                {.kind = PART_MASK, .type = rows[i].type}
            };
            struct variables b = {0};

            if (rows[i].yes[k])
                cr_expect(match_line(parts, 1, span_of(rows[i].yes[k]), &b,
                                     NULL, NULL) == MATCH_YES,
                          "type %d takes \"%s\"", rows[i].type, rows[i].yes[k]);
            if (rows[i].no[k])
                cr_expect(match_line(parts, 1, span_of(rows[i].no[k]), &b, NULL,
                                     NULL) == MATCH_NO,
                          "type %d refuses \"%s\"", rows[i].type,
                          rows[i].no[k]);
        }
}

Test(match, lines_of_masks_and_literals)
{
    static const struct {
        struct part parts[PARTS_MOST];
        const char *line;
        enum match_result want;
        size_t at; /* when it does not match */
    } rows[] = {
        {{LITERAL("+OK")},                                                     "+OK",      MATCH_YES,     0},
        {{LITERAL("+OK")},                                                     "+OK ",     MATCH_NO,      3},
        {{LITERAL("2 200")},                                                   "2 210",    MATCH_NO,      3},
        {{{0}},                                                                "",         MATCH_YES,     0},
        {{{0}},                                                                "x",        MATCH_NO,      0},
        {{LITERAL("+OK "), MASK("", WIRE_NUM), LITERAL(" "),
          MASK("", WIRE_NUM)},
         "+OK 2 320",                                                                      MATCH_YES,
         0                                                                                                 },
        {{LITERAL("+OK "), MASK("", WIRE_NUM), LITERAL(" "),
          MASK("", WIRE_NUM)},
         "+OK 2 320 x",                                                                    MATCH_NO,
         9                                                                                                 },
 /* going back: the first blank is not the right one */
        {{MASK("", WIRE_ANY), LITERAL(" end")},                                "a b end",  MATCH_YES,     0},
        {{MASK("", WIRE_ANY), LITERAL("x"), MASK("", WIRE_ANY), LITERAL("y")},
         "xxyxy",                                                                          MATCH_YES,
         0                                                                                                 },
        {{MASK("a", WIRE_WORD), LITERAL(" "), USE("a")},                       "k k",      MATCH_YES,     0},
        {{MASK("a", WIRE_WORD), LITERAL(" "), USE("a")},                       "k l",      MATCH_VALUE,   2},
 /* the shortest fit of a would be "1", and that does not fit */
        {{MASK("a", WIRE_NUM), MASK("b", WIRE_NUM), LITERAL(":"), USE("a")},
         "123:12",                                                                         MATCH_YES,
         0                                                                                                 },
        {{USE("nobody")},                                                      "x",        MATCH_UNBOUND, 0},
        {{USE("bound")},                                                       "value",    MATCH_YES,     0},
        {{LITERAL("is "), USE("bound")},                                       "is valve", MATCH_VALUE,   6},
        {{MASK("bound", WIRE_WORD)},                                           "other",    MATCH_VALUE,   0},
        {{LITERAL("v "), RE("[0-9]+\\.[0-9]+")},                               "v 2.3",    MATCH_YES,     0},
        {{LITERAL("v "), RE("[0-9]+\\.[0-9]+")},                               "v 2.",     MATCH_NO,      4},
        {{RE("a|bb"), LITERAL("b")},                                           "bbb",      MATCH_YES,     0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct variables b = {0};
        size_t at = 0;
        struct span name = {0};

        variables_set(&b, SPAN("bound"), SPAN("value"), false);
        cr_expect(match_line(rows[i].parts, count_parts(rows[i].parts),
                             span_of(rows[i].line), &b, &at,
                             &name) == rows[i].want,
                  "row %zu: \"%s\"", i, rows[i].line);
        if (rows[i].want != MATCH_YES)
            cr_expect(at == rows[i].at, "row %zu: \"%s\" fits up to %zu", i,
                      rows[i].line, at);
        variables_done(&b);
    }
}

Test(match, what_is_caught_is_bound_only_when_the_line_fits)
{
    struct part parts[] = {MASK("n", WIRE_NUM), LITERAL(" "),
                           MASK("uid", WIRE_UID), LITERAL("!")};
    struct variables b = {0};
    struct span value, name = {0};

    cr_assert(match_line(parts, 4, SPAN("1 abc"), &b, NULL, NULL) == MATCH_NO);
    cr_expect(not(variables_get(&b, SPAN("n"), &value, NULL)));
    cr_assert(match_line(parts, 4, SPAN("1 a!c!"), &b, NULL, NULL) ==
              MATCH_YES);
    cr_assert(variables_get(&b, SPAN("uid"), &value, NULL));
    cr_expect(span_is(value, "a!c"));
    cr_assert(match_line(parts, 4, SPAN("1 other!"), &b, NULL, &name) ==
              MATCH_VALUE);
    cr_expect(span_is(name, "uid"));
    variables_done(&b);
}

Test(match, a_hostile_pattern_costs_a_bounded_time)
{
    static struct part parts[4000];
    static char line[8000];
    struct variables b = {0};

    memset(line, 'a', sizeof line);
    for (size_t i = 0; i < 3999; i++)
        parts[i] = (struct part){.kind = PART_MASK, .type = WIRE_ANY};
    parts[20] = (struct part)LITERAL("b");
    cr_expect(match_line(parts, 21, (struct span){line, sizeof line}, &b, NULL,
                         NULL) == MATCH_COSTLY);
    parts[20] = parts[0];
    parts[3999] = (struct part)LITERAL("b");
    cr_expect(match_line(parts, 4000, (struct span){line, sizeof line}, &b,
                         NULL, NULL) == MATCH_COSTLY);
}

Test(match, expressions_without_limits_are_refused)
{
    static const char *const good[] = {
        "a+",   "(a|b){2,3}", "[{}]",         "\\{9999", "[)]",
        "[])]", "[^])]",      "[[:alpha:])]", "\\)",     "a{1000}"};
    static const char *const bad[] = {
        "(", "a{2000}", "((a{99}){99}){99}", "(a*)\\1", "[a",
        ")", "a)|(b",   "[[:alpha:]])",      "",        "\\"};
    struct error err;

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        cr_expect(match_check_expression(span_of(good[i]), &err), "%s",
                  good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect(not(match_check_expression(span_of(bad[i]), &err)), "%s",
                  bad[i]);
}
