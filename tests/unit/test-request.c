/* test-request.c - client lines taken apart, verbs found in their table. */
#include <config.h>

#include "net/pop3/request.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

TestSuite(request, .timeout = 5);

static const struct row {
    const char *line, *verb; /* verb NULL: unknown */
    int args;
    const char *first;
    enum shape shape;
} rows[] = {
    {"NOOP",                         "NOOP", 0, "",                        SHAPE_LINE       },
    {"noop",                         "NOOP", 0, "",                        SHAPE_LINE       },
    {"RETR 1",                       "RETR", 1, "1",                       SHAPE_MESSAGE    },
    {"retr  12 ",                    "RETR", 1, "12",                      SHAPE_MESSAGE    },
    {"LIST",                         "LIST", 0, "",                        SHAPE_LISTING    },
    {"LIST ",                        "LIST", 0, "",                        SHAPE_LISTING    },
    {"LIST 1",                       "LIST", 1, "1",                       SHAPE_LINE       },
    {"UIDL 99999999999999999999999", "UIDL", 1, "99999999999999999999999",
     SHAPE_LINE                                                                             },
    {"TOP 1 5",                      "TOP",  2, "1",                       SHAPE_MESSAGE    },
    {"PASS a b  c ",                 "PASS", 1, "a b  c ",                 SHAPE_LINE       },
    {"PASS  x",                      "PASS", 1, " x",                      SHAPE_LINE       },
    {"PASS",                         "PASS", 0, "",                        SHAPE_LINE       },
    {"AUTH",                         "AUTH", 0, "",                        SHAPE_LISTING    },
    {"AUTH PLAIN",                   "AUTH", 1, "PLAIN",                   SHAPE_SASL       },
    {"AUTH PLAIN =",                 "AUTH", 2, "PLAIN",                   SHAPE_SASL       },
    {"CAPA",                         "CAPA", 0, "",                        SHAPE_LISTING    },
    {"LANG *",                       "LANG", 1, "*",                       SHAPE_LINE       },
    {"XTND XLST Subject",            "XTND", 2, "XLST",                    SHAPE_LISTING    },
    {"XTND xmit",                    "XTND", 1, "xmit",                    SHAPE_CLIENT_DATA},
    {"FOO bar",                      NULL,   1, "bar",                     SHAPE_UNKNOWN    },
    {"",                             NULL,   0, "",                        SHAPE_UNKNOWN    },
    {" NOOP",                        NULL,   1, "NOOP",                    SHAPE_UNKNOWN    },
    {"RETRX 1",                      NULL,   1, "1",                       SHAPE_UNKNOWN    },
};

Test(request, lines_are_taken_apart)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        struct request r;

        request_parse(&r, REQUEST_COMMAND, span_of(row->line));
        cr_expect(row->verb ? r.verb && !strcmp(r.verb->name, row->verb)
                            : !r.verb,
                  "verb of \"%s\"", row->line);
        cr_expect(eq(int, r.args, row->args), "%s", row->line);
        cr_expect(span_is(request_arg(&r, 0), row->first), "%s", row->line);
        cr_expect(eq(int, request_shape(&r), row->shape), "%s", row->line);
        cr_expect(span_is(request_line(&r), row->line), "%s", row->line);
        request_done(&r);
    }
}

Test(request, numbers_are_read_only_when_they_are_numbers)
{
    struct request r;

    request_parse(&r, REQUEST_COMMAND, SPAN("TOP 12 x"));
    cr_assert(r.has_number[0]);
    cr_assert(eq(u64, r.number[0], 12));
    cr_assert(not(r.has_number[1]));
    request_done(&r);
    request_parse(&r, REQUEST_COMMAND, SPAN("RETR 18446744073709551616"));
    cr_assert(not(r.has_number[0]));
    request_done(&r);
}

Test(request, long_lines_are_kept_up_to_a_limit)
{
    static char line[20000];
    struct request r;

    memset(line, 'a', sizeof line);
    request_parse(&r, REQUEST_COMMAND, (struct span){line, 300});
    cr_assert(eq(sz, request_line(&r).len, 300));
    request_done(&r);
    request_parse(&r, REQUEST_COMMAND, (struct span){line, sizeof line});
    cr_assert(eq(sz, request_line(&r).len, REQUEST_LINE_MOST));
    cr_assert(ne(uint, r.flaws & LINE_CUT, 0));
    request_done(&r);
}

Test(request, a_sasl_response_has_no_keyword)
{
    struct request r;

    request_parse(&r, REQUEST_SASL, SPAN("QUIT"));
    cr_assert(eq(ptr, (void *)r.verb, NULL));
    cr_assert(eq(sz, request_keyword(&r).len, 0));
    cr_assert(span_is(request_line(&r), "QUIT"));
    request_done(&r);
}

Test(verb, every_row_is_complete_and_in_its_place)
{
    for (int i = 0; i < VERB_COUNT; i++) {
        const struct verb *v = &verbs[i];

        cr_assert(eq(int, (int)v->id, i));
        cr_assert(ne(sz, strlen(v->name), 0));
        cr_expect(v->states != 0, "%s", v->name);
        cr_expect(v->args_min <= v->args_max, "%s", v->name);
        cr_expect(ne(sz, strlen(v->help), 0), "%s", v->name);
        cr_expect(v->help[strlen(v->help) - 1] == '.', "%s", v->name);
        cr_expect(strstr(v->example, v->name) != NULL, "%s", v->name);
        cr_expect(eq(int, v->args_max == 0, v->args[0] == '\0'), "%s", v->name);
        cr_expect(v->rfc[0] != '\0' ||
                      (v->flags & (VERB_HISTORIC | VERB_PROXYING)) != 0,
                  "%s", v->name);
        cr_expect(eq(ptr, (void *)verb_find(span_of(v->name)), (void *)v));
    }
}
