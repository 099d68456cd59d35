/* test-code.c - the table of response codes. */
#include <config.h>

#include "net/pop3/code.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

TestSuite(code, .timeout = 10);

Test(code, has_every_row_filled_in)
{
    cr_assert(eq(sz, response_codes_count, 6), "the IANA registry has 6");
    for (size_t i = 0; i < response_codes_count; i++) {
        const struct response_code *row = &response_codes[i];

        cr_expect(row->verbs != 0, "%s: verbs", row->code);
        cr_expect(row->status == STATUS_ERR, "%s: status", row->code);
        cr_expect(row->rfc && *row->rfc, "%s: rfc", row->code);
        cr_expect(row->meaning && *row->meaning, "%s: meaning", row->code);
        cr_expect(row->next && *row->next, "%s: next", row->code);
        cr_expect(code_find(span_of(row->code)) == row, "%s: found once",
                  row->code);
    }
}

Test(code, is_found_in_any_case_and_with_lower_levels)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"IN-USE",         "IN-USE"     },
        {"in-use",         "IN-USE"     },
        {"IN-USE/POP3/x",  "IN-USE"     },
        {"SYS/TEMP",       "SYS/TEMP"   },
        {"sys/perm/disk",  "SYS/PERM"   },
        {"SYS",            NULL         },
        {"SYS/OTHER",      NULL         },
        {"LOGIN-DELAY/60", "LOGIN-DELAY"},
        {"LOGIN",          NULL         },
        {"/",              NULL         },
        {"/AUTH",          NULL         },
        {"",               NULL         },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct response_code *row = code_find(span_of(rows[i].text));

        cr_expect(rows[i].want ? row && !strcmp(row->code, rows[i].want)
                               : row == NULL,
                  "%s", rows[i].text);
    }
}

Test(code, says_where_it_may_be_given)
{
    const struct response_code *sys = code_find(SPAN("SYS/TEMP"));
    const struct response_code *utf8 = code_find(SPAN("UTF8"));

    for (int verb = 0; verb < VERB_COUNT; verb++)
        cr_expect(eq(u32, sys->verbs >> verb & 1, 1), "%d", verb);
    cr_assert(eq(u32, utf8->verbs >> VERB_RETR & 1, 1));
    cr_assert(eq(u32, utf8->verbs >> VERB_PASS & 1, 0));
}
