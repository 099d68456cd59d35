/* test-capability.c - the table of capabilities and its words. */
#include <config.h>

#include "net/pop3/capability.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

TestSuite(capability, .timeout = 10);

static char *words_of(const char *tag, const char *args)
{
    struct buf out = {0};

    capability_words(&out, span_of(tag), span_of(args));
    return buf_take(&out);
}

Test(capability, has_every_row_filled_in)
{
    size_t registered = 0;

    for (size_t i = 0; i < capabilities_count; i++) {
        const struct capability *row = &capabilities[i];

        registered += row->registered;
        cr_expect(row->words && *row->words, "%s: words", row->tag);
        cr_expect(row->args != NULL, "%s: args", row->tag);
        cr_expect(ne(u32, row->states & STATE_AUTHORIZATION, 0), "%s: states",
                  row->tag);
        cr_expect(row->registered == (*row->rfc != '\0'), "%s: rfc", row->tag);
        for (const char *c = row->tag; *c; c++)
            cr_expect(c[0] < 'a' || c[0] > 'z', "%s: case", row->tag);
        cr_expect(capability_find(span_of(row->tag)) == row, "%s: found once",
                  row->tag);
    }
    cr_assert(eq(sz, registered, 13), "the IANA registry has 13");
}

Test(capability, is_found_in_any_case)
{
    const struct capability *row = capability_find(SPAN("stls"));

    cr_assert(row != NULL);
    cr_assert(eq(str, row->tag, "STLS"));
    cr_assert(eq(u32, row->states, STATE_AUTHORIZATION));
    cr_assert(capability_find(SPAN("STL")) == NULL);
    cr_assert(capability_find(SPAN("")) == NULL);
}

Test(capability, tells_arguments_in_words)
{
    static const struct {
        const char *tag, *args, *want;
    } rows[] = {
        {"STLS",           "",                    "the session can be encrypted after connecting"},
        {"LOGIN-DELAY",    "300",                 "log in at most every 5 minutes"               },
        {"LOGIN-DELAY",    "1",                   "log in at most every 1 second"                },
        {"LOGIN-DELAY",    "90",                  "log in at most every 90 seconds"              },
        {"login-delay",    "3600",                "log in at most every 1 hour"                  },
        {"LOGIN-DELAY",    "0",                   "log in as often as needed"                    },
        {"LOGIN-DELAY",    "60 USER",
         "log in at most every 1 minute; may differ by user, ask again after "
         "login"                                                                                 },
        {"LOGIN-DELAY",    "soon",                "logins must be some time apart"               },
        {"LOGIN-DELAY",    "",                    "logins must be some time apart"               },
        {"EXPIRE",         "NEVER",               "messages are kept until they are deleted"     },
        {"EXPIRE",         "0",
         "messages are removed after the session that retrieved them"                            },
        {"EXPIRE",         "30",                  "messages are removed after 30 days"           },
        {"EXPIRE",         "1 USER",
         "messages are removed after 1 day; may differ by user, ask again "
         "after login"                                                                           },
        {"SASL",           "PLAIN SCRAM-SHA-256",
         "AUTH takes PLAIN (password as it is), SCRAM-SHA-256 (password "
         "stays here)"                                                                           },
        {"SASL",           "X-NEW",               "AUTH takes X-NEW (not known here)"            },
        {"SASL",           "",                    "AUTH is there, but without any mechanism"     },
        {"UTF8",           "",                    "UTF8 allows non-ASCII text"                   },
        {"UTF8",           "USER",
         "UTF8 allows non-ASCII text, user names and passwords too"                              },
        {"IMPLEMENTATION", "Dovecot 2.3",
         "the server calls itself Dovecot "
         "2.3"                                                                                   },
        {"X-FOO",          "1 2",                 "private capability"                           },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *got = words_of(rows[i].tag, rows[i].args);

        cr_expect(strcmp(got, rows[i].want) == 0, "%s %s: %s", rows[i].tag,
                  rows[i].args, got);
        free(got);
    }
}

Test(capability, lets_no_control_octet_into_its_words)
{
    char *sasl = words_of("SASL", "A\x1b[2J");
    char *name = words_of("IMPLEMENTATION", "a\x1b]0;x\x07 \xc2\x9b");

    cr_assert(eq(str, sasl, "AUTH takes A\\x1B[2J (not known here)"));
    for (const char *c = name; *c; c++)
        cr_expect(c[0] >= ' ' && c[0] < 0x7f, "%s", name);
    free(sasl);
    free(name);
}
