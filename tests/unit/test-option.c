/* test-option.c - the table of options and its reader. */
#include <config.h>

#include "net/base/nearest.h"
#include "shell/option/option.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

TestSuite(option, .timeout = 10);

enum { WORDS_MOST = 12 };

/* One reading of words, which end in NULL. */
struct reading {
    struct options o;
    struct error err;
    bool ok, help;
};

static struct reading read_words(const char *const *words)
{
    struct reading r = {0};
    int argc = 0;

    while (words[argc])
        argc++;
    r.ok =
        options_read(MODE_CONNECT, argc, (char **)words, &r.o, &r.help, &r.err);
    return r;
}

#define READ(...) read_words((const char *const[]){__VA_ARGS__, NULL})

Test(option, no_word_at_all_gives_the_documented_defaults)
{
    struct reading r = read_words((const char *const[]){NULL});

    cr_assert(r.ok);
    cr_expect(eq(int, r.o.password_fd, -1));
    cr_expect(eq(uint, r.o.connect_timeout_ms, 10000));
    cr_expect(eq(uint, r.o.timeout_ms, 30000));
    cr_expect(eq(int, r.o.tls, TLS_CHOICE_AUTO));
    cr_expect(eq(int, r.o.output, RENDER_TEXT));
    cr_expect(eq(int, r.o.color, COLOR_AUTO));
    cr_expect(eq(int, r.o.fail_on, FAIL_ON_DEFAULT));
    cr_expect(eq(int, r.o.quit_after, STAGE_NONE));
    cr_expect(zero(ptr, (void *)r.o.user));
    cr_expect(zero(sz, r.o.operand_count));
    options_done(&r.o);
}

Test(option, values_may_be_written_in_all_four_ways)
{
    static const char *const ways[][3] = {
        {"--user=joe"},
        {    "--user",       "joe"},
        {    "-ujoe"           },
        { "-u",            "joe"}
    };

    for (size_t i = 0; i < 4; i++) {
        struct reading r = read_words(ways[i]);

        cr_assert(r.ok, "%s", ways[i][0]);
        cr_expect(eq(str, (char *)r.o.user, "joe"));
        cr_expect(zero(sz, r.o.operand_count));
        options_done(&r.o);
    }
}

Test(option, a_value_may_hold_an_equals_sign_or_begin_with_a_dash)
{
    struct reading r = READ("--password-command=a=b", "-u", "-x");

    cr_assert(r.ok);
    cr_expect(eq(str, (char *)r.o.password_command, "a=b"));
    cr_expect(eq(str, (char *)r.o.user, "-x"));
    options_done(&r.o);
}

Test(option, flags_are_grouped_and_the_last_letter_may_take_a_value)
{
    struct reading r = READ("-vv4uann", "--insecure", "host");

    cr_assert(r.ok);
    cr_expect(eq(int, r.o.verbose, 2));
    cr_expect(r.o.ipv4 && r.o.insecure && !r.o.ipv6);
    cr_expect(eq(str, (char *)r.o.user, "ann"));
    cr_assert(eq(sz, r.o.operand_count, 1));
    cr_expect(eq(str, (char *)r.o.operands[0], "host"));
    options_done(&r.o);
}

Test(option, operands_stand_anywhere_and_behind_two_dashes_everything_is_one)
{
    struct reading r = READ("host", "-q", "-c", "STAT");
    struct reading s = READ("-q", "--", "-v");
    struct reading t = READ("-");

    cr_assert(r.ok && s.ok && t.ok);
    cr_expect(eq(str, (char *)r.o.operands[0], "host"));
    cr_expect(eq(str, (char *)s.o.operands[0], "-v"));
    cr_expect(eq(int, s.o.verbose, -1));
    cr_expect(eq(str, (char *)t.o.operands[0], "-"));
    options_done(&r.o);
    options_done(&s.o);
    options_done(&t.o);
}

Test(option, commands_and_files_keep_their_common_order_and_their_letter)
{
    struct reading r =
        READ("-c", "STAT", "-ftour", "--command=RETR 1", "--file", "-");
    static const char *const want[] = {"cSTAT", "ftour", "cRETR 1", "f-"};

    cr_assert(r.ok);
    cr_assert(eq(sz, r.o.commands.count, 4));
    for (size_t i = 0; i < 4; i++)
        cr_expect(eq(str, r.o.commands.at[i], (char *)want[i]));
    options_done(&r.o);
}

Test(option, rule_lists_are_cut_at_commas_and_add_up)
{
    struct reading r = READ("--ignore", "a/b,list/*", "--ignore=c/d");

    cr_assert(r.ok);
    cr_assert(eq(sz, r.o.ignore.count, 3));
    cr_expect(eq(str, r.o.ignore.at[0], "a/b"));
    cr_expect(eq(str, r.o.ignore.at[1], "list/*"));
    cr_expect(eq(str, r.o.ignore.at[2], "c/d"));
    cr_expect(zero(sz, r.o.show.count));
    options_done(&r.o);
}

Test(option, choices_are_read_into_their_enumerations)
{
    struct reading r =
        READ("--tls=implicit", "--output=json", "--color=never",
             "--fail-on=note", "--quit-after=capa", "--tls-min=1.0");
    struct reading s = READ("--tls=none", "--drop-after", "connect");

    cr_assert(r.ok && s.ok);
    cr_expect(eq(int, r.o.tls, TLS_CHOICE_IMPLICIT));
    cr_expect(eq(int, r.o.output, RENDER_JSON));
    cr_expect(eq(int, r.o.color, COLOR_NEVER));
    cr_expect(eq(int, r.o.fail_on, FAIL_ON_NOTE));
    cr_expect(eq(int, r.o.quit_after, STAGE_CAPA));
    cr_expect(eq(str, (char *)r.o.tls_min, "1.0"));
    cr_expect(eq(int, s.o.tls, TLS_CHOICE_NONE));
    cr_expect(eq(int, s.o.drop_after, STAGE_CONNECT));
    options_done(&r.o);
    options_done(&s.o);
}

Test(option, seconds_have_fractions_and_only_zero_means_no_limit)
{
    static const struct row {
        const char *text;
        bool ok;
        unsigned ms;
    } rows[] = {
        {"0",                    true,  0         },
        {"30",                   true,  30000     },
        {"0.5",                  true,  500       },
        {"1.25",                 true,  1250      },
        {"0.0001",               true,  1         },
        {"0.000",                true,  0         },
        {"1.0009",               true,  1000      },
        {"2000000",              true,  2000000000},
        {"2000001",              false, 0         },
        {"99999999999999999999", false, 0         },
        {"-1",                   false, 0         },
        {"+1",                   false, 0         },
        {"",                     false, 0         },
        {".5",                   false, 0         },
        {"1.",                   false, 0         },
        {"1,5",                  false, 0         },
        {"1e3",                  false, 0         },
        {"inf",                  false, 0         },
        {"0x10",                 false, 0         },
        {" 1",                   false, 0         },
        {"1s",                   false, 0         },
        {"1.5.5",                false, 0         },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading r = READ("--timeout", rows[i].text);

        cr_expect(r.ok == rows[i].ok, "\"%s\"", rows[i].text);
        if (rows[i].ok)
            cr_expect(r.o.timeout_ms == rows[i].ms, "\"%s\" gives %u",
                      rows[i].text, r.o.timeout_ms);
        else
            cr_expect(r.err.code == ERROR_USAGE &&
                          strstr(r.err.what, "--timeout"),
                      "\"%s\": %s", rows[i].text, r.err.what);
        options_done(&r.o);
    }
}

Test(option, bad_input_is_refused_with_a_sentence_that_helps)
{
    static const struct row {
        const char *words[WORDS_MOST];
        const char *says;
    } rows[] = {
        {{"--pasword-file", "x"},                  "did you mean --password-file?"             },
        {{"--time", "3"},                          "did you mean --timeout?"                   },
        {{"--outptu=json"},                        "did you mean --output?"                    },
        {{"--xyzzy"},                              "there is no option --xyzzy; --help"        },
        {{"-tls"},                                 "did you mean --tls?"                       },
        {{"-output=json"},                         "did you mean --output?"                    },
        {{"-x"},                                   "there is no option -x"                     },
        {{"-vx"},                                  "there is no option -x"                     },
        {{"--"
          "=x"},
         "there is no option --"                                                               },
        {{"-u"},                                   "--user needs a value: NAME"                },
        {{"--tls"},                                "--tls needs a value: none|stls|implicit"   },
        {{"--user", ""},                           "--user: its value is empty"                },
        {{"--user="},                              "--user: its value is empty"                },
        {{"--insecure=yes"},                       "--insecure: it takes no value"             },
        {{"--output", "xml"},                      "\"xml\" is not one of text|json|raw"       },
        {{"--output", "JSON"},                     "is not one of"                             },
        {{"--output", "text|json"},                "is not one of"                             },
        {{"--output", ""},                         "is not one of"                             },
        {{"--tls-min", "1.4"},                     "is not one of 1.0|1.1|1.2|1.3"             },
        {{"--password-fd", "-1"},                  "whole number"                              },
        {{"--password-fd", "x"},                   "whole number"                              },
        {{"--password-fd", "2147483648"},          "whole number"                              },
        {{"--ignore", "a,,b"},                     "a name in its list is empty"               },
        {{"--ignore", "a,"},                       "a name in its list is empty"               },
        {{"-c", "NOOP\r\nDELE 1"},
         "--command: there is a line end at "
         "character 5"                                                                         },
        {{"-c", "NOOP\nDELE 1"},                   "line end at character 5"                   },
        {{"-cNOOP\n"},                             "line end at character 5"                   },
        {{"-u", "joe\r"},                          "--user: there is a line end at character 4"},
        {{"--ignore", "a\nb"},                     "line end at character 2"                   },
        {{"-4", "-6"},                             "-4 and -6"                                 },
        {{"--key", "k"},                           "--key needs --cert"                        },
        {{"--tls-min", "1.3", "--tls-max", "1.2"}, "--tls-min is above"                        },
        {{"--auth", "PLAIN LOGIN"},                "--auth"                                    },
        {{"--auth", "ABCDEFGHIJKLMNOPQRSTU"},      "--auth"                                    },
        {{"--quit-after=tls", "--drop-after=tls"}, "exclude each other"                        },
        {{"--quit-after=tls", "--no-quit"},        "exclude each other"                        },
        {{"mail.example.org", "110"},              "HOST:110"                                  },
        {{"host", "STAT", "LIST"},                 "there are 3"                               },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading r = read_words(rows[i].words);

        cr_expect(r.ok == false && r.err.code == ERROR_USAGE, "row %zu: %s", i,
                  rows[i].words[0]);
        cr_expect(strstr(r.err.what, rows[i].says) != NULL,
                  "%s: \"%s\" lacks \"%s\"", rows[i].words[0], r.err.what,
                  rows[i].says);
        cr_expect(r.ok == false && r.o.operands == NULL &&
                      r.o.commands.at == NULL,
                  "row %zu leaves something behind", i);
    }
}

Test(option, an_error_never_repeats_what_could_be_a_password)
{
    static const char *const rows[][3] = {
        {"--password=hunter2"},
        {"--passwd",           "hunter2"},
        {"-phunter2"                   },
        {"-c", "PASS hunter2\n"},
        {"--user=hunter2\r"   },
        {"--password-fd",   "hunter2"},
        {"joe:hunter2",      "x"},
        {"--password-fd=hunter2"                   },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading r = read_words(rows[i]);

        cr_expect(r.ok == false, "row %zu", i);
        cr_expect(strstr(r.err.what, "hunter") == NULL, "%s", r.err.what);
    }
}

Test(option, auto_is_the_same_as_no_choice_of_mechanism)
{
    struct reading r = READ("--auth", "auto");
    struct reading s = READ("--auth", "SCRAM-SHA-256-PLUS");

    cr_assert(r.ok && s.ok);
    cr_expect(zero(ptr, (void *)r.o.auth));
    cr_expect(eq(str, (char *)s.o.auth, "SCRAM-SHA-256-PLUS"));
    options_done(&r.o);
    options_done(&s.o);
}

Test(option, help_is_answered_whatever_else_is_wrong_behind_it)
{
    struct reading r = READ("-4", "-6", "--help", "--no-such-thing");
    struct reading s = READ("-vh");

    cr_expect(r.ok && r.help);
    cr_expect(s.ok && s.help);
    options_done(&r.o);
    options_done(&s.o);
}

Test(option, the_table_is_complete_and_has_no_name_or_letter_twice)
{
    for (size_t i = 0; i < options_count; i++) {
        const struct option *row = &options[i];

        cr_expect(row->name && row->help && row->group && row->modes, "row %zu",
                  i);
        cr_expect(row->type != OPTION_CHOICE || row->choices,
                  "%s has no choices", row->name);
        cr_expect(strlen(row->help) <= 52, "%s: help is too wide", row->name);
        cr_expect(option_by_name(row->modes, span_of(row->name)) == row,
                  "%s is there twice", row->name);
        if (row->letter)
            cr_expect(option_by_letter(row->modes, row->letter) == row, "-%c",
                      row->letter);
    }
}

Test(option, help_lists_every_option_in_lines_of_80_columns)
{
    for (unsigned mode = MODE_CONNECT; mode <= MODE_RULES; mode <<= 1) {
        struct buf help = {0};

        options_help(mode, &help);
        cr_expect(mode == MODE_AUDIT || /* not in this version */
                      span_starts(buf_span(&help), SPAN("usage: pop3sh ")),
                  "mode %x: %s", mode, buf_text(&help));
        for (size_t i = 0; i < options_count; i++) {
            struct buf name = {0};

            buf_add_format(&name, "--%s", options[i].name);
            if (options[i].modes & mode)
                cr_expect(strstr(buf_text(&help), buf_text(&name)) != NULL,
                          "%s", buf_text(&name));
            buf_done(&name);
        }
        for (struct span rest = buf_span(&help); rest.len;) {
            size_t end = span_find(rest, '\n');

            cr_expect(end < rest.len && end < 80, "%.*s", (int)end, rest.at);
            rest = span_from(rest, end + 1);
        }
        buf_done(&help);
    }
}

Test(option, the_nearest_name_is_few_slips_away_or_begun_or_none)
{
    static const struct row {
        const char *typed, *want;
    } rows[] = {
        {"output",                                       "output"  },
        {"ouptut",                                       "output"  },
        {"outpt",                                        "output"  },
        {"ooutput",                                      "output"  },
        {"oatput",                                       "output"  },
        {"outp",                                         "output"  },
        {"pipe",                                         "pipeline"},
        {"pipelnie",                                     "pipeline"},
        {"frobnicate",                                   NULL      },
        {"o",                                            NULL      },
        {"",                                             NULL      },
        {"xy",                                           NULL      },
        {"a-name-that-is-much-longer-than-any-there-is", NULL      },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct nearest near = {.typed = span_of(rows[i].typed)};

        nearest_try(&near, "pipeline");
        nearest_try(&near, "output");
        nearest_try(&near, "connect");
        cr_expect(
            near.name == rows[i].want || (near.name && rows[i].want &&
                                          strcmp(near.name, rows[i].want) == 0),
            "%s gives %s", rows[i].typed, near.name ? near.name : "nothing");
    }
}
