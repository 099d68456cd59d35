/* test-word.c - eight octets at once give what one after the other gives. */
#include <config.h>

#include "net/base/word.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>

TestSuite(word, .timeout = 10);

enum { NONE = WORD_OCTETS };

static size_t before(uint64_t found)
{
    return found ? word_before(found) : NONE;
}

static size_t first_outside(const unsigned char *at, unsigned low,
                            unsigned high)
{
    size_t i = 0;

    while (i < WORD_OCTETS && at[i] >= low && at[i] <= high)
        i++;
    return i;
}

static size_t first_equal(const unsigned char *at, unsigned c)
{
    size_t i = 0;

    while (i < WORD_OCTETS && at[i] != c)
        i++;
    return i;
}

/* Every octet in every place, between octets that carry or borrow. */
Test(word, the_first_octet_that_is_looked_for_is_found)
{
    static const unsigned char fills[] = {'0', '9', ' ', '~', '[', ']'};
    static const unsigned char behind[] = {0, 0x7F, 0x80, 0xFF, '/', ':', '\\'};

    for (size_t f = 0; f < sizeof fills; f++)
        for (size_t b = 0; b < sizeof behind; b++)
            for (unsigned i = 0; i < 256 * WORD_OCTETS; i++) {
                unsigned char at[WORD_OCTETS];
                uint64_t w;

                memset(at, fills[f], sizeof at);
                at[i / 256] = (unsigned char)i;
                memset(at + i / 256 + 1, behind[b], WORD_OCTETS - 1 - i / 256);
                w = word_load((const char *)at);
                cr_assert(eq(sz, before(word_outside(w, '0', '9')),
                             first_outside(at, '0', '9')));
                cr_assert(eq(sz, before(word_outside(w, 0x20, 0x7E)),
                             first_outside(at, 0x20, 0x7E)));
                cr_assert(
                    eq(sz, before(word_equal(w, '\\')), first_equal(at, '\\')));
                cr_assert(eq(sz, before(word_equal(w, 0)), first_equal(at, 0)));
            }
}

Test(word, digits_make_a_number)
{
    static const uint64_t numbers[] = {0,      7,       10,       99,
                                       409,    1000,    12345,    678901,
                                       999999, 2345678, 10000001, 99999999};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char text[32];
        int n = snprintf(text, sizeof text, "%ju", (uintmax_t)numbers[i]);

        memcpy(text + n, " 9\xFF/:xyz", 9);
        cr_expect(eq(u64, word_number(word_load(text), (size_t)n), numbers[i]));
    }
}
