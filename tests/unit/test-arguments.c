/* test-arguments.c - the forms of arguments, and the words TAB offers. */
#include <config.h>

#include "shell/repl/arguments.h"
#include "shell/repl/words.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

TestSuite(arguments, .timeout = 10);

static const struct {
    const char *args;
    size_t i;
    const char *at;
    bool needed;
    const char *rest;
} rows[] = {
    {"<msg> <lines>",                  0, "msg",              true,  "<msg> <lines>"    },
    {"<msg> <lines>",                  1, "lines",            true,  "<lines>"          },
    {"<msg> <lines>",                  2, "",                 false, ""                 },
    {"[msg]",                          0, "msg",              false, "[msg]"            },
    {"[SETTING [VALUE]]",              0, "SETTING",          false, "[SETTING [VALUE]]"},
    {"[SETTING [VALUE]]",              1, "VALUE",            false, "[VALUE]"          },
    {"<mechanism> [initial-response]", 1, "initial-response", false,
     "[initial-response]"                                                               },
    {"[on|off]",                       0, "on|off",           false, "[on|off]"         },
    {"",                               0, "",                 false, ""                 },
};

Test(arguments, are_found_by_their_place)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct span at = arguments_at(rows[i].args, rows[i].i);
        struct buf rest = {0};

        arguments_rest(&rest, rows[i].args, rows[i].i);
        cr_expect(span_is(at, rows[i].at), "%zu of %s", rows[i].i,
                  rows[i].args);
        cr_expect(arguments_needed(rows[i].args, rows[i].i) == rows[i].needed,
                  "%zu of %s", rows[i].i, rows[i].args);
        cr_expect(eq(str, (char *)buf_text(&rest), (char *)rows[i].rest));
        buf_done(&rest);
    }
}

Test(arguments, alternatives_come_one_by_one)
{
    struct span rest = SPAN("raw|hex|json");

    cr_assert(span_is(arguments_take_choice(&rest), "raw"));
    cr_assert(span_is(arguments_take_choice(&rest), "hex"));
    cr_assert(span_is(arguments_take_choice(&rest), "json"));
    cr_assert(eq(sz, arguments_take_choice(&rest).len, 0));
}

Test(words, keep_the_case_that_was_typed)
{
    struct words lower = {.typed = SPAN("re")}, upper = {.typed = SPAN("RE")};

    cr_assert(words_offer(&lower, "RETR", "a note", true));
    cr_assert(words_offer(&upper, "RETR", NULL, true));
    cr_assert(not(words_offer(&upper, "STAT", NULL, true)));
    cr_assert(not(words_offer(&lower, "RETR", NULL, false)));
    cr_assert(eq(str, lower.at[0].text, "retr"));
    cr_assert(eq(str, upper.at[0].text, "RETR"));
    cr_assert(eq(str, (char *)words_note(&lower, "retr"), "a note"));
    words_done(&lower);
    words_done(&upper);
}

Test(words, the_list_begins_with_what_all_have_in_common)
{
    struct words w = {0};
    char **list;

    words_offer(&w, "RETR", NULL, true);
    words_offer(&w, "RSET", NULL, true);
    list = words_list(&w);
    cr_assert(eq(str, list[0], "R"));
    cr_assert(eq(str, list[1], "RETR"));
    cr_assert(eq(str, list[2], "RSET"));
    cr_assert(list[3] == NULL);
    for (size_t i = 0; list[i]; i++)
        free(list[i]);
    free(list);
    words_done(&w);
}

Test(words, are_never_more_than_anyone_reads)
{
    struct words w = {0};

    for (size_t i = 0; i < WORDS_MOST + 10; i++)
        words_offer(&w, "x", NULL, false);
    cr_assert(eq(sz, w.count, WORDS_MOST));
    words_done(&w);
}
