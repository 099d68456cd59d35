/* test-secret.c - secrets are copied whole and wiped. */
#include <config.h>

#include "net/base/buf.h"
#include "net/base/secret.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

TestSuite(secret, .timeout = 5);

Test(secret, a_copy_is_taken_with_every_octet)
{
    char typed[] = "pa\0ss word";
    struct secret s = {0};

    secret_set(&s, (struct span){typed, sizeof typed - 1});
    memset(typed, 'x', sizeof typed);
    cr_assert(span_equal(secret_span(&s), SPAN("pa\0ss word")));
    secret_done(&s);
    cr_assert(eq(ptr, s.at, NULL));
    cr_assert(eq(sz, secret_span(&s).len, 0));
    secret_done(&s);
}

Test(secret, it_can_be_replaced_even_by_a_part_of_itself)
{
    struct secret s = {0};

    secret_set(&s, SPAN("first"));
    secret_set(&s, span_from(secret_span(&s), 2));
    cr_assert(span_is(secret_span(&s), "rst"));
    secret_done(&s);
}

Test(secret, an_empty_one_is_set_all_the_same)
{
    struct secret s = {0};

    secret_set(&s, SPAN(""));
    cr_assert(ne(ptr, s.at, NULL));
    cr_assert(eq(sz, s.len, 0));
    secret_done(&s);
}

Test(secret, wiping_overwrites_exactly_what_was_named)
{
    char octets[] = "abcdef";

    secret_wipe(octets + 1, 3);
    cr_assert(eq(int, memcmp(octets, "a\0\0\0ef", sizeof octets), 0));
    secret_wipe(NULL, 0);
}

Test(secret, a_wiped_buffer_is_empty_and_usable)
{
    struct buf b = {0};

    buf_add_text(&b, "token");
    buf_wipe(&b);
    cr_assert(eq(ptr, b.at, NULL));
    buf_add_text(&b, "next");
    cr_assert(eq(str, buf_text(&b), "next"));
    buf_wipe(&b);
}
