/* test-buf.c - growing, limits and ownership of buffers. */
#include <config.h>

#include "net/base/buf.h"
#include "net/base/memory.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

TestSuite(buf, .timeout = 10);

Test(buf, zeroes_are_an_empty_buffer)
{
    struct buf b = {0};

    cr_assert(eq(str, buf_text(&b), ""));
    cr_assert(eq(sz, buf_span(&b).len, 0));
    buf_clear(&b);
    buf_cut(&b, 0);
    buf_drop(&b, 5);
    buf_wipe(&b);
    buf_done(&b);
    cr_assert(eq(ptr, b.at, NULL));
}

Test(buf, what_was_added_is_text_with_a_nul_behind)
{
    struct buf b = {0};

    buf_add(&b, SPAN("ab\0c"));
    buf_add_char(&b, '\0');
    buf_add_text(&b, "de");
    buf_add_format(&b, "%03d%s", 7, "!");
    cr_assert(span_equal(buf_span(&b), SPAN("ab\0c\0de007!")));
    cr_assert(eq(chr, b.at[b.len], '\0'));
    cr_assert(not(b.cut));
    buf_done(&b);
}

Test(buf, adding_nothing_makes_an_empty_string)
{
    struct buf b = {0};

    buf_add(&b, (struct span){0});
    buf_add_text(&b, NULL);
    cr_assert(eq(str, buf_text(&b), ""));
    cr_assert(eq(sz, b.len, 0));
    buf_done(&b);
}

Test(buf, the_limit_drops_what_does_not_fit_and_remembers)
{
    struct buf b;

    buf_init(&b, 5);
    buf_add_text(&b, "abc");
    cr_assert(not(b.cut));
    buf_add_text(&b, "defg");
    cr_assert(eq(str, buf_text(&b), "abcde"));
    cr_assert(b.cut);
    buf_add_char(&b, 'x');
    cr_assert(eq(str, buf_text(&b), "abcde"));

    buf_clear(&b);
    cr_assert(not(b.cut));
    buf_add_format(&b, "%s-%d", "abc", 12345);
    cr_assert(eq(str, buf_text(&b), "abc-1"));
    cr_assert(b.cut);
    buf_done(&b);
    cr_assert(eq(sz, b.most, 5), "the limit outlives the content");
}

Test(buf, a_limit_met_exactly_is_no_cut)
{
    struct buf b;

    buf_init(&b, 5);
    buf_add_format(&b, "%s", "abcde");
    buf_add(&b, SPAN(""));
    cr_assert(not(b.cut));
    buf_done(&b);
}

Test(buf, memory_never_exceeds_twice_the_need_nor_the_limit)
{
    struct buf b;

    buf_init(&b, 1000);
    for (int i = 0; i < 1200; i++) {
        buf_add_char(&b, 'x');
        cr_assert(le(sz, b.room, 1001));
    }
    cr_assert(eq(sz, b.len, 1000));
    buf_done(&b);
}

Test(buf, many_small_adds_cost_few_allocations)
{
    struct buf b = {0};
    size_t moves = 0, room = 0;

    for (int i = 0; i < 1000000; i++) {
        buf_add_char(&b, 'x');
        moves += b.room != room;
        room = b.room;
    }
    cr_assert(lt(sz, moves, 25));
    buf_done(&b);
}

Test(buf, repeats_are_what_adding_one_by_one_makes)
{
    for (size_t most = 1; most < 40; most++)
        for (size_t n = 0; n < 15; n++) {
            struct buf one = {0}, all = {0};

            buf_init(&one, most);
            buf_init(&all, most);
            buf_add_text(&one, "x");
            buf_add_text(&all, "x");
            for (size_t i = 0; i < n; i++)
                buf_add(&one, SPAN("abc"));
            buf_add_repeats(&all, SPAN("abc"), n);
            cr_expect(eq(str, (char *)buf_text(&all), (char *)buf_text(&one)));
            cr_expect(eq(int, all.cut, one.cut));
            buf_done(&one);
            buf_done(&all);
        }
}

Test(buf, the_default_limit_is_64_mib)
{
    struct buf b = {0};

    cr_assert(ne(ptr, buf_room(&b, BUF_MOST), NULL));
    cr_assert(eq(ptr, buf_room(&b, (size_t)BUF_MOST + 1), NULL));
    cr_assert(eq(ptr, buf_room(&b, SIZE_MAX), NULL));
    buf_done(&b);
}

Test(buf, room_can_be_written_and_grown_into)
{
    struct buf b;

    buf_init(&b, 8);
    buf_add_text(&b, "ab");
    memcpy(buf_room(&b, 6), "cdefgh", 6);
    buf_grow(&b, 3);
    cr_assert(eq(str, buf_text(&b), "abcde"));
    cr_assert(eq(ptr, buf_room(&b, 4), NULL));
    cr_assert(not(b.cut));
    buf_done(&b);
}

Test(buf, room_alone_adds_nothing)
{
    struct buf b = {0};

    buf_room(&b, 100);
    cr_assert(eq(sz, b.len, 0));
    cr_assert(eq(str, buf_text(&b), ""));
    buf_done(&b);
}

Test(buf, drop_and_cut_keep_the_rest)
{
    struct buf b = {0};

    buf_add_text(&b, "abcdef");
    buf_drop(&b, 2);
    cr_assert(eq(str, buf_text(&b), "cdef"));
    buf_cut(&b, 9);
    cr_assert(eq(str, buf_text(&b), "cdef"));
    buf_cut(&b, 3);
    cr_assert(eq(str, buf_text(&b), "cde"));
    buf_drop(&b, 3);
    cr_assert(eq(str, buf_text(&b), ""));
    buf_done(&b);
}

Test(buf, take_hands_the_string_over)
{
    struct buf b = {0};

    buf_add_text(&b, "mine");
    char *text = buf_take(&b);
    cr_assert(eq(str, text, "mine"));
    cr_assert(eq(ptr, b.at, NULL));
    free(text);

    text = buf_take(&b);
    cr_assert(eq(str, text, ""), "an empty buffer gives a string too");
    free(text);
}

Test(buf, copies_end_in_nul_and_zeroed_memory_is_zero)
{
    char *word = span_dup(span_first(SPAN("abcdef"), 3));
    char *text = xstrdup("xyz");
    char *none = span_dup((struct span){0});
    unsigned char *zeroes = xcalloc(3, 5);

    cr_assert(eq(str, word, "abc"));
    cr_assert(eq(str, text, "xyz"));
    cr_assert(eq(str, none, ""));
    for (int i = 0; i < 15; i++)
        cr_expect(zeroes[i] == 0);
    free(word);
    free(text);
    free(none);
    free(zeroes);
    free(xcalloc(0, 8));
}
