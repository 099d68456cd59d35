/* test-listing.c - typed lines, read leniently. */
#include <config.h>

#include "net/pop3/listing.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

TestSuite(listing, .timeout = 5);

static const struct row {
    enum content content;
    const char *text;
    bool ok;
    uint64_t n, octets;
    const char *word, *rest;
} rows[] = {
    {CONTENT_DROP,       "2 320",                  true,  2,          320, "",     ""           },
    {CONTENT_DROP,       " 2  320",                true,  2,          320, "",     ""           },
    {CONTENT_DROP,       "2 320 octets",           true,  2,          320, "",     "octets"     },
    {CONTENT_DROP,       "2 messages",             false, 2,          0,   "",     ""           },
    {CONTENT_DROP,       "",                       false, 0,          0,   "",     ""           },
    {CONTENT_SCAN,       "1 120",                  true,  1,          120, "",     ""           },
    {CONTENT_SCAN,       "1 120B",                 false, 1,          120, "",     ""           },
    {CONTENT_SCAN,       "1",                      false, 1,          0,   "",     ""           },
    {CONTENT_SCAN,       "18446744073709551615 1", true,  UINT64_MAX, 1,   "",     ""           },
    {CONTENT_SCAN,       "18446744073709551616 1", false, 0,          0,   "",     ""           },
    {CONTENT_SCAN,       "-1 5",                   false, 0,          0,   "",     ""           },
    {CONTENT_UID,        "1 abc",                  true,  1,          0,   "abc",  ""           },
    {CONTENT_UID,        "1   abc def",            true,  1,          0,   "abc",  "def"        },
    {CONTENT_UID,        "1 ",                     false, 1,          0,   "",     ""           },
    {CONTENT_CAPABILITY, "SASL PLAIN LOGIN",       true,  0,          0,   "SASL", "PLAIN LOGIN"},
    {CONTENT_CAPABILITY, "",                       false, 0,          0,   "",     ""           },
    {CONTENT_LANGUAGE,   "de Deutsch",             true,  0,          0,   "de",   "Deutsch"    },
    {CONTENT_FREE,       "any thing",              false, 0,          0,   "",     "any thing"  },
};

Test(listing, lines_are_read)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        struct listing l = listing_read(row->content, span_of(row->text));

        cr_expect(eq(int, l.ok, row->ok), "\"%s\"", row->text);
        if (row->ok) {
            cr_expect(eq(u64, l.n, row->n), "\"%s\"", row->text);
            cr_expect(eq(u64, l.octets, row->octets), "\"%s\"", row->text);
        }
        cr_expect(span_is(l.word, row->word), "\"%s\"", row->text);
        cr_expect(span_is(l.rest, row->rest), "\"%s\"", row->text);
    }
}
