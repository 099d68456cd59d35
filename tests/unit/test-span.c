/* test-span.c - comparing, cutting and reading borrowed octets. */
#include <config.h>

#include "net/base/named.h"
#include "net/base/span.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

TestSuite(span, .timeout = 5);

static const struct span empty;

Test(span, an_empty_span_needs_no_octets)
{
    struct span rest = empty;

    cr_assert(span_equal(empty, SPAN("")));
    cr_assert(span_equal_case(empty, SPAN("")));
    cr_assert(span_is(empty, ""));
    cr_assert(span_is(span_of(NULL), ""));
    cr_assert(span_starts(empty, empty));
    cr_assert(span_starts(SPAN("x"), empty));
    cr_assert(eq(sz, span_trim(empty).len, 0));
    cr_assert(eq(sz, span_take_word(&rest).len, 0));
    cr_assert(eq(sz, span_find(empty, 'x'), 0));
    cr_assert(eq(sz, span_find_span(empty, SPAN("x")), 0));
    cr_assert(eq(sz, span_find_span(SPAN("abc"), empty), 0));
}

Test(span, from_and_first_stay_inside)
{
    cr_assert(span_is(span_from(SPAN("abc"), 0), "abc"));
    cr_assert(span_is(span_from(SPAN("abc"), 2), "c"));
    cr_assert(span_is(span_from(SPAN("abc"), 3), ""));
    cr_assert(span_is(span_from(SPAN("abc"), SIZE_MAX), ""));
    cr_assert(span_is(span_first(SPAN("abc"), 2), "ab"));
    cr_assert(span_is(span_first(SPAN("abc"), SIZE_MAX), "abc"));
}

Test(span, trim_removes_blanks_at_the_ends_only)
{
    cr_assert(span_is(span_trim(SPAN(" \t a b\t ")), "a b"));
    cr_assert(span_is(span_trim(SPAN(" \t ")), ""));
    cr_assert(span_is(span_trim(SPAN("\r\n")), "\r\n"));
}

Test(span, words_are_cut_at_single_spaces)
{
    struct span line = SPAN("  RETR 12  x\ty ");

    cr_assert(span_is(span_take_word(&line), "RETR"));
    cr_assert(span_is(line, "12  x\ty "));
    cr_assert(span_is(span_take_word(&line), "12"));
    cr_assert(span_is(line, " x\ty "), "only one space belongs to the word");
    cr_assert(span_is(span_take_word(&line), "x\ty"));
    cr_assert(span_is(span_take_word(&line), ""));
    cr_assert(span_is(line, ""));
}

Test(span, case_folds_for_ascii_letters_only)
{
    cr_assert(span_is_case(SPAN("aZ[`{@"), "Az[`{@"));
    cr_assert(not(span_is_case(SPAN("@"), "`")));
    cr_assert(not(span_is_case(SPAN("["), "{")));
    cr_assert(not(span_is_case(SPAN("\xC4"), "\xE4")));
    cr_assert(not(span_is(SPAN("a"), "A")));
    cr_assert(not(span_is_case(SPAN("ab"), "a")));
    cr_assert(span_starts_case(SPAN("+ok fine"), SPAN("+OK")));
    cr_assert(not(span_starts(SPAN("+ok fine"), SPAN("+OK"))));
    cr_assert(not(span_starts_case(SPAN("+O"), SPAN("+OK"))));
}

Test(span, nul_is_an_octet_like_others)
{
    cr_assert(span_equal(SPAN("a\0b"), SPAN("a\0b")));
    cr_assert(not(span_equal(SPAN("a\0b"), SPAN("a\0c"))));
    cr_assert(eq(sz, span_find(SPAN("a\0b"), 'b'), 2));
    cr_assert(eq(sz, span_find(SPAN("ab\0"), '\0'), 2));
}

Test(span, find_gives_the_first_place_or_the_length)
{
    cr_assert(eq(sz, span_find(SPAN("abcb"), 'b'), 1));
    cr_assert(eq(sz, span_find(SPAN("abcb"), 'x'), 4));
    cr_assert(eq(sz, span_find_span(SPAN("aab aab"), SPAN("ab")), 1));
    cr_assert(eq(sz, span_find_span(SPAN("abc"), SPAN("abcd")), 3));
    cr_assert(
        eq(sz, span_find_span(span_first(SPAN("abcd"), 3), SPAN("cd")), 3));
}

Test(span, a_number_is_digits_and_nothing_else)
{
    static const struct row {
        const char *in;
        bool ok;
        uint64_t want;
    } rows[] = {
        {"0",                     true,  0         },
        {"000000000000000000007", true,  7         },
        {"18446744073709551615",  true,  UINT64_MAX},
        {"18446744073709551616",  false, 0         },
        {"28446744073709551615",  false, 0         },
        {"99999999999999999999",  false, 0         },
        {"",                      false, 0         },
        {"-1",                    false, 0         },
        {"+1",                    false, 0         },
        {" 1",                    false, 0         },
        {"1 ",                    false, 0         },
        {"0x1",                   false, 0         },
        {"1\xB2",                 false, 0         },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        uint64_t want = row->ok ? row->want : 42, got = 42;
        bool ok = span_number(span_of(row->in), &got);

        cr_expect(ok == row->ok, "\"%s\" is %sa number", row->in,
                  row->ok ? "" : "not ");
        cr_expect(got == want, "\"%s\"", row->in);
    }
}

Test(span, digits_are_cut_off_the_front)
{
    struct span s = SPAN("120 200");
    struct span huge = SPAN("99999999999999999999x");
    uint64_t n = 42;

    cr_assert(span_take_number(&s, &n));
    cr_assert(eq(u64, n, 120));
    cr_assert(span_is(s, " 200"));
    cr_assert(not(span_take_number(&s, &n)));
    cr_assert(span_is(s, " 200"), "what is no number stays");
    cr_assert(not(span_take_number(&huge, &n)));
    cr_assert(eq(sz, huge.len, 21));
    cr_assert(eq(u64, n, 120));
}

Test(span, counts_what_two_have_in_common)
{
    cr_expect(eq(sz, span_in_common(SPAN("1 120"), SPAN("1 200")), 2));
    cr_expect(eq(sz, span_in_common(SPAN("ab"), SPAN("abc")), 2));
    cr_expect(eq(sz, span_in_common(SPAN("ab"), SPAN("b")), 0));
    cr_expect(eq(sz, span_in_common((struct span){0}, SPAN("b")), 0));
}

Test(named, finds_a_row_by_any_member_in_any_case)
{
    static const struct {
        int id;
        const char *name, *other;
    } rows[] = {
        {1, "one", "uno"},
        {2, "two", "due"},
        {3, "TWO", "due"},
    };

    cr_expect(NAMED_FIND(rows, 3, name, SPAN("Two")) == &rows[1]);
    cr_expect(NAMED_FIND(rows, 3, other, SPAN("UNO")) == &rows[0]);
    cr_expect(NAMED_FIND(rows, 3, name, SPAN("tw")) == NULL);
    cr_expect(NAMED_FIND(rows, 0, name, SPAN("one")) == NULL);
}
