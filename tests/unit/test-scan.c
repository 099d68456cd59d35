/* test-scan.c - every kernel counts what a simple loop counts. */
#include <config.h>

#include "net/pop3/scan.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

TestSuite(scan, .timeout = 20);

/* The same facts, octet by octet. */
static size_t reference(struct scan *s, struct span in, uint64_t offset,
                        struct tally *t)
{
    for (size_t i = 0; i < in.len; i++) {
        unsigned char c = (unsigned char)in.at[i];
        bool begins = s->start || s->bare;

        if (begins && (c == '.' || (s->header && (c == '\r' || c == '\n'))))
            return i;
        if (s->cr && c != '\n' && !t->bare_cr++)
            t->first_bare_cr = offset + i - 1;
        if (c == 0 && !t->first_nul)
            t->first_nul = offset + i;
        if (c >= 0x80 && !t->first_eight_bit)
            t->first_eight_bit = offset + i;
        if (c == '\n' && !s->cr && !t->bare_lf++)
            t->first_bare_lf = offset + i;
        t->octets++;
        t->lines += c == '\n';
        s->start = c == '\n' && s->cr;
        s->bare = c == '\n' && !s->cr;
        s->line_octets = c == '\n' ? 0 : s->line_octets + 1;
        s->cr = c == '\r';
    }
    return in.len;
}

static void fill(char *at, size_t n, unsigned *seed, const char *alphabet)
{
    size_t letters = strlen(alphabet);

    for (size_t i = 0; i < n; i++) {
        unsigned r = (unsigned)rand_r(seed) % (unsigned)(letters + 1);

        at[i] = r == letters ? '\0' : alphabet[r];
    }
}

static void compare(enum scan_kernel kernel, const char *alphabet,
                    unsigned seed)
{
    char text[300];

    for (int round = 0; round < 3000; round++) {
        size_t n = (size_t)rand_r(&seed) % sizeof text;
        struct scan a = {.start = rand_r(&seed) % 2,
                         .header = rand_r(&seed) % 4 == 0},
                    b = a;
        struct tally ta = {0}, tb = {0};
        size_t stop = 0, want;

        fill(text, n, &seed, alphabet);
        want = reference(&a, (struct span){text, n}, 1000, &ta);
        if (!scan_run_with(kernel, &b, (struct span){text, n}, 1000, &tb,
                           &stop))
            cr_skip_test("this machine lacks the instructions");
        cr_assert(eq(sz, stop, want), "round %d", round);
        cr_assert(eq(u64, tb.octets, ta.octets));
        cr_assert(eq(u64, tb.lines, ta.lines));
        cr_assert(eq(u64, tb.bare_lf, ta.bare_lf));
        cr_assert(eq(u64, tb.bare_cr, ta.bare_cr));
        cr_assert(eq(u64, tb.first_bare_lf, ta.first_bare_lf));
        cr_assert(eq(u64, tb.first_bare_cr, ta.first_bare_cr));
        cr_assert(eq(u64, tb.first_nul, ta.first_nul));
        cr_assert(eq(u64, tb.first_eight_bit, ta.first_eight_bit));
        if (stop == n && n) {
            cr_assert(eq(int, b.start, a.start));
            cr_assert(eq(int, b.bare, a.bare));
            cr_assert(eq(int, b.cr, a.cr));
            cr_assert(eq(u64, b.line_octets, a.line_octets));
        }
    }
}

static void compare_all(enum scan_kernel kernel)
{
    compare(kernel, "\r\n.ab", 1);
    compare(kernel, "\r\nabcdefghijklmnopqrstuvwxyz\xe9", 2);
    compare(kernel, "abcdefghijklmnopqrstuvwxyz0123456789 \r\n", 3);
}

Test(scan, portable_words_agree_with_a_plain_loop)
{
    compare_all(SCAN_PORTABLE);
}

Test(scan, sse2_agrees_with_a_plain_loop)
{
    compare_all(SCAN_SSE2);
}

Test(scan, avx2_agrees_with_a_plain_loop)
{
    compare_all(SCAN_AVX2);
}

Test(scan, the_longest_line_is_found_across_blocks)
{
    static char text[5000];
    struct scan s = {.start = true};
    struct tally t = {0};

    memset(text, 'x', sizeof text);
    memcpy(text + 98, "\r\n", 2);
    memcpy(text + 1100, "\r\n", 2);
    memcpy(text + 1400, "\n", 1);
    cr_assert(eq(sz, scan_run(&s, (struct span){text, 1401}, 0, &t), 1401));
    cr_assert(eq(u64, t.longest, 1000));
}
