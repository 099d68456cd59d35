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
        if (c == '\n' && s->line_octets > 512 && s->line_octets > t->longest)
            t->longest = s->line_octets - s->cr;
        t->octets++;
        t->lines += c == '\n';
        s->start = c == '\n' && s->cr;
        s->bare = c == '\n' && !s->cr;
        s->line_octets = c == '\n' ? 0 : s->line_octets + 1;
        s->cr = c == '\r';
    }
    return in.len;
}

/* The piece of an alphabet, "one|two|three", with that number. */
static struct span piece_of(const char *alphabet, unsigned which)
{
    struct span rest = span_of(alphabet);

    for (; which; which--)
        rest = span_from(rest, span_find(rest, '|') + 1);
    return span_first(rest, span_find(rest, '|'));
}

/* Random pieces of the alphabet, and now and then NUL. */
static void fill(char *at, size_t n, unsigned *seed, const char *alphabet)
{
    unsigned pieces = 1;

    for (const char *c = alphabet; *c; c++)
        pieces += *c == '|';
    for (size_t i = 0; i < n;) {
        unsigned r = (unsigned)rand_r(seed) % (4 * pieces + 1);
        struct span piece = r == 4 * pieces ? (struct span){"\0", 1}
                                            : piece_of(alphabet, r % pieces);

        piece = span_first(piece, n - i);
        memcpy(at + i, piece.at, piece.len);
        i += piece.len;
    }
}

/* The same with dots left out, octet by octet. */
static size_t reference_unstuff(struct scan *s, struct span in, uint64_t offset,
                                struct tally *t, char *out, size_t *len_out)
{
    size_t done = 0;

    *len_out = 0;
    while (done < in.len) {
        struct span rest = span_from(in, done);
        size_t n = reference(s, rest, offset + done, t);

        memcpy(out + *len_out, rest.at, n);
        *len_out += n;
        done += n;
        rest = span_from(rest, n);
        if (rest.len < 2 || rest.at[1] != '.' || s->bare)
            break;
        t->stuffed++;
        out[(*len_out)++] = '.';
        scan_note(s, SPAN("."), offset + done + 1, t);
        done += 2;
    }
    return done;
}

static void expect_equal(const struct tally *got, const struct tally *want)
{
    cr_assert(eq(u64, got->octets, want->octets));
    cr_assert(eq(u64, got->lines, want->lines));
    cr_assert(eq(u64, got->stuffed, want->stuffed));
    cr_assert(eq(u64, got->longest, want->longest));
    cr_assert(eq(u64, got->bare_lf, want->bare_lf));
    cr_assert(eq(u64, got->bare_cr, want->bare_cr));
    cr_assert(eq(u64, got->first_bare_lf, want->first_bare_lf));
    cr_assert(eq(u64, got->first_bare_cr, want->first_bare_cr));
    cr_assert(eq(u64, got->first_nul, want->first_nul));
    cr_assert(eq(u64, got->first_eight_bit, want->first_eight_bit));
    cr_assert(eq(int, got->nul != 0, want->first_nul != 0));
    cr_assert(eq(int, got->eight_bit != 0, want->first_eight_bit != 0));
}

static void compare(enum scan_kernel kernel, const char *alphabet,
                    unsigned seed)
{
    static char text[1500], plain[1500 + SCAN_SLACK], want_plain[1500];

    for (int round = 0; round < 3000; round++) {
        size_t n = (size_t)rand_r(&seed) % (round % 10 ? 300 : sizeof text);
        bool unstuff = rand_r(&seed) % 2;
        struct scan a = {.start = rand_r(&seed) % 2,
                         .header = !unstuff && rand_r(&seed) % 2},
                    b = a;
        struct tally ta = {0}, tb = {0};
        struct span in = {text, n};
        char *end = plain;
        size_t stop, want, want_len = 0;

        fill(text, n, &seed, alphabet);
        if (unstuff)
            want = reference_unstuff(&a, in, 1000, &ta, want_plain, &want_len);
        else
            want = reference(&a, in, 1000, &ta);
        stop = scan_run_with(kernel, &b, in, 1000, &tb, unstuff ? &end : NULL);
        cr_assert(eq(sz, stop, want), "round %d", round);
        cr_assert(eq(sz, (size_t)(end - plain), want_len), "round %d", round);
        cr_assert(eq(int, memcmp(plain, want_plain, want_len), 0));
        expect_equal(&tb, &ta);
        if (stop) {
            cr_assert(eq(int, b.start, a.start));
            cr_assert(eq(int, b.bare, a.bare));
            cr_assert(eq(int, b.cr, a.cr));
            cr_assert(eq(u64, b.line_octets, a.line_octets));
        }
    }
}

static const char *const alphabets[] = {
    "\r|\n|.|a|b",
    "\r\n|some words|a long row of words that is no line end|\xe9",
    "\r\n..|\r\n..a|words in a line|\r\n|more words in it",
    "\r\n|\n|\r\n..|\n.|a|\r\n.x|words",
    "a line that is longer than the others, and goes on and on and on, and more"
    "|and on it goes, for line after line, but it has no end of a line in it"
    "|and on|and more of it, so that it passes even what is allowed|\r\n..",
};

static void compare_all(enum scan_kernel kernel)
{
    if (!scan_has(kernel))
        cr_skip_test("this machine lacks the instructions");
    for (unsigned i = 0; i < sizeof alphabets / sizeof *alphabets; i++)
        compare(kernel, alphabets[i], i);
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

Test(scan, avx512_agrees_with_a_plain_loop)
{
    compare_all(SCAN_AVX512);
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
