/* test-error.c - the one sentence about what the world did to us. */
#include <config.h>

#include "net/base/error.h"
#include "net/base/text.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

TestSuite(error, .timeout = 5);

Test(error, set_formats_and_is_always_false)
{
    struct error err = {0};

    cr_assert(not(error_set(&err, ERROR_INPUT, "%s: no such file", "a.pem")));
    cr_assert(eq(str, err.what, "a.pem: no such file"));
    cr_assert(eq(int, (int)err.code, ERROR_INPUT));
    cr_assert(not(error_set(NULL, ERROR_INPUT, "%s", "nobody listens")));
    error_prefix(NULL, "nobody");
}

Test(error, a_prefix_goes_in_front_and_keeps_the_code)
{
    struct error err = {0};

    error_set(&err, ERROR_TLS, "certificate expired");
    error_prefix(&err, "mail.example.org");
    cr_assert(eq(str, err.what, "mail.example.org: certificate expired"));
    cr_assert(eq(int, (int)err.code, ERROR_TLS));
}

Test(error, its_own_text_may_be_an_argument)
{
    struct error err = {0};

    error_set(&err, ERROR_NETWORK, "refused");
    error_set(&err, ERROR_NETWORK, "%s twice: %s", err.what, err.what);
    cr_assert(eq(str, err.what, "refused twice: refused"));
}

Test(error, what_could_drive_a_terminal_is_replaced)
{
    static const struct row {
        const char *in, *want;
    } rows[] = {
        {"two\r\nlines",        "two??lines"   },
        {"\x1B[31mred\x7F",     "?[31mred?"    },
        {"bad \xFF\xC3 octets", "bad ?? octets"},
        {"c1 \xC2\x9B"
         "31m",        "c1 ??31m"     },
        {"bidi \xE2\x80\xAE"
         "x",          "bidi ???x"    },
        {"m\xC3\xBC"
         "nchen",      "m\xC3\xBC"
         "nchen"     },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct error err = {0};

        error_set(&err, ERROR_NETWORK, "%s", rows[i].in);
        cr_expect(strcmp(err.what, rows[i].want) == 0, "\"%s\" not \"%s\"",
                  err.what, rows[i].want);
    }
}

Test(error, a_long_one_is_cut_between_characters_and_says_so)
{
    for (size_t shift = 0; shift < 4; shift++) {
        struct error err = {0};
        struct buf in = {0};

        for (size_t i = 0; i < shift; i++)
            buf_add_char(&in, 'x');
        while (in.len < 2 * sizeof err.what)
            buf_add_text(&in, "\xE2\x82\xAC");
        error_set(&err, ERROR_USAGE, "%s", buf_text(&in));

        size_t len = strlen(err.what);
        cr_expect(gt(sz, len, sizeof err.what - 8));
        cr_expect(eq(str, err.what + len - 3, "..."));
        cr_expect(text_is_utf8(span_of(err.what), NULL));
        cr_expect(eq(ptr, strchr(err.what, '?'), NULL));
        buf_done(&in);
    }
}

Test(error, one_that_just_fits_is_whole)
{
    struct error err = {0};
    struct buf in = {0};

    while (in.len < sizeof err.what - 1)
        buf_add_char(&in, 'x');
    error_set(&err, ERROR_USAGE, "%s", buf_text(&in));
    cr_assert(eq(str, err.what, buf_text(&in)));
    buf_done(&in);
}

Test(error, every_code_has_its_word)
{
    for (int i = ERROR_NONE; i <= ERROR_CANCELLED; i++) {
        const char *word = error_class((enum error_code)i);

        cr_assert(word && *word, "code %d", i);
        for (int j = ERROR_NONE; j < i; j++)
            cr_assert(ne(str, word, error_class((enum error_code)j)));
    }
    cr_assert(eq(str, error_class(ERROR_NETWORK), "network"));
    cr_assert(eq(str, error_class(ERROR_TLS), "tls"));
}
