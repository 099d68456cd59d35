/* test-align.c - the lines that two texts have in common. */
#include <config.h>

#include "net/base/memory.h"
#include "net/transcript/align.h"
#include "tests/unit/trace.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

TestSuite(align, .timeout = 20);

struct texts {
    const unsigned *left, *right;
    bool loose; /* 0 of the left may be any line */
    size_t asked;
};

static bool may(void *ctx, size_t i, size_t j)
{
    struct texts *t = ctx;

    t->asked++;
    return t->left[i] == t->right[j] || (t->loose && !t->left[i]);
}

/* Pairs that ascend and may be pairs: how many. */
static size_t check(struct texts *t, size_t left, size_t right)
{
    uint32_t *partner = xcalloc(left + 1, sizeof *partner);
    size_t pairs = 0, next = 0;

    align(left, right, may, t, partner);
    for (size_t i = 0; i < left; i++) {
        if (partner[i] == ALIGN_NONE)
            continue;
        cr_assert(ge(sz, partner[i], next));
        cr_assert(lt(sz, partner[i], right));
        cr_assert(may(t, i, partner[i]));
        next = partner[i] + 1;
        pairs++;
    }
    free(partner);
    return pairs;
}

/* The same by a table. */
static size_t longest(struct texts *t, size_t left, size_t right)
{
    size_t best[2][64] = {{0}};

    for (size_t i = left; i-- > 0;)
        for (size_t j = right; j-- > 0;) {
            size_t *now = best[i & 1], *below = best[!(i & 1)];

            now[j] = below[j] > now[j + 1] ? below[j] : now[j + 1];
            if (may(t, i, j) && below[j + 1] + 1 > now[j])
                now[j] = below[j + 1] + 1;
        }
    return left ? best[0][0] : 0;
}

Test(align, as_many_lines_are_paired_as_can_be)
{
    unsigned state = 1;

    for (int round = 0; round < 20000; round++) {
        unsigned left[40], right[40];
        size_t counts[2];
        struct texts t = {left, right, round & 1, 0};

        for (int side = 0; side < 2; side++) {
            state = state * 1103515245 + 12345;
            counts[side] = (state >> 16) % 40;
            for (size_t i = 0; i < counts[side]; i++) {
                state = state * 1103515245 + 12345;
                (side ? right : left)[i] = (state >> 16) % (2 + round % 9);
            }
        }
        cr_assert(eq(sz, check(&t, counts[0], counts[1]),
                     longest(&t, counts[0], counts[1])));
    }
}

enum { MANY = 100000 };

static unsigned *numbers(unsigned first, size_t count)
{
    unsigned *out = xcalloc(count, sizeof *out);

    for (size_t i = 0; i < count; i++)
        out[i] = first + (unsigned)i;
    return out;
}

Test(align, a_few_changes_of_a_long_text_are_found_at_once)
{
    unsigned *left = numbers(1, MANY), *right = numbers(1, MANY);
    struct texts t = {left, right, false, 0};

    /* 10 gone at the front, one changed, 10 new behind the middle */
    for (size_t i = 0; i < 50000; i++)
        right[i] = left[i + 10];
    right[777] = 0;
    for (size_t i = 50000; i < 50010; i++)
        right[i] = MANY + 1 + (unsigned)i;
    cr_expect(eq(sz, check(&t, MANY, MANY), MANY - 11));
    cr_expect(lt(sz, t.asked, 12 * MANY));
    free(left);
    free(right);
}

Test(align, texts_with_nothing_in_common_end_soon)
{
    unsigned *left = numbers(1, MANY), *right = numbers(MANY + 1, MANY);
    struct texts t = {left, right, false, 0};

    cr_expect(zero(sz, check(&t, MANY, MANY)));
    cr_expect(le(sz, t.asked, (1 << 20) + 16 * MANY));
    /* and such as have it far apart */
    for (size_t i = 0; i < MANY; i += 4)
        right[MANY - 1 - i] = left[i];
    t.asked = 0;
    check(&t, MANY, MANY);
    cr_expect(le(sz, t.asked, (1 << 20) + 17 * MANY));
    free(left);
    free(right);
}
